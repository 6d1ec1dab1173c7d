import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliTools } from './cli-tools.ts';

const GOOD = 'persona alicia\n> Hola\n< …\n= affinity 1 stranger\n';
const BAD = '> Hola\n= affinity 2\n';

function written(files: Readonly<Record<string, string>>) {
  const cli = cliTools();
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cli.directory, name), content);
  return { ...cli, path: (name: string) => join(cli.directory, name) };
}

describe('kith rehearse', () => {
  test('prints a line per file and ends with 0 when all hold', async () => {
    const { kith, out, path } = written({ 'a.chat': GOOD, 'b.chat': GOOD });
    expect(await kith('rehearse', path('a.chat'), path('b.chat'))).toBe(0);
    expect(out()).toBe(`ok ${path('a.chat')} (2 checks)\nok ${path('b.chat')} (2 checks)\n`);
  });

  test('says where, what was expected and what was there, plays the rest, and ends with 1', async () => {
    const { kith, out, path } = written({ 'a.chat': BAD, 'b.chat': GOOD });
    expect(await kith('rehearse', path('a.chat'), path('b.chat'))).toBe(1);
    expect(out()).toBe(
      [
        `FAIL ${path('a.chat')} (1 checks)`,
        '  line 2: = affinity 2',
        '    expected: affinity 2',
        '    actual:   affinity 1 stranger',
        `ok ${path('b.chat')} (2 checks)`,
        '',
      ].join('\n'),
    );
  });

  test('a folder is the transcripts in it', async () => {
    const { kith, out, path, directory } = written({ 'b.chat': GOOD, 'a.chat': GOOD, 'notes.txt': 'no' });
    expect(await kith('rehearse', directory)).toBe(0);
    expect(out().split('\n').slice(0, 2)).toEqual([
      `ok ${path('a.chat')} (2 checks)`,
      `ok ${path('b.chat')} (2 checks)`,
    ]);
  });

  test('a file that is not there fails, and so does a folder without transcripts', async () => {
    const { kith, out, path, directory } = written({});
    expect(await kith('rehearse', path('none.chat'), directory)).toBe(1);
    expect(out()).toContain(`FAIL ${path('none.chat')} (0 checks)`);
    expect(out()).toContain('ENOENT');
  });

  test('--json is one object per file', async () => {
    const { kith, out, path } = written({ 'a.chat': BAD, 'b.chat': GOOD });
    expect(await kith('rehearse', '--json', path('a.chat'), path('b.chat'))).toBe(1);
    const [bad, good] = out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(bad).toEqual({
      file: path('a.chat'),
      ok: false,
      checks: 1,
      failures: [{ line: 2, source: '= affinity 2', expected: 'affinity 2', actual: 'affinity 1 stranger' }],
    });
    expect(good).toEqual({ file: path('b.chat'), ok: true, checks: 2, failures: [] });
  });

  test('a long line of a prompt is shortened for the eye only', async () => {
    const long = `> ${'x'.repeat(900)}\n? has "@@"\n`;
    const { kith, out, path } = written({ 'a.chat': long });
    await kith('rehearse', path('a.chat'));
    expect(
      Math.max(
        ...out()
          .split('\n')
          .map((line) => line.length),
      ),
    ).toBeLessThan(300);
    await kith('rehearse', '--json', path('a.chat'));
    expect(out()).toContain('x'.repeat(900));
  });

  test('without a file it is wrong use', async () => {
    const { kith, err } = cliTools();
    expect(await kith('rehearse')).toBe(2);
    expect(err()).toContain("missing required argument 'files'");
  });
});
