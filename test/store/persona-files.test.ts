import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadPersonas } from '../../src/store/persona-files.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'personas-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const write = (name: string, content: unknown) =>
  writeFile(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

describe('a folder of personas', () => {
  it('loads resolved, by file name, and leaves every file as it was', async () => {
    await mkdir(join(folder, 'components'));
    await write('components/support.json', {
      name: 'support_traits',
      advanced_parameters: { patience: 0.9 },
    });
    await write('zoe.json', { name: 'zoe', parent: 'base', components: ['support_traits'] });
    await write(
      'base.json',
      `\uFEFF${JSON.stringify({ name: 'base', prompt: 'You help.', traits: { warmth: 0.7 } })}`,
    );
    await write('notes.txt', 'not a persona');
    const before = await digest();
    const { personas, problems, warnings } = await loadPersonas(folder);
    expect({ problems, warnings }).toEqual({ problems: [], warnings: [] });
    expect(personas.map((persona) => [persona.name, persona.traits])).toEqual([
      ['base', { warmth: 0.7 }],
      ['zoe', { warmth: 0.7, patience: 0.9 }],
    ]);
    expect(personas[1]?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await digest()).toBe(before);
  });

  it('names the files that are no good and loads the rest', async () => {
    await write('good.json', { name: 'good', prompt: 'You are good.', zzz: 1 });
    await write('broken.json', '{ "name": ');
    await write('hot.json', { name: 'hot', prompt: 'x', traits: { warmth: 7 } });
    await write('child.json', { name: 'child', parent: 'hot' });
    await write('huge.json', `{"name":"huge","prompt":"${'x'.repeat(1024 * 1024)}"}`);
    await write('twin.json', { name: 'GOOD', prompt: 'Another.' });
    await mkdir(join(folder, 'folder.json'));
    const { personas, problems, warnings } = await loadPersonas(folder);
    expect(personas.map((persona) => persona.name)).toEqual(['good']);
    expect(warnings).toMatchObject([{ file: 'good.json', problems: [{ path: 'zzz' }] }]);
    const messages = Object.fromEntries(
      problems.map(({ file, problems: [first] }) => [file, first?.message]),
    );
    expect(messages).toEqual({
      'broken.json': expect.stringMatching(/^The file is not JSON/),
      'child.json': 'The parent hot has errors of its own (child → hot); mend it first.',
      'folder.json': 'The file cannot be read: EISDIR.',
      'hot.json': 'traits.warmth is 7; expected at most 1.',
      'huge.json': expect.stringMatching(/at most 1048576 bytes/),
      'twin.json': 'The name GOOD is taken by good.json; that one counts.',
    });
  });

  it('reports a component that is no good, and the personas that need it', async () => {
    await mkdir(join(folder, 'components'));
    await write('components/bad.json', { name: 'bad', advanced_parameters: { patience: 'much' } });
    await write('ana.json', { name: 'ana', prompt: 'x', components: ['bad'] });
    const { problems } = await loadPersonas(folder);
    expect(problems.map(({ file }) => file).sort()).toEqual(['ana.json', 'components/bad.json']);
  });

  it('that is not there is a problem, not a failure', async () => {
    const { personas, problems } = await loadPersonas(join(folder, 'nowhere'));
    expect(personas).toEqual([]);
    expect(problems).toHaveLength(1);
  });
});

async function digest(): Promise<string> {
  const sum = createHash('sha256');
  for (const entry of (await readdir(folder, { recursive: true, withFileTypes: true })).sort((left, right) =>
    left.name.localeCompare(right.name),
  )) {
    if (entry.isFile()) sum.update(entry.name).update(await readFile(join(entry.parentPath, entry.name)));
  }
  return sum.digest('hex');
}
