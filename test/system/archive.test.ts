import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { KithError } from '../../src/core/errors.ts';
import { readArchive, writeArchive } from '../../src/system/archive.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-archive-'));
afterAll(() => rmSync(folder, { recursive: true }));
let count = 0;
const file = () => join(folder, `${++count}.backup`);
const key = Buffer.alloc(32, 7);

async function* each(lines: readonly string[]) {
  yield* lines;
}
const write = async (lines: readonly string[], options: { key?: Uint8Array; isPlain?: boolean } = {}) => {
  const target = file();
  await writeArchive({ file: target, lines: each(lines), id: `id-${count}`, ...options });
  return target;
};
const read = async (from: string, own?: Uint8Array, isPlain = false) => {
  const lines: string[] = [];
  for await (const line of readArchive({ file: from, isPlain, ...(own === undefined ? {} : { key: own }) }))
    lines.push(line);
  return lines;
};
const many = Array.from(
  { length: 20_000 },
  (_, index) => `{"line":${index},"text":"${'ñ😀\u2028'.repeat(9)}"}`,
);
const kinds = [
  ['compressed', {}],
  ['encrypted', { key }],
  ['plain', { isPlain: true }],
  ['plain and encrypted', { key, isPlain: true }],
] as const;

describe('an archive', () => {
  test.each(kinds)('gives back every line (%s)', async (_, options) => {
    for (const lines of [[], [''], ['a', '', 'b'], many]) {
      const made = await write(lines, options);
      expect(await read(made, key, 'isPlain' in options)).toEqual(lines);
      expect(statSync(made).mode & 0o077).toBe(0);
    }
    expect(readdirSync(folder).filter((name) => name.includes('partial'))).toEqual([]);
  });

  test('can be read by other programs unless it is encrypted', async () => {
    const made = await write(['{"a":1}', '{"b":2}']);
    expect(gunzipSync(readFileSync(made)).toString()).toBe('{"a":1}\n{"b":2}\n');
    const hidden = await write(['the secret sentence'], { key, isPlain: true });
    expect(readFileSync(hidden).includes('secret')).toBe(false);
  });

  test('is not opened without its key, and says so', async () => {
    const made = await write(['a'], { key });
    for (const other of [undefined, Buffer.alloc(32, 8)])
      await expect(read(made, other)).rejects.toMatchObject({
        code: 'backup.key',
        message: expect.stringContaining('KITH_SECRET_KEY'),
      });
  });

  test('two of the same lines have nothing in common when encrypted', async () => {
    const [one, other] = [await write(['a'], { key }), await write(['a'], { key })].map((made) =>
      readFileSync(made).subarray(9),
    );
    expect(one?.equals(other ?? Buffer.alloc(0))).toBe(false);
  });

  test.each([
    ['compressed', {}],
    ['encrypted', { key }],
  ] as const)('changed or cut anywhere it is refused, or what was written (%s)', async (_, options) => {
    const lines = many.slice(0, 100);
    const bytes = readFileSync(await write(lines, options));
    const broken = file();
    const damages = fc.record({
      at: fc.nat(bytes.length - 1),
      flip: fc.integer({ min: 1, max: 255 }),
      cut: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(damages, async ({ at, flip, cut }) => {
        const damaged = Buffer.from(cut ? bytes.subarray(0, at) : bytes);
        if (!cut) damaged[at] = (damaged[at] ?? 0) ^ flip;
        writeFileSync(broken, damaged);
        const outcome = await read(broken, key).catch((error: unknown) => error);
        if (outcome instanceof KithError) expect(outcome.code).toMatch(/^backup\./);
        // A changed date in its head changes no line.
        else expect(outcome).toEqual(lines);
      }),
      { numRuns: 60 },
    );
  });

  test('parts in another order, or of another file, are refused', async () => {
    const bytes = readFileSync(await write(many, { key, isPlain: true }));
    const start = 9 + 16 + 8;
    const first = start + 4 + bytes.readUInt32BE(start) + 16;
    const second = first + 4 + bytes.readUInt32BE(first) + 16;
    const swapped = file();
    writeFileSync(
      swapped,
      Buffer.concat([
        bytes.subarray(0, start),
        bytes.subarray(first, second),
        bytes.subarray(start, first),
        bytes.subarray(second),
      ]),
    );
    await expect(read(swapped, key, true)).rejects.toMatchObject({ code: 'backup.invalid' });
    writeFileSync(swapped, Buffer.concat([bytes, bytes]));
    await expect(read(swapped, key, true)).rejects.toMatchObject({ code: 'backup.invalid' });
  });

  test('where it cannot be written nothing is left, and the reason is named', async () => {
    for (const [target, reason] of [
      [join(folder, 'nowhere', 'x'), 'the folder is not there'],
      ['/proc/nothing', ''],
      ['/dev/full/x', 'a folder above it is a file'],
    ] as const) {
      await expect(writeArchive({ file: target, lines: each(many), id: 'id' })).rejects.toMatchObject({
        code: 'backup.failed',
        message: expect.stringContaining(reason),
      });
    }
  });

  test('lines that end in an error leave no file, and the error as it was', async () => {
    const target = file();
    const gone = new KithError('store.unavailable', 'The database is locked.');
    async function* failing() {
      yield* many;
      throw gone;
    }
    await expect(writeArchive({ file: target, lines: failing(), id: 'id', key })).rejects.toBe(gone);
    expect(readdirSync(folder).filter((name) => name.startsWith(basename(target)))).toEqual([]);
  });

  test('what is not one is refused in words', async () => {
    await expect(read(join(folder, 'nothing'))).rejects.toThrow('There is no file');
    await expect(read(folder)).rejects.toThrow('it is a folder');
    const other = file();
    writeFileSync(other, Buffer.from([0x50, 0x4b, 3, 4, 0xff, 0xfe]));
    await expect(read(other)).rejects.toMatchObject({ code: 'backup.invalid' });
  });
});
