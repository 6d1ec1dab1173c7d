import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cliTools, root } from './cli-tools.ts';
import { temporary } from './temporary.ts';

const alicia = JSON.parse(readFileSync(join(root, 'personalities', 'alicia.json'), 'utf8')) as {
  readonly system_prompt: string;
};

/** A folder of personas of its own, with these files. */
function folder(files: Readonly<Record<string, unknown>> = {}) {
  const directory = temporary();
  for (const [name, content] of Object.entries(files))
    writeFileSync(join(directory, name), typeof content === 'string' ? content : JSON.stringify(content));
  return { directory, cli: cliTools({ environment: { KITH_PERSONALITIES_DIR: directory } }) };
}

const sums = (directory: string) =>
  readdirSync(directory)
    .filter((name) => statSync(join(directory, name)).isFile())
    .map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(directory, name)))
        .digest('hex'),
    ]);

describe('kith validate', () => {
  test('the personas that come with Kith are valid', async () => {
    const { kith, out, err } = cliTools();
    expect(await kith('validate')).toBe(0);
    expect(out()).toMatch(/^ok \d+ personas in /);
    expect(err()).toBe('');
  });

  test('a file outside the folder is checked by itself', async () => {
    const { directory } = folder({ 'own.json': { name: 'own', system_prompt: 'You are own.' } });
    const { kith, out } = cliTools();
    expect(await kith('validate', join(directory, 'own.json'))).toBe(0);
    expect(out()).toBe('ok own.json\n');
  });

  test.each<readonly [string, unknown, RegExp]>([
    ['not JSON', '{ "name": ', /not JSON/],
    ['a list', [], /object/],
    ['without a name', { system_prompt: 'x' }, /name/],
    ['without a prompt', { name: 'x' }, /system_prompt/],
    [
      'a trait out of range',
      { ...alicia, advanced_parameters: { empathy: 1.7 } },
      /advanced_parameters\.empathy.*1\.7/,
    ],
    [
      'a trait that is text',
      { ...alicia, advanced_parameters: { empathy: 'much' } },
      /advanced_parameters\.empathy/,
    ],
    ['levels that are no list', { ...alicia, levels: 'high' }, /levels/],
    ['a parent that is not there', { ...alicia, parent: 'nobody' }, /nobody/],
    ['a parent that is itself', { ...alicia, parent: 'alicia' }, /alicia/],
    ['an unknown key', { ...alicia, empaty: 1 }, /empaty/],
  ])('%s: named with what is wrong, and exit 1', async (_, content, says) => {
    const { cli } = folder({ 'alicia.json': content });
    const code = await cli.kith('validate');
    expect(cli.out()).toMatch(/^(FAIL|warn) /);
    expect(cli.out().replaceAll('\n', ' ')).toMatch(says);
    if (cli.out().startsWith('FAIL')) expect(code).toBe(1);
  });

  test('every problem of every file is listed at once, and the good ones are left alone', async () => {
    const { cli } = folder({
      'a.json': { name: 'a', advanced_parameters: { x: 9, y: -1 } },
      'b.json': '[',
      'c.json': { name: 'c', system_prompt: 'You are c.' },
    });
    expect(await cli.kith('validate')).toBe(1);
    for (const found of [
      'a.json',
      'system_prompt',
      'advanced_parameters.x',
      'advanced_parameters.y',
      'b.json',
    ])
      expect(cli.out()).toContain(found);
    expect(cli.out()).not.toContain('FAIL c.json');
  });

  test('a cycle names both, and three generations resolve', async () => {
    const prompt = { system_prompt: 'You are.' };
    const cycle = folder({
      'a.json': { name: 'a', parent: 'b', ...prompt },
      'b.json': { name: 'b', parent: 'a', ...prompt },
    });
    expect(await cycle.cli.kith('validate')).toBe(1);
    expect(cycle.cli.out()).toMatch(/a.*b/);
    const chain = folder({
      'a.json': { name: 'a', advanced_parameters: { x: 0.1 }, ...prompt },
      'b.json': { name: 'b', parent: 'a', ...prompt },
      'c.json': { name: 'c', parent: 'b', ...prompt },
    });
    expect(await chain.cli.kith('validate')).toBe(0);
  });

  test('a file that is not there, and a folder that is not there', async () => {
    const { kith, out } = cliTools();
    expect(await kith('validate', '/nowhere/none.json')).toBe(1);
    expect(out()).toContain('/nowhere/none.json');
    const none = cliTools({ environment: { KITH_PERSONALITIES_DIR: '/nowhere' } });
    expect(await none.kith('validate')).toBe(1);
    expect(none.out()).toContain('/nowhere');
  });

  test('--json says the same to a program', async () => {
    const { cli } = folder({ 'a.json': { name: 'a' }, 'c.json': { name: 'c', system_prompt: 'You are c.' } });
    expect(await cli.kith('validate', '--json')).toBe(1);
    expect(JSON.parse(cli.out())).toMatchObject({
      ok: false,
      personas: ['c'],
      problems: [{ file: 'a.json', problems: [{ path: 'system_prompt' }] }],
    });
  });

  test('files are never written', async () => {
    const before = sums(join(root, 'personalities'));
    const { kith } = cliTools();
    await kith('validate');
    await kith('persona', 'info', 'alicia');
    expect(sums(join(root, 'personalities'))).toEqual(before);
  });
});

