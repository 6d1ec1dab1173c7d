import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rehearse } from '../src/cli/rehearsal/run.ts';
import { cliTools } from './cli/cli-tools.ts';

const folder = join(import.meta.dirname, 'transcripts');
const files = readdirSync(folder).filter((name) => name.endsWith('.chat'));
const play = (content: string, name: string) => rehearse(cliTools().tools, content, join(folder, name));

/** Each kind of check and a way to spoil it. */
const SPOILED: readonly (readonly [RegExp, string])[] = [
  [/^(\s*=\s*affinity\s+)\d+/, '$19999'],
  [/^(\s*=\s*mood\s+)\S+/, '$1elsewhere'],
  [/^(\s*=\s*fact\s+\S+).*/, '$1 something else'],
  [/^(\s*=\s*(?:facts|episodes|messages|calls \w+)\s+)\d+/, '$19999'],
  [/^\s*<.*/, '< nobody would say this'],
  [/^\s*\?\s*has.*/, '? has "no prompt says this"'],
];

describe('golden transcripts', () => {
  test.each(files)('%s holds', async (name) => {
    const { checks, failures } = await play(readFileSync(join(folder, name), 'utf8'), name);
    expect(failures).toEqual([]);
    expect(checks).toBeGreaterThan(4);
  });

  test.each(files)('a broken copy of %s fails at the line that was broken', async (name) => {
    const lines = readFileSync(join(folder, name), 'utf8').split('\n');
    const breakable = lines.flatMap((line, index) =>
      SPOILED.flatMap(([what, by]) => (what.test(line) ? [{ index, line: line.replace(what, by) }] : [])),
    );
    // Two apart from each other, so that one failure cannot stand for the other.
    for (const broken of [breakable[Math.floor(breakable.length / 3)], breakable.at(-1)]) {
      if (broken === undefined) throw new Error(`${name} checks nothing that can be broken`);
      const { failures } = await play(lines.with(broken.index, broken.line).join('\n'), name);
      expect(failures.map(({ line }) => line)).toContain(broken.index + 1);
    }
  });

  test('a file reads the same with the line ends of Windows', async () => {
    const name = 'hola-eres-linda.chat';
    const content = `\uFEFF${readFileSync(join(folder, name), 'utf8').replaceAll('\n', '\r\n')}`;
    expect((await play(content, name)).failures).toEqual([]);
  });
});
