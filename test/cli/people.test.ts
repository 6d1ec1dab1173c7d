import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from 'vitest';
import { type CliUnderTest, cliTools } from './cli-tools.ts';

/** Ana talks with Alicia, tells her things, and uses commands. */
async function talk(cli: CliUnderTest, account: string, ...lines: readonly string[]): Promise<void> {
  const { kith } = cli;
  const done = kith('chat', '--as', account);
  cli.input.end(lines.map((line) => `${line}\n`).join(''));
  expect(await done).toBe(0);
}

/** The same data, with streams of its own. */
const again = ({ directory }: CliUnderTest) => cliTools({ directory });

/** Everything in the file that holds `text` anywhere. */
function rowsWith(directory: string, text: string): readonly string[] {
  const database = new DatabaseSync(join(directory, 'kith.sqlite'));
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all() as {
      name: string;
    }[];
    return tables.flatMap(({ name }) =>
      database
        .prepare(`SELECT * FROM "${name}"`)
        .all()
        .filter((row) => JSON.stringify(Object.values(row).map(legible)).includes(text))
        .map((row) => `${name}: ${JSON.stringify(row)}`),
    );
  } finally {
    database.close();
  }
}

/** The full-text index keeps its words in blobs. */
const legible = (value: unknown): unknown =>
  value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value;

const WORDS = [
  'Hola',
  'Me llamo Anastasia y vivo en Zacatecas',
  'Eres linda',
  'Mi gata Micifuz murió ayer',
  'Gracias',
];

describe('kith export', () => {
  test('gives everything about one person as JSON lines, and nothing about another', async () => {
    const cli = cliTools();
    await talk(cli, 'ana', ...WORDS);
    await talk(again(cli), 'diego', 'My name is Diego');
    const exporting = again(cli);
    expect(await exporting.kith('export', '--as', 'ana')).toBe(0);
    const rows = exporting
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { table: string; row: Record<string, unknown> });
    expect(rows.every(({ table, row }) => typeof table === 'string' && typeof row === 'object')).toBe(true);
    const text = exporting.out();
    for (const part of ['terminal:ana', 'Anastasia', 'Zacatecas', 'Micifuz', 'compliment'])
      expect(text).toContain(part);
    expect(text).not.toContain('Diego');
    expect(new Set(rows.map(({ table }) => table)).size).toBeGreaterThan(5);
    expect(exporting.err()).toBe('');
  });

  test('--out writes a file only its owner may read', async () => {
    const cli = cliTools();
    await talk(cli, 'ana', 'Hola');
    const file = join(cli.directory, 'ana.jsonl');
    const exporting = again(cli);
    expect(await exporting.kith('export', '--as', 'ana', '--out', file)).toBe(0);
    expect(exporting.out()).toBe('');
    expect(exporting.err()).toMatch(/ana\.jsonl is written \(\d+ rows\)/);
    expect(readFileSync(file, 'utf8')).toContain('terminal:ana');
    expect(statSync(file).mode & 0o077).toBe(0);
    const nowhere = again(cli);
    expect(await nowhere.kith('export', '--as', 'ana', '--out', '/nowhere/ana.jsonl')).toBe(1);
    expect(nowhere.err()).toContain('The export failed');
  });

  test('asking for somebody who was never here makes no row of them', async () => {
    const cli = cliTools();
    expect(await cli.kith('export', '--as', 'nobody')).toBe(0);
    expect(cli.out()).toBe('');
    expect(cli.err()).toBe('Nothing is kept about terminal:nobody.\n');
    expect(rowsWith(cli.directory, 'nobody')).toEqual([]);
  });
});

describe('kith erase', () => {
  test('says what would go, and does nothing without --yes', async () => {
    const cli = cliTools();
    await talk(cli, 'ana', ...WORDS);
    const asking = again(cli);
    expect(await asking.kith('erase', '--as', 'ana')).toBe(2);
    expect(asking.err()).toMatch(/^This deletes \d\d+ rows about terminal:ana and cannot be undone\./);
    expect(rowsWith(cli.directory, 'Anastasia')).not.toEqual([]);
  });

  test('leaves nothing in any table, and everybody else as they were', async () => {
    const cli = cliTools();
    await talk(
      cli,
      'ana',
      ...WORDS,
      '/persona use mika',
      '/remember my dog is called Firulais',
      '/privacy off',
    );
    await talk(again(cli), 'diego', 'My name is Diego', "You're pretty");
    const diego = again(cli);
    await diego.kith('export', '--as', 'diego');

    const erasing = again(cli);
    expect(await erasing.kith('erase', '--as', 'ana', '--yes')).toBe(0);
    expect(erasing.out()).toMatch(/^messages +\d+$/m);
    expect(erasing.out()).toMatch(/Nothing is kept about terminal:ana any more\.\n$/);
    for (const trace of ['ana"', 'terminal:ana', 'Anastasia', 'Zacatecas', 'Micifuz', 'micifuz', 'Firulais'])
      expect(rowsWith(cli.directory, trace), trace).toEqual([]);

    const after = again(cli);
    await after.kith('export', '--as', 'diego');
    expect(after.out()).toBe(diego.out());
  });

  test('a name with spaces is the one chat gave it', async () => {
    const cli = cliTools();
    await talk(cli, 'Ana María', 'Hola');
    const erasing = again(cli);
    expect(await erasing.kith('erase', '--as', 'Ana María', '--yes', '--json')).toBe(0);
    expect(JSON.parse(erasing.out())).toMatchObject({
      account: 'terminal:Ana_María',
      deleted: { messages: 2 },
    });
  });

  test('erasing somebody who was never here is done', async () => {
    const cli = cliTools();
    expect(await cli.kith('erase', '--as', 'nobody', '--yes')).toBe(0);
    expect(cli.out()).toBe('Nothing is kept about terminal:nobody.\n');
    expect(await cli.kith('erase', '--as', 'discord:118', '--yes')).toBe(0);
  });

  test('without --as it is wrong use', async () => {
    const cli = cliTools();
    expect(await cli.kith('erase', '--yes')).toBe(2);
    expect(await cli.kith('export')).toBe(2);
    expect(cli.err()).toContain("required option '--as <account>' not specified");
  });
});
