import { fstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createTerminalChannel } from './adapters/terminal/index.ts';
import { createApp } from './app.ts';
import { run } from './cli/program.ts';
import { type Environment, loadConfig, secretsOf } from './config.ts';
import { commands } from './core/commands/table.ts';
import { loadPersonas } from './store/persona-files.ts';
import { versionOne } from './store/sqlite/version-one.ts';
import { examineCache, redisSessions, storePlaces } from './stores.ts';
import { readArchive, writeArchive } from './system/archive.ts';
import { systemClock } from './system/clock.ts';
import { createLog, silentLog } from './system/log.ts';
import { systemRandom } from './system/random.ts';

/** Two signals closer together than this are one request, ms. */
const SAME_SIGNAL_MS = 500;

const root = fileURLToPath(new URL('..', import.meta.url));
const environment: Environment = process.env;

// The launcher that started us holds a channel open; when it is killed we must not go on without it.
if (process.channel !== undefined) {
  process.on('disconnect', () => process.exit(1));
  process.channel.unref();
}
// A reader that went away is no reason for a stack trace.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
  });
}

const told = new Set<string>();
/** Once, however often the configuration is read. */
const say = (note: string): void => {
  if (!told.has(note)) process.stderr.write(`kith: ${note}\n`);
  told.add(note);
};
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
const code = await run(
  {
    root,
    input: process.stdin,
    output: process.stdout,
    errors: process.stderr,
    isPiped: isPipe(process.stdin.fd),
    environment,
    clock: systemClock,
    random: systemRandom,
    silentLog,
    config: (overrides = {}, from = environment) =>
      loadConfig({
        directory: from.KITH_CONFIG_DIR ?? join(root, 'config'),
        environment: from,
        overrides,
        onNote: say,
      }),
    openApp: createApp,
    places: storePlaces,
    examineCache,
    versionOne,
    redisSessions,
    writeArchive,
    readArchive,
    logTo: (config, file) => createLog({ level: config.log.level, file, secrets: secretsOf(config) }),
    createTerminal: (request) =>
      createTerminalChannel({
        ...request,
        input: process.stdin,
        output: process.stdout,
        diagnostics: process.stderr,
        clock: systemClock,
        random: systemRandom,
        ...localeOf(environment),
      }),
    loadPersonas,
    discordInvite: async (applicationId) =>
      (await import('./adapters/discord/index.ts')).inviteLink(applicationId),
    slackManifest: async (app) =>
      (await import('./adapters/slack/index.ts')).slackManifest({ ...app, commands }),
    onInterrupt(callback) {
      let askedAt: number | undefined;
      for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
        process.on(signal, () => {
          const now = systemClock.now();
          // A signal to the whole group comes twice, once by way of the launcher. Asked again later, they mean it.
          if (askedAt !== undefined && now - askedAt >= SAME_SIGNAL_MS) process.exit(1);
          if (askedAt !== undefined) return;
          askedAt = now;
          callback();
        });
      }
    },
  },
  process.argv.slice(2),
  version,
);
process.exitCode = code;
// A stream nobody ends (a terminal, an open pipe) must not keep a finished program.
process.exit();

function localeOf({ LC_ALL, LC_MESSAGES, LANG }: Environment): { readonly locale?: string } {
  const locale = [LC_ALL, LC_MESSAGES, LANG].find(
    (value) => value !== undefined && value !== '' && value !== 'C' && value !== 'POSIX',
  );
  return locale === undefined ? {} : { locale };
}

/** A pipe, a socket or a file: somebody meant something to be read. Not a terminal, and not nothing (/dev/null). */
function isPipe(descriptor: number): boolean {
  try {
    const kind = fstatSync(descriptor);
    return kind.isFIFO() || kind.isSocket() || kind.isFile();
  } catch {
    return false;
  }
}
