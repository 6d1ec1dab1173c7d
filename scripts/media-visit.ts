import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createTerminalChannel } from '../src/adapters/terminal/index.ts';
import { createApp } from '../src/app.ts';
import { run } from '../src/cli/program.ts';
import { loadConfig } from '../src/config.ts';
import type { Application } from '../src/core/conversation/application.ts';
import { loadPersonas } from '../src/store/persona-files.ts';
import { versionOne } from '../src/store/sqlite/version-one.ts';
import { examineCache, redisSessions, storePlaces } from '../src/stores.ts';
import { readArchive, writeArchive } from '../src/system/archive.ts';
import { systemClock } from '../src/system/clock.ts';
import { silentLog } from '../src/system/log.ts';

/** Somebody sitting down at the terminal, and what they type. */
export interface Visit {
  readonly persona: string;
  readonly as: string;
  /** When, ISO 8601. */
  readonly at: string;
  readonly says: readonly string[];
  /** Characters in a row of their terminal. */
  readonly columns: number;
}

const root = resolve(import.meta.dirname, '..');
/** How long somebody takes to type one line, by the visit's own clock, ms. */
const TYPING_MS = 20_000;

/**
 * Plays visits, one after the other over the same data, through the real `kith chat` on a screen: the program,
 * its SQLite file and the offline voice; only the clock, the ids and the person are ours. What each screen was
 * sent, escape sequences and all; the same every time.
 */
export async function playVisits(visits: readonly Visit[]): Promise<readonly string[]> {
  const data = mkdtempSync(join(tmpdir(), 'kith-media-'));
  let ids = 0;
  try {
    const screens: string[] = [];
    for (const visit of visits) screens.push(await playVisit(visit, data, () => `m${++ids}`));
    return screens;
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function playVisit(visit: Visit, data: string, id: () => string): Promise<string> {
  let now = Date.parse(visit.at);
  const clock = { now: () => now, sleep: systemClock.sleep };
  const random = { next: () => 0.5, id };
  const { input, output, written } = screen(visit.columns);
  const environment = { KITH_DATA_DIR: data };
  let leave = () => {};
  const { promise: started, resolve: start } = Promise.withResolvers<Application>();

  const ended = run(
    {
      root,
      input,
      output,
      errors: output,
      isPiped: false,
      environment,
      clock,
      random,
      silentLog,
      config: () => loadConfig({ directory: join(root, 'config'), environment }),
      openApp: async (config, overrides) => {
        const app = await createApp(config, { ...overrides, clock, random });
        return {
          ...app,
          async start() {
            await app.start();
            start(app);
          },
        };
      },
      // A visit talks: nothing is copied or moved.
      places: storePlaces,
      examineCache,
      versionOne,
      redisSessions,
      writeArchive,
      readArchive,
      logTo: () => silentLog,
      createTerminal: (request) =>
        createTerminalChannel({ ...request, input, output, diagnostics: output, clock, random }),
      loadPersonas,
      // A visit talks; it asks for no links.
      discordInvite: async () => '',
      slackManifest: async () => ({}),
      onInterrupt(callback) {
        leave = callback;
      },
    },
    ['chat', '--persona', visit.persona, '--as', visit.as],
    '0',
  );
  const app = await started;
  for (const line of visit.says) {
    now += TYPING_MS;
    input.write(`${line}\r`);
    // The key strokes become a line, and the line an event, before there is anything to wait for.
    for (let turn = 0; turn < 5; turn++) await nextTurn();
    await app.conversation.idle();
    await nextTurn();
  }
  leave();
  const code = await ended;
  if (code !== 0) throw new Error(`kith chat ended with ${code}:\n${written()}`);
  return written();
}

/** Two streams that pass for a terminal. */
function screen(columns: number) {
  const keys = new PassThrough();
  const shown = new PassThrough({ encoding: 'utf8' });
  let text = '';
  shown.on('data', (chunk: string) => {
    text += chunk;
  });
  return {
    input: Object.assign(keys, { isTTY: true, setRawMode: () => keys }) as unknown as NodeJS.ReadStream,
    output: Object.assign(shown, {
      isTTY: true,
      columns,
      rows: 50,
      getColorDepth: () => 24,
    }) as unknown as NodeJS.WriteStream,
    written: () => text,
  };
}
