import { execFile } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { everything, fill } from '../store/filled.ts';
import { alicia, episodeOf, exchange, factOf, fresh, meet, mika } from '../store/samples.ts';
import { cliTools } from './cli-tools.ts';
import { temporary } from './temporary.ts';

const KEY = 'ab'.repeat(32);
const storeIn = (directory: string) => openSqliteStore({ path: join(directory, 'kith.sqlite') });

async function keptIn(directory: string) {
  const store = await storeIn(directory);
  try {
    return await everything(store.tables);
  } finally {
    await store.close();
  }
}

/** A folder in which something of everything is kept. */
async function filled(): Promise<string> {
  const directory = temporary();
  const store = await storeIn(directory);
  await fill(store);
  await store.close();
  return directory;
}

async function backedUp(directory: string, environment = {}): Promise<string> {
  const file = join(temporary(), 'kith.backup');
  const cli = cliTools({ directory, environment });
  expect(await cli.kith('backup', file)).toBe(0);
  return file;
}

describe('kith backup', () => {
  test('writes everything as JSON lines any program can read, for its owner only', async () => {
    const directory = await filled();
    const cli = cliTools({ directory });
    const file = join(directory, 'all.jsonl.gz');
    expect(await cli.kith('backup', file, '--json')).toBe(0);
    expect(cli.err()).toBe('System state saved successfully\n');
    const lines = gunzipSync(readFileSync(file))
      .toString()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(lines[0]).toMatchObject({ kith: 'backup', format: 1, made_by: '0.0.0-test' });
    const kept = await keptIn(directory);
    const rows = Object.entries(kept).flatMap(([table, all]) => all.map((row) => ({ table, row })));
    expect(lines.slice(1, -1)).toEqual(rows);
    expect(JSON.parse(cli.out())).toMatchObject({
      file,
      rows: rows.length,
      isEncrypted: false,
      bytes: statSync(file).size,
      tables: { people: { rows: 2 } },
    });
    expect(statSync(file).mode & 0o077).toBe(0);
  });

  test('without a name it goes into the data folder, dated', async () => {
    const directory = await filled();
    const cli = cliTools({ directory });
    expect(await cli.kith('backup')).toBe(0);
    expect(readdirSync(join(directory, 'backups'))).toEqual([
      expect.stringMatching(/^kith-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.jsonl\.gz$/),
    ]);
    expect(cli.err()).toMatch(/not encrypted \(set KITH_SECRET_KEY for that\)/);
  });

  test('where it cannot be written it fails, and what runs goes on', async () => {
    const directory = await filled();
    const running = await storeIn(directory);
    const cli = cliTools({ directory });
    expect(await cli.kith('backup', join(directory, 'nowhere', 'x'))).toBe(1);
    expect(cli.err()).toMatch(
      /^Failed to save system state: .*nowhere\/x cannot be written: the folder is not there/,
    );
    mkdirSync(join(directory, 'folder'));
    expect(await cli.kith('backup', join(directory, 'folder'))).toBe(1);
    expect(readdirSync(directory).filter((name) => name.includes('partial'))).toEqual([]);
    await exchange(running, (await meet(running)).session, 'still', 'here');
    await running.close();
  });

  test('a full disk leaves no half of a file', async () => {
    const directory = await filled();
    const cli = cliTools({ directory });
    const failing: typeof cli.tools = {
      ...cli.tools,
      writeArchive: (options) => cli.tools.writeArchive({ ...options, file: '/dev/full/backup' }),
    };
    const { backup } = await import('../../src/cli/backup.ts');
    expect(await backup(failing, '1', join(directory, 'x'), {})).toBe(1);
    expect(readdirSync(directory).filter((name) => name.startsWith('x'))).toEqual([]);
  });

  test('of nothing there is no backup', async () => {
    const cli = cliTools();
    expect(await cli.kith('backup')).toBe(1);
    expect(cli.err()).toMatch(/Nothing is kept in .*kith\.sqlite/);
    expect(readdirSync(cli.directory)).toEqual([]);
  });

  test('a key that is none is refused before anything is written', async () => {
    const directory = await filled();
    const cli = cliTools({ directory, environment: { KITH_SECRET_KEY: 'short-and-secret' } });
    expect(await cli.kith('backup')).toBe(2);
    expect(cli.err()).toContain('secret.key (KITH_SECRET_KEY): found a hidden value; expected 32 bytes');
    expect(cli.err()).not.toContain('short-and-secret');
  });
});

