import { dirname } from 'node:path';
import { multistream, pino, stdSerializers } from 'pino';
import type { Log, LogFields } from '../core/ports/log.ts';
import { folderError, makeDataFolder } from './folder.ts';

export interface LogOptions {
  readonly level: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** File the events go to; absent: standard error. Standard output belongs to the conversation. */
  readonly file?: string;
  /** Where every event goes as well. */
  readonly beside?: { write(line: string): void };
  /** Tokens and keys in use: wherever one stands in an event, a URL or a stack, it is not written. */
  readonly secrets?: readonly string[];
}

/** What is kept to be written once the disk takes it again, characters; beyond it events are dropped. */
const HELD_BACK = 1_000_000;

/** Paths that can hold a secret, wherever a caller might put them. */
const SECRETS = ['apiKey', 'token', 'secret', 'authorization', 'password'].flatMap((name) => [
  name,
  `*.${name}`,
  `*.*.${name}`,
]);

/**
 * pino, as the port: an event, then its fields; errors with their causes, secrets never.
 * @throws KithError `store.unavailable` when `file` cannot be written.
 */
export function createLog({ level, file, beside, secrets = [] }: LogOptions): Log {
  if (level === 'silent') return silentLog;
  const destination = open(file);
  // A disk that fills up later costs events, never the conversation; where they go missing is said once.
  destination.once('error', (cause: NodeJS.ErrnoException) => {
    if (file !== undefined) process.stderr.write(`The log ${file} cannot be written: ${cause.message}.\n`);
    destination.on('error', () => {});
  });
  const logger = pino(
    {
      level,
      base: null,
      redact: { paths: SECRETS, censor: '[hidden]' },
      serializers: { error: stdSerializers.errWithCause },
      hooks: { streamWrite: (line) => hide(line, secrets) },
    },
    beside === undefined
      ? destination
      : multistream([
          { level, stream: destination },
          { level, stream: beside },
        ]),
  );
  return adapt(logger);
}

const hide = (line: string, secrets: readonly string[]): string =>
  secrets.reduce((shown, secret) => shown.replaceAll(secret, '[hidden]'), line);

function open(file: string | undefined) {
  if (file !== undefined) makeDataFolder(dirname(file));
  try {
    // Written at once: a process that is killed must not take its last events with it.
    return pino.destination({ dest: file ?? 2, sync: true, mode: 0o600, maxLength: HELD_BACK });
  } catch (cause) {
    throw folderError(dirname(file ?? ''), cause);
  }
}

export const silentLog: Log = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  child: () => silentLog,
};

interface PinoLike {
  debug(fields: LogFields, event: string): void;
  info(fields: LogFields, event: string): void;
  warn(fields: LogFields, event: string): void;
  error(fields: LogFields, event: string): void;
  child(fields: LogFields): PinoLike;
}

function adapt(logger: PinoLike): Log {
  return {
    debug: (event, fields = {}) => logger.debug(fields, event),
    info: (event, fields = {}) => logger.info(fields, event),
    warn: (event, fields = {}) => logger.warn(fields, event),
    error: (event, fields = {}) => logger.error(fields, event),
    child: (fields) => adapt(logger.child(fields)),
  };
}
