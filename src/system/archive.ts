import { createReadStream, createWriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip, type Gunzip, type Gzip } from 'node:zlib';
import { KithError } from '../core/errors.ts';
import type { ReadArchive, WriteArchive } from '../core/ports/archive.ts';
import { isSealed, seal, unseal } from './sealed-stream.ts';

/** Characters handed on at once. */
const CHUNK = 65_536;
/** No row is nearly as long: a file without line breaks must not fill the memory. */
const LONGEST_LINE = 256 * 1024 * 1024;

/** Lines into a compressed file, encrypted with a key; written beside and renamed, so that there is never half of one. */
export const writeArchive: WriteArchive = async ({ file, lines, isPlain = false, key, id }) => {
  const half = `${file}.partial-${id.slice(0, 8)}`;
  let fault: unknown;
  const watched = async function* () {
    try {
      yield* joined(lines);
    } catch (error) {
      fault = error;
      throw error;
    }
  };
  try {
    const packed = isPlain ? watched() : through(watched(), createGzip({ chunkSize: CHUNK }));
    const bytes = key === undefined ? packed : seal(key, id)(packed);
    await pipeline(bytes, createWriteStream(half, { flags: 'wx', mode: 0o600, flush: true }));
    await rename(half, file);
  } catch (error) {
    // The first failure is the one to tell.
    await rm(half, { force: true }).catch(() => {});
    // What could not be read keeps its own words.
    throw fault ?? writeError(file, error);
  }
};

/** The lines of such a file. @throws KithError `backup.invalid` as soon as it is not what was written, `backup.key`. */
export const readArchive: ReadArchive = async function* ({ file, isPlain = false, key }) {
  try {
    const isHidden = isSealed(await firstBytes(file));
    const source = createReadStream(file, { highWaterMark: CHUNK });
    const opened = isHidden ? unseal(source, { file, key }) : source;
    const decoder = new TextDecoder('utf-8', { fatal: true });
    let held = '';
    for await (const chunk of unpacked(opened, isPlain)) {
      const lines = (held + decoder.decode(chunk, { stream: true })).split('\n');
      held = lines.pop() ?? '';
      if (held.length > LONGEST_LINE) throw new Error('a line without an end');
      yield* lines;
    }
    // Text others wrote need not end in a line break.
    const rest = held + decoder.decode();
    if (rest !== '') yield rest;
  } catch (error) {
    throw readError(file, error);
  }
};

async function* joined(lines: AsyncIterable<string>): AsyncIterable<Buffer> {
  let held = '';
  for await (const line of lines) {
    held += `${line}\n`;
    if (held.length < CHUNK) continue;
    yield Buffer.from(held);
    held = '';
  }
  yield Buffer.from(held);
}

/** Decompressed; plain text as it is where that is expected, too. */
async function* unpacked(packed: AsyncIterable<Buffer>, isPlain: boolean): AsyncIterable<Buffer> {
  const chunks = packed[Symbol.asyncIterator]();
  const first = await chunks.next();
  if (first.done === true) {
    if (isPlain) return;
    throw new Error('it is empty');
  }
  async function* whole(): AsyncIterable<Buffer> {
    yield first.value as Buffer;
    yield* { [Symbol.asyncIterator]: () => chunks };
  }
  if (first.value[0] !== 0x1f || first.value[1] !== 0x8b) {
    if (!isPlain) throw new Error('it begins as none does');
    yield* whole();
    return;
  }
  yield* through(whole(), createGunzip({ chunkSize: CHUNK }));
}

async function* through(source: AsyncIterable<Buffer>, change: Gzip | Gunzip): AsyncIterable<Buffer> {
  // Whoever reads what comes out hears of the failure of what goes in.
  const done = pipeline(source, change).catch((error: unknown) => void change.destroy(error as Error));
  yield* change as AsyncIterable<Buffer>;
  await done;
}

async function firstBytes(file: string): Promise<Buffer> {
  for await (const chunk of createReadStream(file, { end: 15 })) return chunk as Buffer;
  return Buffer.alloc(0);
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'the folder is not there',
  ENOTDIR: 'a folder above it is a file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not write there',
  EPERM: 'this user may not write there',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota is used up',
};

function writeError(file: string, cause: unknown): KithError {
  const { code = '', message } = cause as NodeJS.ErrnoException;
  return new KithError(
    'backup.failed',
    `${file} cannot be written: ${REASONS[code] ?? message}. Name a file in another folder.`,
    { details: { file, reason: code }, cause },
  );
}

function readError(file: string, cause: unknown): KithError {
  if (cause instanceof KithError) return cause;
  const { code = '', message } = cause as NodeJS.ErrnoException;
  const says =
    code === 'ENOENT'
      ? `There is no file ${file}.`
      : code === 'EACCES' || code === 'EISDIR'
        ? `${file} cannot be read: ${code === 'EISDIR' ? 'it is a folder' : 'this user may not'}.`
        : `${file} is not a backup of Kith's, or it is damaged or cut off (${message}). Use another copy.`;
  return new KithError('backup.invalid', says, { details: { file }, cause });
}
