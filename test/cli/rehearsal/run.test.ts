import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { rehearse } from '../../../src/cli/rehearsal/run.ts';
import { cliTools, root } from '../cli-tools.ts';
import { temporary } from '../temporary.ts';

const play = (content: string, file = join(root, 'test', 'transcripts', 'unwritten.chat')) =>
  rehearse(cliTools().tools, content, file);
const failures = async (content: string, file?: string) =>
  (await play(content, file)).failures.map(({ line, expected, actual }) => ({ line, expected, actual }));

describe('a transcript is played', () => {
  test('each line that checks something counts, and the ones that fail say what was there', async () => {
    const found = await play(
      ['> Hola', '< …', '= affinity 2', '? has "User says: Hola"', '= mood shy', '? lacks "Hola"'].join('\n'),
    );
    expect(found.checks).toBe(5);
    expect(found.failures).toMatchObject([
      { line: 3, source: '= affinity 2', expected: 'affinity 2', actual: 'affinity 1 stranger' },
      { line: 5, expected: 'mood shy', actual: 'mood neutral 1' },
      { line: 6, expected: 'a prompt that lacks "Hola"' },
    ]);
    expect(found.failures[2]!.actual).toContain('User says: Hola');
  });

  test('nothing is played when a line cannot be read', async () => {
    expect(await play('> Hola\n< …\noops')).toMatchObject({
      checks: 0,
      failures: [{ line: 3, source: 'oops', actual: 'not in the grammar' }],
    });
  });

  test('wrong settings fail at their own lines, all of them', async () => {
    expect(
      await failures(
        'persona alicia\nset affinity.dailycap 3\nset affinity.dailyCap many\nset no.such x\n> Hola',
      ),
    ).toMatchObject([
      { line: 2, actual: 'affinity.dailycap: no such key; did you mean affinity.dailyCap?' },
      { line: 3, actual: 'affinity.dailyCap: found "many", expected a number' },
      { line: 4, actual: expect.stringContaining('no.such: no such key') },
    ]);
    expect(await failures('set affinity.dailyCap -4\n> Hola')).toMatchObject([
      { line: 1, actual: expect.stringContaining('affinity.dailyCap') },
    ]);
  });

  test('an unknown persona fails at its line, wherever it is', async () => {
    expect(await failures('# who?\npersona nobody\n> Hola')).toEqual([
      { line: 2, expected: expect.stringContaining('alicia'), actual: 'no persona named nobody' },
    ]);
    expect(await failures('> Hola\npersona nobody\n> Hola')).toMatchObject([{ line: 2 }]);
  });

  test('a persona is found by its path, from the transcript or from where we stand', async () => {
    const folder = temporary();
    mkdirSync(join(folder, 'cast'));
    const rosa = { name: 'rosa', system_prompt: 'You are Rosa, of the market.' };
    writeFileSync(join(folder, 'cast', 'rosa.json'), JSON.stringify(rosa));
    const check = '> Hola\n? has "You are Rosa, of the market."\n= affinity 1';
    const file = join(folder, 'a.chat');
    for (const path of ['cast/rosa.json', './cast/rosa', join(folder, 'cast/rosa.json')])
      expect(await failures(`persona ${path}\n${check}`, file)).toEqual([]);
    expect(await failures('persona personalities/alicia.json\n> Hola\n? has "Oyarzún"', file)).toEqual([]);

    // The file named counts, even where the folder has a persona of that name.
    writeFileSync(join(folder, 'cast', 'own.json'), JSON.stringify({ ...rosa, name: 'alicia' }));
    expect(await failures(`persona cast/own.json\n${check}`, file)).toEqual([]);
  });

  test('a persona file that is not there or no good fails at its line, with every reason', async () => {
    const folder = temporary();
    const file = join(folder, 'a.chat');
    writeFileSync(join(folder, 'bad.json'), JSON.stringify({ name: 'bad', advanced_parameters: { x: 7 } }));
    expect(await failures('persona ./none.json\n> Hola', file)).toMatchObject([
      { line: 1, actual: expect.stringContaining('ENOENT') },
    ]);
    const [failure] = await failures('\n> Hi\npersona bad.json', file);
    expect(failure).toMatchObject({ line: 3, actual: expect.stringContaining('system_prompt') });
    expect(failure!.actual).toContain('advanced_parameters.x');
  });

  test('a persona in the middle answers everybody from there on, until one chooses another', async () => {
    expect(
      await failures(
        `ana> Hola
? has "Oyarzún"
persona mika
= affinity 0 roadside
ana> Hola
? has "Salgado"
diego> Hola
? has "Salgado"
diego> /persona use yumi
diego> Hola
? lacks "Salgado"
= affinity 1 visitor
ana #lobby> Hola
? has "Salgado"
= affinity 2 roadside`,
      ),
    ).toEqual([]);
  });

  test('a prompt cannot be asked for before there was one', async () => {
    expect(await failures('? lacks "x"\n> /help\n? has "x"')).toMatchObject([
      { line: 1, actual: 'no reply yet, so no prompt' },
      { line: 3, actual: 'no reply yet, so no prompt' },
    ]);
  });

  test('answers of one purpose queue up, and errors are answers', async () => {
    expect(
      await failures(
        `~ reply one
~ reply error 429
~ reply three
> a
< one
> b
< My head has gone out for bread*
> c
< three
> d
< …
= calls reply 4
= calls mood 4
= calls facts 0
= calls summary 0`,
      ),
    ).toEqual([]);
  });

  test('a state is that of the last speaker where they spoke', async () => {
    expect(
      await failures(
        `ana> Hola
ana> Eres linda
diego #lobby> Hola
= affinity 1
= mood neutral
= messages 2
ana #lobby> Hola
= affinity 4
= mood neutral
ana> Hola
= mood shy 0.3
= messages 8`,
      ),
    ).toEqual([]);
  });

  test('the machine it runs on changes nothing: no model, no keys of its environment', async () => {
    const { tools } = cliTools({
      environment: {
        OPENAI_API_KEY: 'sk-secret',
        OPENAI_BASE_URL: 'http://127.0.0.1:1',
        KITH_MODEL_RETRIES: '9',
      },
    });
    expect((await rehearse(tools, 'model offline\n> Hola\n< *\n= calls mood 0', 'a.chat')).failures).toEqual(
      [],
    );
  });

  test('a live transcript without a model says what to set', async () => {
    expect(await failures('persona alicia\nmodel live\n> Hola')).toMatchObject([
      { line: 2, expected: expect.stringContaining('OPENAI_MODEL') },
    ]);
  });

  test('two runs are the same, and neither leaves anything behind', async () => {
    const content = 'model offline\n> Hola\n< x\n> My name is Ana\n< x\n@ +3d\n> Hello\n< x';
    expect(await failures(content)).toEqual(await failures(content));
    expect(await failures('= messages 0\n= affinity 0 stranger\n= facts 0')).toEqual([]);
  });
});