describe('kith restore', () => {
  test('into nothing gives back everything, and it goes on from there', async () => {
    const directory = await filled();
    const file = await backedUp(directory);
    const cli = cliTools();
    expect(await cli.kith('restore', file)).toBe(0);
    expect(await keptIn(cli.directory)).toEqual(await keptIn(directory));
    expect(readdirSync(cli.directory)).toEqual(['kith.sqlite']);
    expect(cli.err()).toMatch(/^Restored \d+ rows of 20/);
    const store = await storeIn(cli.directory);
    await store.health({ integrity: true });
    await store.close();
  });

  test('replaces what is there only when told to, and keeps it beside', async () => {
    const file = await backedUp(await filled());
    const directory = await filled();
    const [before, wanted] = [await keptIn(directory), gunzipSync(readFileSync(file)).length];
    const cli = cliTools({ directory });
    expect(await cli.kith('restore', file)).toBe(2);
    expect(cli.err()).toMatch(/^This replaces 2 people and 10 messages in .*To go on, add --yes;/);
    expect(await cli.kith('restore', file, '--into-empty', '--yes')).toBe(2);
    expect(await keptIn(directory)).toEqual(before);

    expect(await cli.kith('restore', file, '--yes')).toBe(0);
    const [aside] = readdirSync(directory).filter((name) => name.startsWith('kith.sqlite.before-'));
    const old = await openSqliteStore({ path: join(directory, aside ?? '') });
    expect(await everything(old.tables)).toEqual(before);
    await old.close();
    const again = await backedUp(directory);
    expect(gunzipSync(readFileSync(again))).toHaveLength(wanted);
    expect(gunzipSync(readFileSync(again)).toString().split('\n').slice(1, -2)).toEqual(
      gunzipSync(readFileSync(file)).toString().split('\n').slice(1, -2),
    );
  });

  test('encrypted: with its key only', async () => {
    const directory = await filled();
    const file = await backedUp(directory, { KITH_SECRET_KEY: KEY });
    expect(readFileSync(file).includes('kith')).toBe(false);
    for (const environment of [{}, { KITH_SECRET_KEY: 'cd'.repeat(32) }]) {
      const cli = cliTools({ environment });
      expect(await cli.kith('restore', file)).toBe(1);
      expect(cli.err()).toMatch(
        /^Failed to load system state from file: .*\n.*KITH_SECRET_KEY.*\nNothing was changed\.\n$/,
      );
      expect(readdirSync(cli.directory)).toEqual([]);
    }
    const base64 = Buffer.from(KEY, 'hex').toString('base64');
    const cli = cliTools({ environment: { KITH_SECRET_KEY: base64 } });
    expect(await cli.kith('restore', file)).toBe(0);
    expect(await keptIn(cli.directory)).toEqual(await keptIn(directory));
  });

  test('a file that is cut or changed anywhere leaves everything as it is', async () => {
    const from = await filled();
    const directory = await filled();
    const [before, after] = [await keptIn(directory), await keptIn(from)];
    const hidden = readFileSync(await backedUp(from, { KITH_SECRET_KEY: KEY }));
    const packed = readFileSync(await backedUp(from));
    const broken = join(temporary(), 'broken');
    const current = readFileSync(join(directory, 'kith.sqlite'));
    const damages = fc.record({
      seed: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      kind: fc.nat(3),
    });
    await fc.assert(
      fc.asyncProperty(damages, async ({ seed, kind }) => {
        const whole = kind < 2 ? hidden : packed;
        const at = Math.floor(seed * whole.length);
        const damaged = Buffer.from(kind % 2 === 0 ? whole.subarray(0, at) : whole);
        if (kind % 2 === 1) damaged[at] = (damaged[at] ?? 0) ^ 0x20;
        writeFileSync(broken, damaged);
        const cli = cliTools({ directory, environment: { KITH_SECRET_KEY: KEY } });
        const code = await cli.kith('restore', broken, '--yes');
        // A bit of the date in gzip's own head changes nothing that is kept.
        expect(await keptIn(directory)).toEqual(code === 0 ? after : before);
        if (code === 0) writeFileSync(join(directory, 'kith.sqlite'), current);
        expect(readdirSync(directory).filter((name) => name.includes('restoring'))).toEqual([]);
      }),
      { numRuns: 25 },
    );
  });

  test.each([
    ['a row left out', (lines: string[]) => lines.toSpliced(3, 1)],
    ['a row changed', (lines: string[]) => lines.map((line) => line.replace('Diego', 'Pedro'))],
    ['a row twice', (lines: string[]) => lines.toSpliced(3, 0, lines[3] ?? '')],
    ['no end', (lines: string[]) => lines.slice(0, -1)],
    ['something after the end', (lines: string[]) => [...lines, lines[1] ?? '']],
    ['no header', (lines: string[]) => lines.slice(1)],
    ['another table', (lines: string[]) => lines.map((line) => line.replace('"messages"', '"secrets"'))],
    ['another column', (lines: string[]) => lines.map((line) => line.replace('"content"', '"contents"'))],
    [
      'a newer version',
      (lines: string[]) => lines.map((line) => line.replace(/"schema":\d+/, '"schema":9999')),
    ],
    ['a newer format', (lines: string[]) => lines.map((line) => line.replace('"format":1', '"format":2'))],
    ['no JSON', (lines: string[]) => lines.map((line) => line.slice(1))],
    ['nothing', () => []],
  ])('whole as a file, with %s, it is refused', async (_, change) => {
    const file = await backedUp(await filled());
    const lines = gunzipSync(readFileSync(file)).toString().trimEnd().split('\n');
    writeFileSync(
      file,
      gzipSync(
        change(lines)
          .map((line) => `${line}\n`)
          .join(''),
      ),
    );
    const cli = cliTools();
    expect(await cli.kith('restore', file)).toBe(1);
    expect(cli.err()).toMatch(/Nothing was changed\.\n$/);
    expect(cli.err()).not.toMatch(/Diego|Pedro|unexpected/);
    expect(readdirSync(cli.directory)).toEqual([]);
  });

  test('not while another process has the store open', async () => {
    const directory = await filled();
    const file = await backedUp(directory);
    const path = join(directory, 'kith.sqlite');
    const other = execFile(process.execPath, [
      '-e',
      `const { DatabaseSync } = require('node:sqlite'); const held = new DatabaseSync(process.argv[1]);
       held.exec('SELECT * FROM people'); process.stdout.write('open'); process.stdin.resume();`,
      path,
    ]);
    await new Promise((resolve) => other.stdout?.once('data', resolve));
    const cli = cliTools({ directory });
    expect(await cli.kith('restore', file, '--yes')).toBe(1);
    expect(cli.err()).toContain(`Another process has ${path} open. End every Kith that uses it`);
    const ended = new Promise((resolve) => other.once('exit', resolve));
    other.kill();
    await ended;
    expect(await cli.kith('restore', file, '--yes')).toBe(0);
  });

  test('in the place of a damaged file, which is kept', async () => {
    const directory = await filled();
    const file = await backedUp(directory);
    const wanted = await keptIn(directory);
    writeFileSync(
      join(directory, 'kith.sqlite'),
      'This is no database at all, but long enough to be looked at.',
    );
    const cli = cliTools({ directory });
    expect(await cli.kith('restore', file)).toBe(2);
    expect(cli.err()).toContain('a store that cannot be read');
    expect(await cli.kith('restore', file, '--yes')).toBe(0);
    expect(await keptIn(directory)).toEqual(wanted);
  });

  test('a backup of an earlier version is brought up to date', async () => {
    const directory = temporary();
    const { openDatabase } = await import('../../src/store/sqlite/database.ts');
    const { migrate } = await import('../../src/store/sqlite/migrate.ts');
    const { sqliteTables } = await import('../../src/store/sqlite/tables.ts');
    const old = openDatabase({ path: join(directory, 'old.sqlite'), synchronous: 'NORMAL', busyMs: 100 });
    migrate(old, 1);
    old.run(`INSERT INTO turns (turn_id, session_id, user_id, personality_name, place, author, state, owner, attempts, opened_at)
      VALUES ('t1', 's1', 'p1', 'alicia', '{}', '{}', 'settled', 'me', 1, 1)`);
    old.run(`INSERT INTO messages (id, session_id, speaker, content, timestamp, turn_id, user_id, platform_ids)
      VALUES ('m1', 's1', 'assistant', 'hi', 1, 't1', 'p1', '["d8"]')`);
    const tables = sqliteTables({ database: old, forgetSearch() {} });
    const { backupLines } = await import('../../src/cli/backup-lines.ts');
    const file = join(directory, 'old.backup');
    const cli = cliTools();
    const header = { made_by: '0', schema: tables.version, created_at: '2026-01-05T10:00:00.000Z' };
    await cli.tools.writeArchive({
      file,
      id: '1',
      lines: backupLines(tables, header, { row() {}, end() {} }),
    });
    old.close();
    expect(await cli.kith('restore', file)).toBe(0);
    const kept = await keptIn(cli.directory);
    expect(kept.platform_messages).toEqual([{ platform_id: 'd8', turn_id: 't1' }]);
    expect(kept.messages).toMatchObject([{ content: 'hi', is_hidden: false }]);
  });
});