describe('kith persona', () => {
  test('list: a row each; --json for programs', async () => {
    const { kith, out } = cliTools();
    expect(await kith('persona', 'list')).toBe(0);
    expect(out()).toMatch(/^alicia +Restores/m);
    expect(out()).toMatch(/^mika +/m);
    const json = cliTools();
    expect(await json.kith('persona', 'list', '--json')).toBe(0);
    const rows = JSON.parse(json.out()) as { name: string; hash: string }[];
    expect(rows.map(({ name }) => name)).toEqual(expect.arrayContaining(['alicia', 'mika', 'yumi']));
    expect(rows[0]!.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('list names the files that did not load and ends with 1', async () => {
    const { cli } = folder({ 'a.json': { name: 'a' }, 'c.json': { name: 'c', system_prompt: 'You are c.' } });
    expect(await cli.kith('persona', 'list')).toBe(1);
    expect(cli.out()).toMatch(/^c {2}/);
    expect(cli.err()).toBe('a.json did not load: 1 problem; npx kith validate shows it\n');
  });

  test('info: what its file says, with what it inherited', async () => {
    const { kith, out } = cliTools();
    expect(await kith('persona', 'info', 'Tech_Support')).toBe(0);
    for (const part of [
      'helpfulness 0.8',
      'formality 0.5',
      'technical_knowledge 0.9',
      'patience 0.9',
      'base_assistant',
    ])
      expect(out()).toContain(part);
    expect(out()).toContain('You are ${bot_name}, technical support of the patient kind.');
    const json = cliTools();
    expect(await json.kith('persona', 'info', 'alicia', '--json')).toBe(0);
    expect(JSON.parse(json.out())).toMatchObject({
      name: 'alicia',
      systemPrompt: alicia.system_prompt,
      traits: { empathy: 0.95, formality: 0.3 },
    });
  });

  test('info about nobody ends with 1 and says who there is', async () => {
    const { kith, err } = cliTools();
    expect(await kith('persona', 'info', 'nobody')).toBe(1);
    expect(err()).toMatch(/no persona "nobody".*alicia/);
  });

  test('new: a file that is valid at once, and is never overwritten', async () => {
    const { cli, directory } = folder();
    const file = join(directory, 'rosa.json');
    const args = ['persona', 'new', 'rosa', '--prompt', 'You are Rosa.', '--description', 'Sells figs'];
    expect(await cli.kith(...args)).toBe(0);
    expect(cli.out()).toContain(`${file} is written`);
    expect(cli.out()).toContain('kith chat --persona rosa');
    const written = readFileSync(file, 'utf8');
    expect(JSON.parse(written)).toMatchObject({
      name: 'rosa',
      description: 'Sells figs',
      system_prompt: 'You are Rosa.',
    });
    expect(await cli.kith('validate')).toBe(0);

    expect(await cli.kith(...args, '--parent', 'alicia')).toBe(1);
    expect(cli.err()).toContain('There is a persona "rosa" already');
    expect(readFileSync(file, 'utf8')).toBe(written);
  });

  test('new: a file that is there and does not load is not overwritten either', async () => {
    const { cli, directory } = folder({ 'rosa.json': '{ half a persona' });
    expect(await cli.kith('persona', 'new', 'rosa', '--prompt', 'You are Rosa.')).toBe(1);
    expect(cli.err()).toContain('exists already');
    expect(readFileSync(join(directory, 'rosa.json'), 'utf8')).toBe('{ half a persona');
  });

  test.each(['../escape', 'with space', '', 'a/b', 'ROSA!', 'x'.repeat(200)])(
    'new: %j is no name for a file',
    async (name) => {
      const { cli, directory } = folder();
      mkdirSync(join(directory, 'inner'));
      expect(await cli.kith('persona', 'new', name, '--prompt', 'You are.')).toBe(2);
      expect(cli.err()).not.toBe('');
      expect(readdirSync(directory)).toEqual(['inner']);
    },
  );

  test('new: a parent that is not there is said before anything is written', async () => {
    const { cli, directory } = folder();
    expect(await cli.kith('persona', 'new', 'rosa', '--prompt', 'You are.', '--parent', 'nobody')).toBe(2);
    expect(cli.err()).toContain('nobody');
    expect(readdirSync(directory)).toEqual([]);
  });

  test('a deployment may have its own folder of copies', async () => {
    const { cli, directory } = folder();
    cpSync(join(root, 'personalities'), directory, { recursive: true });
    expect(await cli.kith('validate')).toBe(0);
  });
});
