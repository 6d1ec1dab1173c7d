import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { chatting, freshFolder, kith } from './kith.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
const folder = () => {
  const made = freshFolder();
  folders.push(made);
  return made;
};

/** What the operator sees of a start that cannot be. */
async function refusal(environment: Readonly<Record<string, string>>, args = ['chat', '--as', 'ana']) {
  const running = kith({ args, environment, input: 'Hello\n' });
  const { code, signal } = await running.closed;
  expect(signal).toBeNull();
  expect(running.lines).toEqual([]);
  const errors = running.errors();
  expect(errors).not.toMatch(/^\s+at |Something unexpected/m);
  return { code, errors: errors.trimEnd() };
}

describe('a start that cannot be ends with what is wrong and what to do about it', () => {
  test('a file where the data folder should be', async () => {
    const file = join(folder(), 'data');
    writeFileSync(file, '');
    const { code, errors } = await refusal({ KITH_DATA_DIR: file });
    expect(code).toBe(1);
    expect(errors).toMatch(/^The data folder .+ cannot be used: .+ Set KITH_DATA_DIR .+$/);
  }, 30_000);

  test('a data folder that cannot be made', async () => {
    const { code, errors } = await refusal({ KITH_DATA_DIR: '/proc/kith/data' });
    expect(code).toBe(1);
    expect(errors).toMatch(/^The data folder .+ cannot be used: .+$/);
  }, 30_000);

  test('a database that is none', async () => {
    const directory = folder();
    writeFileSync(join(directory, 'kith.sqlite'), 'x'.repeat(8_192));
    const { code, errors } = await refusal({ KITH_DATA_DIR: directory });
    expect(code).toBe(1);
    expect(errors).toMatch(/^The database .+ not a SQLite database; move it away or restore a backup.+$/);
  }, 30_000);

  test('a database that is damaged in the middle', async () => {
    const directory = folder();
    const first = kith({ ...chatting(directory), input: 'Hello\n'.repeat(60) });
    expect((await first.closed).code).toBe(0);
    const path = join(directory, 'kith.sqlite');
    const bytes = readFileSync(path);
    bytes.fill(0x5a, 100, Math.min(bytes.length, 120_000));
    writeFileSync(path, bytes);
    const { code, errors } = await refusal({ KITH_DATA_DIR: directory });
    expect(code).toBe(1);
    expect(errors).toMatch(/^The database .+ (damaged|not a SQLite database|is not Kith's).+$/);
  }, 30_000);

  test('no folder of personas', async () => {
    const { code, errors } = await refusal({
      KITH_DATA_DIR: folder(),
      KITH_PERSONALITIES_DIR: '/no/such/folder',
    });
    expect(code).toBe(1);
    expect(errors).toMatch(/\/no\/such\/folder.+KITH_PERSONALITIES_DIR/);
    expect(errors.split('\n')).toHaveLength(1);
  }, 30_000);

  test('a default persona that is broken, and one that does not exist', async () => {
    const personas = join(folder(), 'personas');
    mkdirSync(personas);
    writeFileSync(join(personas, 'alicia.json'), '{"name": "alicia",');
    const broken = await refusal({ KITH_DATA_DIR: folder(), KITH_PERSONALITIES_DIR: personas });
    expect(broken.code).toBe(1);
    expect(broken.errors).toMatch(/alicia\.json.+kith validate/);
    expect(broken.errors.split('\n')).toHaveLength(1);

    const nobody = await refusal({ KITH_DATA_DIR: folder(), KITH_PERSONA_DEFAULT: 'nobody' });
    expect(nobody.code).toBe(1);
    expect(nobody.errors).toMatch(/nobody.+alicia.+KITH_PERSONA_DEFAULT/);
  }, 30_000);

  test('a configuration that cannot be meant', async () => {
    const { code, errors } = await refusal({
      KITH_DATA_DIR: folder(),
      KITH_INBOX_BURSTMS: 'soon',
      KITH_PERSONA_DEFALT: 'mika',
    });
    expect(code).toBe(2);
    expect(errors).toContain('inbox.burstMs (KITH_INBOX_BURSTMS): found "soon", expected a number');
    expect(errors).toContain('did you mean KITH_PERSONA_DEFAULT?');
  }, 30_000);

  test('a command, an option and a persona nobody knows', async () => {
    const environment = { KITH_DATA_DIR: folder() };
    for (const args of [['no-such-command'], ['chat', '--no-such-option'], ['chat', '--persona', 'nobody']]) {
      const { code, errors } = await refusal(environment, args);
      expect(code).toBe(2);
      expect(errors).not.toBe('');
    }
  }, 30_000);
});

test('a broken persona beside good ones is named, and the others talk', async () => {
  const personas = join(folder(), 'personas');
  mkdirSync(personas);
  writeFileSync(
    join(personas, 'alicia.json'),
    JSON.stringify({ name: 'alicia', description: 'Warm.', system_prompt: 'You are Alicia.' }),
  );
  writeFileSync(join(personas, 'mika.json'), '{');
  const { args, environment } = chatting(folder(), 'ana', { KITH_PERSONALITIES_DIR: personas });
  const running = kith({ args, environment, input: 'Hello\n' });
  expect(await running.closed).toEqual({ code: 0, signal: null });
  expect(running.lines).toHaveLength(1);
  expect(running.errors()).toContain('mika.json');
}, 30_000);
