import { existsSync, mkdirSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { KithError } from '../core/errors.ts';

const REASONS: Readonly<Record<string, string>> = {
  EEXIST: 'it is a file, or a folder above it is',
  ENOTDIR: 'a folder above it is a file',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
};

/** Makes the folder of what is kept, for this user only. @throws KithError `store.unavailable`, with the remedy. */
export function makeDataFolder(path: string): void {
  try {
    make(path);
  } catch (cause) {
    throw folderError(path, cause);
  }
}

/** Node's own recursive form never returns where a file system (/proc, an automounter) refuses new folders by ENOENT. */
function make(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST' && statSync(path).isDirectory()) return;
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error;
    make(dirname(path));
    make(path);
  }
}

/** Why a folder cannot hold what is kept, and what to do about it. */
export function folderError(path: string, cause: unknown): KithError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new KithError(
    'store.unavailable',
    `The data folder ${path} cannot be used: ${REASONS[code] ?? message}. Set KITH_DATA_DIR to a folder that can be written.`,
    { details: { path, reason: code }, cause },
  );
}
