import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { startOpenAiServer } from '../platforms/openai/server.ts';
import { cliTools } from './cli-tools.ts';
import { temporary } from './temporary.ts';

describe('kith', () => {
  test.each([
    [[], 2],
    [['--help'], 0],
    [['--version'], 0],
    [['help'], 0],
    [['chat', '--help'], 0],
    [['persona', '--help'], 0],
    [['persona'], 2],
    [['fly'], 2],
    [['--fly'], 2],
    [['chat', '--fly'], 2],
    [['chat', '--persona'], 2],
    [['chat', 'alicia'], 2],
    [['validate', '--jsn'], 2],
    [['persona', 'fly'], 2],
    [['persona', 'info'], 2],
    [['doctor', 'now'], 2],
  ] as const)('%j ends with %i', async (args, code) => {
    const { kith, out, err } = cliTools();
    expect(await kith(...args)).toBe(code);
    expect(code === 0 ? out() : err()).not.toBe('');
    expect(code === 0 ? err() : out()).toBe('');
  });

  test('a slip of the keys is answered with what was meant', async () => {
    const { kith, err } = cliTools();
    await kith('valdate');
    expect(err()).toMatch(/unknown command 'valdate'[\s\S]*Did you mean validate/);
    await kith('chat', '--persna', 'x');
    expect(err()).toMatch(/unknown option '--persna'[\s\S]*Did you mean --persona/);
  });

  test('help names every command in one line each', async () => {
    const { kith, out } = cliTools();
    await kith('--help');
    for (const command of [
      'start',
      'chat',
      'rehearse',
      'validate',
      'persona',
      'export',
      'erase',
      'bench',
      'doctor',
    ])
      expect(out()).toMatch(new RegExp(`^  ${command}\\b.* {2,}\\S`, 'm'));
    const persona = cliTools();
    await persona.kith('persona', '--help');
    for (const command of ['list', 'info', 'new'])
      expect(persona.out()).toMatch(new RegExp(`^  ${command}\\b.* {2,}\\S`, 'm'));
  });

  test('--version is the version', async () => {
    const { kith, out } = cliTools();
    await kith('--version');
    expect(out()).toBe('0.0.0-test\n');
  });

  test('wrong configuration is said all at once, with the remedy, and is wrong use', async () => {
    const { kith, err, out } = cliTools({
      environment: {
        KITH_AFFINITY_DAILYCAPP: '3',
        KITH_MOOD_RESETONNEWSESSION: 'perhaps',
        KITH_MODEL_RETRIES: 'many',
        OPENAI_API_KEY: 'sk-very-secret',
      },
    });
    for (const args of [
      ['chat', '--as', 'ana'],
      ['validate'],
      ['persona', 'list'],
      ['start'],
      ['export', '--as', 'ana'],
    ])
      expect(await kith(...args), args.join(' ')).toBe(2);
    for (const said of [
      'KITH_AFFINITY_DAILYCAPP: no such key; did you mean KITH_AFFINITY_DAILYCAP?',
      'found "perhaps", expected true or false',
      'found "many", expected a number',
      'OPENAI_MODEL',
      'docs/configuration.md',
    ])
      expect(err()).toContain(said);
    expect(err()).not.toContain('sk-very-secret');
    expect(err()).not.toContain('    at ');
    expect(out()).toBe('');
  });

  test('a default persona that is not there is said with the names there are', async () => {
    const { kith, err } = cliTools({ environment: { KITH_PERSONA_DEFAULT: 'nobody' } });
    expect(await kith('chat', '--as', 'ana')).not.toBe(0);
    expect(err()).toMatch(/no persona named "nobody".*alicia/);
  });
});

describe('kith doctor', () => {
  test('all is well', async () => {
    const { kith, out, directory } = cliTools();
    expect(await kith('doctor')).toBe(0);
    expect(out()).toMatch(/^ok +node/m);
    expect(out()).toMatch(/^ok +config +every key is valid$/m);
    expect(out()).toMatch(/^ok +personas +\d+ in .*alicia answers by default$/m);
    expect(out()).toContain(`${join(directory, 'kith.sqlite')}: 0 people, 0 messages, integrity ok`);
    expect(out()).toMatch(/^note +model +none set/m);
  });

  test('what is wrong is named with what to do about it, and ends with 1', async () => {
    const personalities = temporary();
    const directory = temporary();
    writeFileSync(join(personalities, 'a.json'), '{');
    writeFileSync(join(personalities, 'b.json'), '{ "name": "b", "system_prompt": "You are b." }');
    mkdirSync(join(directory, 'kith.sqlite'));
    const { kith, out } = cliTools({
      directory,
      environment: {
        KITH_PERSONALITIES_DIR: personalities,
        OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
        OPENAI_MODEL: 'none',
        KITH_MODEL_RETRIES: '0',
      },
    });
    expect(await kith('doctor')).toBe(1);
    expect(out()).toMatch(
      /^FAIL personas the default persona "alicia" did not load\n +→ set persona.default.*: b$/m,
    );
    expect(out()).toMatch(/^FAIL store [\s\S]*→/m);
    expect(out()).toMatch(/^FAIL model [\s\S]*→ check OPENAI_API_KEY/m);
  });

  test('without any persona it still says so, and ends', async () => {
    const { kith, out } = cliTools({ environment: { KITH_PERSONALITIES_DIR: '/nowhere' } });
    expect(await kith('doctor')).toBe(1);
    expect(out()).toMatch(/^FAIL personas [\s\S]*→ put persona files into \/nowhere/m);
  });

  test('a wrong configuration is a finding, not an end', async () => {
    const { kith, out } = cliTools({ environment: { KITH_NO_SUCH: '1' } });
    expect(await kith('doctor')).toBe(1);
    expect(out()).toMatch(/^FAIL config [\s\S]*KITH_NO_SUCH: no such key/m);
  });

  test('--json says the same to a program', async () => {
    const { kith, out } = cliTools();
    expect(await kith('doctor', '--json')).toBe(0);
    const findings = JSON.parse(out()) as { what: string; state: string }[];
    expect(findings.map(({ what }) => what)).toEqual([
      'node',
      'config',
      'personas',
      'backups',
      'store',
      'model',
      'platforms',
    ]);
  });

  test('adds up what models were asked, by purpose', async () => {
    const server = await startOpenAiServer();
    const { kith, input, out } = cliTools({
      environment: { OPENAI_BASE_URL: server.url, OPENAI_MODEL: 'test-model' },
    });
    input.end('Hello\n');
    expect(await kith('chat', '--as', 'ana')).toBe(0);
    expect(await kith('doctor')).toBe(0);
    await server.stop();
    expect(out()).toMatch(
      /usage +30 days: mood 1 calls .*reply 1 calls \(0 failed, \d+ tokens in, \d+ out\)/,
    );
  });
});

describe('kith start', () => {
  test('without channels and without a terminal says what to do instead', async () => {
    const { kith, err } = cliTools();
    expect(await kith('start')).toBe(1);
    expect(err()).toContain('nothing to serve');
    expect(err()).toContain('npx kith chat');
  });
});

describe('kith start with lines piped in', () => {
  test('answers them, and says how to choose who speaks with whom', async () => {
    const { kith, input, out, err } = cliTools({ isPiped: true });
    input.end('Hello\nYou are pretty\n/affinity\n');
    expect(await kith('start')).toBe(0);
    expect(out().trim().split('\n')).toHaveLength(3);
    expect(out()).toContain('3 points');
    expect(err()).toContain('--as ana');
  });
});
