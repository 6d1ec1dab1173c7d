import { createCipheriv, createDecipheriv, createHash, hkdfSync, timingSafeEqual } from 'node:crypto';
import { KithError } from '../core/errors.ts';

/**
 * A stream in authenticated frames (AES-256-GCM), so that it can be written and read piece by piece:
 * magic, 16 bytes salt, 8 bytes to know the key by; then frames of a length (4 bytes), as many bytes and a tag of 16.
 * The number of the frame is its nonce, which is safe as every file has a key of its own (HKDF with the salt). An empty
 * frame marked as the last one ends it: what is cut off, left out or in another order is noticed.
 */
const MAGIC = Buffer.from('KITHSEAL\x01');
const SALT = 16;
const CHECK = 8;
const LENGTH = 4;
const TAG = 16;
const LONGEST_FRAME = 1024 * 1024;

export const isSealed = (start: Uint8Array): boolean => MAGIC.equals(start.subarray(0, MAGIC.length));

/** @param id unique for ever. */
export const seal = (key: Uint8Array, id: string) =>
  async function* (source: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    const salt = createHash('sha256').update(id).digest().subarray(0, SALT);
    const own = keysFrom(key, salt);
    yield Buffer.concat([MAGIC, salt, own.check]);
    let number = 0n;
    const frame = (bytes: Uint8Array, isLast: boolean): Buffer => {
      const cipher = createCipheriv('aes-256-gcm', own.key, nonceOf(number++));
      cipher.setAAD(Buffer.from([Number(isLast)]));
      const hidden = Buffer.concat([cipher.update(bytes), cipher.final()]);
      const length = Buffer.alloc(LENGTH);
      length.writeUInt32BE(hidden.length);
      return Buffer.concat([length, hidden, cipher.getAuthTag()]);
    };
    for await (const chunk of source) {
      for (let at = 0; at < chunk.length; at += LONGEST_FRAME)
        yield frame(chunk.subarray(at, at + LONGEST_FRAME), false);
    }
    yield frame(Buffer.alloc(0), true);
  };

/** @throws KithError `backup.key` without the key it was made with; an Error where it is damaged. */
export async function* unseal(
  source: AsyncIterable<Buffer>,
  { file, key }: { readonly file: string; readonly key?: Uint8Array | undefined },
): AsyncIterable<Buffer> {
  if (key === undefined) {
    throw new KithError(
      'backup.key',
      `${file} is encrypted. Set KITH_SECRET_KEY to the key it was made with.`,
      { details: { file } },
    );
  }
  const bytes = exactly(source);
  await bytes.read(MAGIC.length);
  const own = keysFrom(key, await bytes.read(SALT));
  if (!timingSafeEqual(await bytes.read(CHECK), own.check)) {
    throw new KithError(
      'backup.key',
      `${file} was encrypted with another key than KITH_SECRET_KEY is now, or its beginning is damaged.`,
      { details: { file } },
    );
  }
  for (let number = 0n; ; number++) {
    const length = (await bytes.read(LENGTH)).readUInt32BE();
    if (length > LONGEST_FRAME) throw new Error('a part is too long');
    const isLast = length === 0;
    const hidden = await bytes.read(length);
    const decipher = createDecipheriv('aes-256-gcm', own.key, nonceOf(number));
    decipher.setAAD(Buffer.from([Number(isLast)])).setAuthTag(await bytes.read(TAG));
    const shown = decipher.update(hidden);
    decipher.final();
    if (isLast) break;
    yield shown;
  }
  if (!(await bytes.isAtEnd())) throw new Error('something follows its end');
}

const keysFrom = (key: Uint8Array, salt: Uint8Array) => {
  const derived = Buffer.from(hkdfSync('sha256', key, salt, 'kith backup', 32 + CHECK));
  return { key: derived.subarray(0, 32), check: derived.subarray(32) };
};

const nonceOf = (number: bigint): Buffer => {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(number, 4);
  return nonce;
};

/** Reads a stream in pieces of the sizes asked for. */
const exactly = (source: AsyncIterable<Buffer>) => {
  const chunks = source[Symbol.asyncIterator]();
  let held: Buffer = Buffer.alloc(0);
  const more = async (): Promise<boolean> => {
    const { value, done } = await chunks.next();
    if (done === true) return false;
    held = held.length === 0 ? value : Buffer.concat([held, value]);
    return true;
  };
  return {
    async read(length: number): Promise<Buffer> {
      while (held.length < length) if (!(await more())) throw new Error('the end is missing');
      const piece = held.subarray(0, length);
      held = held.subarray(length);
      return piece;
    },
    async isAtEnd(): Promise<boolean> {
      while (held.length === 0) if (!(await more())) return true;
      return false;
    },
  };
};
