import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.ts';
import { createStage, type Stage } from '../../src/cli/rehearsal/stage.ts';
import { loadConfig } from '../../src/config.ts';
import type { Config } from '../../src/config-schema.ts';
import type { Application, Overrides } from '../../src/core/conversation/application.ts';
import type { Channel } from '../../src/core/ports/channel.ts';
import { createLog } from '../../src/system/log.ts';

/** A turn as its speaker lives it, ms since it was sent. */
export interface TurnTimes {
  /** The reply went out. */
  readonly delivered: number;
  /** Reflection included: the lane is free again. */
  readonly settled: number;
}

/** The real application on a SQLite file of its own, as it runs in production, log line included. */
export interface Lab {
  readonly app: Application;
  readonly config: Config;
  readonly file: string;
  readonly line: Stage['line'];
  /** Says something in the speaker's direct chat and waits until all of it is dealt with. */
  say(account: string, text: string): Promise<TurnTimes>;
  /** Stops the application and removes the file. */
  close(): Promise<void>;
}

export interface LabOptions {
  readonly overrides?: Overrides;
  /** Dotted keys of the configuration. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Changes how the channel speaks, e.g. to let it stream. */
  readonly wrapChannel?: (channel: Stage) => Channel;
}

const ROOT = join(import.meta.dirname, '..', '..');
/** Labs opened so far: on one server, what another one heard before is not heard again. */
let labs = 0;

export const configFor = (dataDir: string, settings: Readonly<Record<string, string>> = {}): Config =>
  // An empty environment: a model or a language the machine has configured must not change what is measured.
  loadConfig({
    environment: {},
    directory: join(ROOT, 'config'),
    overrides: {
      'data.dir': dataDir,
      'personalities.dir': join(ROOT, 'personalities'),
      ...settings,
    },
  });

export const temporaryFolder = (): string => mkdtempSync(join(tmpdir(), 'kith-bench-'));

export async function openLab({
  overrides = {},
  settings = {},
  wrapChannel = (channel) => channel,
}: LabOptions = {}): Promise<Lab> {
  const folder = temporaryFolder();
  const config = configFor(folder, settings);
  const stage = createStage();
  const sentAt = new Map<string, number>();
  const timed: Stage = {
    ...stage,
    send(page, place, signal) {
      sentAt.set(place.id, performance.now());
      stage.heard();
      return stage.send(page, place, signal);
    },
  };
  const app = await createApp(config, {
    log: createLog({ level: 'info', file: join(folder, 'kith.log') }),
    channels: [wrapChannel(timed)],
    ...overrides,
  });
  await app.start();
  const number = ++labs;
  let lines = 0;
  return {
    app,
    config,
    file: join(folder, 'kith.sqlite'),
    line: stage.line,
    async say(account, text) {
      const at = app.parts.clock.now();
      const line = stage.line({ account, place: '', text, id: `bench-${number}-${++lines}`, at });
      const begun = performance.now();
      await app.conversation.accept(line);
      const settled = performance.now() - begun;
      const sent = sentAt.get(line.place.id);
      sentAt.delete(line.place.id);
      if (sent === undefined) throw new Error(`No reply to ${JSON.stringify(text)}`);
      return { delivered: sent - begun, settled };
    },
    async close() {
      await app.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
