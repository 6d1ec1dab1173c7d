import { basename, dirname, resolve } from 'node:path';
import { createStream } from 'rotating-file-stream';
import { folderError, makeDataFolder } from './folder.ts';

export interface RollingFileOptions {
  /** `logs/kith.log`; older ones become `logs/kith.log.1`, `.2`, …, the highest the oldest. One process per name. */
  readonly file: string;
  /** Size at which a new one is begun, MB. */
  readonly megabytes: number;
  /** Most files kept, the one being written included; at least 2. */
  readonly files: number;
}

/** What a log line is written to. */
export interface LogFile {
  write(line: string): void;
}

/**
 * A file that begins anew when it is large, and drops its oldest.
 * @throws KithError `store.unavailable` when it cannot be written.
 */
export async function openRollingFile({ file, megabytes, files }: RollingFileOptions): Promise<LogFile> {
  const path = resolve(dirname(file));
  makeDataFolder(path);
  const stream = createStream(basename(file), {
    path,
    size: `${megabytes}M`,
    rotate: files - 1,
    mode: 0o600,
  });
  try {
    await new Promise<void>((opened, failed) => {
      stream.once('open', () => opened());
      stream.once('error', failed);
    });
  } catch (cause) {
    throw folderError(path, cause);
  }
  // A disk that fills up costs events, never the conversation; the console still has them.
  stream.on('error', () => {});
  return stream;
}