describe("one persona's memories", () => {
  test('are a JSON document of three keys with ISO dates, and come back from it', async () => {
    const directory = temporary();
    const store = await storeIn(directory);
    const { person, session } = await meet(store);
    await store.apply(fresh('cause'), [
      { kind: 'fact', fact: factOf(person) },
      { kind: 'fact', fact: factOf(person, { key: 'anime', value: 'Naruto', persona: mika }) },
      { kind: 'episode', episode: episodeOf(person, session.id) },
    ]);
    const kept = await everything(store.tables);
    await store.close();
    const file = join(directory, 'alicia.json');
    const cli = cliTools({ directory });
    expect(await cli.kith('backup', file, '--persona', 'alicia')).toBe(0);
    expect(cli.err()).toContain('System state saved successfully');
    const saved = JSON.parse(readFileSync(file, 'utf8'));
    expect(Object.keys(saved)).toEqual(['character_name', 'memories', 'timestamp']);
    expect(saved).toMatchObject({
      character_name: alicia,
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      memories: [
        { memory_type: 'fact', content: { value: 'spanish' }, timestamp: '2026-01-05T10:00:00.000Z' },
        {
          memory_type: 'episode',
          content: { title: 'Pérdida de Max', timestamp: '2026-01-05T10:00:00.000Z' },
        },
      ],
    });
    const database = new DatabaseSync(join(directory, 'kith.sqlite'));
    database.exec(
      `DELETE FROM episodes; UPDATE user_facts SET value = '"x"' WHERE personality_name = 'alicia'`,
    );
    database.close();
    expect(await cli.kith('restore', file, '--persona')).toBe(0);
    expect(cli.err()).toContain('2 memories of alicia are there as they were saved.');
    expect(await keptIn(directory)).toEqual(kept);
  });

  test('another file is refused by what it lacks', async () => {
    const directory = await filled();
    const before = await keptIn(directory);
    const file = join(directory, 'x.json');
    for (const text of [
      '{',
      '[]',
      '{"character_name":"alicia"}',
      '{"character_name":"alicia","memories":[{}]}',
    ]) {
      writeFileSync(file, text);
      const cli = cliTools({ directory });
      expect(await cli.kith('restore', file, '--persona')).toBe(1);
      expect(cli.err()).toMatch(
        /^Failed to load character state from file: .*x\.json\nThe file does not hold/,
      );
    }
    expect(await keptIn(directory)).toEqual(before);
  });
});
