import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { createTerminalChannel } from '../../src/adapters/terminal/index.ts';
import { createApp } from '../../src/app.ts';
import { run } from '../../src/cli/program.ts';
import type { CliTools } from '../../src/cli/tools.ts';
import { loadConfig } from '../../src/config.ts';
import { commands } from '../../src/core/commands/table.ts';
import { loadPersonas } from '../../src/store/persona-files.ts';
import { versionOne } from '../../src/store/sqlite/version-one.ts';
import { examineCache, redisSessions, storePlaces } from '../../src/stores.ts';
import { readArchive, writeArchive } from '../../src/system/archive.ts';
import { systemClock } from '../../src/system/clock.ts';
import { silentLog } from '../../src/system/log.ts';
import { systemRandom } from '../../src/system/random.ts';
import { temporary } from './temporary.ts';

export const root = resolve(import.meta.dirname, '..', '..');

export interface CliUnderTest {
  readonly tools: CliTools;
  readonly input: PassThrough & { isTTY?: boolean };
  /** What was written so far. */
  out(): string;
  err(): string;
  /** Folder of the data, different for every test. */
  readonly directory: string;
  /** As when somebody presses Ctrl-C. */
  interrupt(): void;
  /** Runs a command with everything above. */
  kith(...args: readonly string[]): Promise<number>;
}

/** The real drivers behind streams of our own: no process, no terminal, no network, an environment of its own. */
export function cliTools({
  environment = {},
  directory = temporary(),
  isTerminal = false,
  isPiped = false,
}: {
  readonly environment?: Readonly<Record<string, string>>;
  readonly directory?: string;
  readonly isTerminal?: boolean;
  readonly isPiped?: boolean;
} = {}): CliUnderTest {
  const input = new PassThrough() as CliUnderTest['input'];
  const streams = { output: new PassThrough(), errors: new PassThrough() };
  const written = { output: '', errors: '' };
  for (const name of ['output', 'errors'] as const)
    streams[name].setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  if (isTerminal) {
    input.isTTY = true;
    Object.assign(streams.output, { isTTY: true, columns: 100, rows: 40 });
  }
  let interrupt = () => {};
  const own = { KITH_DATA_DIR: directory, ...environment };
  const output = streams.output as unknown as NodeJS.WriteStream;
  const errors = streams.errors as unknown as NodeJS.WriteStream;
  const tools: CliTools = {
    root,
    input: input as unknown as NodeJS.ReadStream,
    output,
    errors,
    isPiped,
    environment: own,
    clock: systemClock,
    random: systemRandom,
    silentLog,
    config: (overrides = {}, from = own) =>
      loadConfig({ directory: join(root, 'config'), environment: from, overrides }),
    openApp: createApp,
    places: storePlaces,
    examineCache,
    versionOne,
    redisSessions,
    writeArchive,
    readArchive,
    logTo: () => silentLog,
    createTerminal: (request) =>
      createTerminalChannel({
        ...request,
        input: input as unknown as NodeJS.ReadStream,
        output,
        diagnostics: errors,
        clock: systemClock,
        random: systemRandom,
      }),
    loadPersonas,
    discordInvite: async (application) =>
      (await import('../../src/adapters/discord/index.ts')).inviteLink(application),
    slackManifest: async (app) =>
      (await import('../../src/adapters/slack/index.ts')).slackManifest({ ...app, commands }),
    onInterrupt(callback) {
      interrupt = callback;
    },
  };
  return {
    tools,
    input,
    out: () => written.output,
    err: () => written.errors,
    directory,
    interrupt: () => interrupt(),
    kith: (...args) => run(tools, args, '0.0.0-test'),
  };
}
