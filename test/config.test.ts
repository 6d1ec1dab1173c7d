import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { leaves, loadConfig, secretsOf, variableOf } from '../src/config.ts';
import { KithError } from '../src/core/errors.ts';
import { temporary } from './cli/temporary.ts';

const root = resolve(import.meta.dirname, '..');
const directory = join(root, 'config');
const load = (
  environment: Readonly<Record<string, string>> = {},
  overrides: Readonly<Record<string, string>> = {},
) => loadConfig({ directory, environment, overrides });

/** What is wrong, line by line. */
function problems(
  environment: Readonly<Record<string, string>>,
  overrides: Readonly<Record<string, string>> = {},
) {
  try {
    load(environment, overrides);
  } catch (error) {
    expect(error).toBeInstanceOf(KithError);
    expect((error as KithError).code).toBe('config.invalid');
    return (error as KithError).message.split('\n');
  }
  throw new Error('the configuration was accepted');
}

/** A config folder of its own: the defaults, and these files. */
function folder(files: Readonly<Record<string, string>>): string {
  const config = join(temporary(), 'config');
  mkdirSync(config);
  cpSync(join(directory, 'default.json'), join(config, 'default.json'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(config, name), content);
  return config;
}

describe('the configuration', () => {
  test('every default is valid, and every key has a variable of its own', () => {
    const config = load();
    const keys = leaves(config as never);
    expect(keys.length).toBeGreaterThan(40);
    expect(new Set(keys.map(variableOf)).size).toBe(keys.length);
    expect(variableOf('affinity.dailyCap')).toBe('KITH_AFFINITY_DAILYCAP');
  });

  test('it is frozen through and through', () => {
    const config = load();
    expect(Object.isFrozen(config)).toBe(true);
    expect(() => Object.assign(config.affinity, { dailyCap: 1 })).toThrow(TypeError);
  });

  test('a variable wins over a file, and an override over both', () => {
    const config = folder({ 'test.json': '{ "affinity": { "dailyCap": 7 } }' });
    const cap = (environment: Readonly<Record<string, string>>, overrides = {}) =>
      loadConfig({ directory: config, environment, overrides }).affinity.dailyCap;
    expect(cap({})).toBe(0);
    expect(cap({ KITH_ENV: 'test' })).toBe(7);
    expect(cap({ NODE_ENV: 'test' })).toBe(7);
    expect(cap({ KITH_ENV: 'test', KITH_AFFINITY_DAILYCAP: '8' })).toBe(8);
    expect(cap({ KITH_ENV: 'test', KITH_AFFINITY_DAILYCAP: '8' }, { 'affinity.dailyCap': '9' })).toBe(9);
  });

  test('a profile without a file is the defaults', () => {
    expect(load({ KITH_ENV: 'nightly' })).toEqual(load());
    expect(load({ KITH_ENV: '../../etc' })).toEqual(load());
  });

  test.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['on', true],
    ['false', false],
    ['0', false],
    ['no', false],
    ['Off', false],
  ])('%j means %s', (text, value) => {
    expect(load({ KITH_MOOD_RESETONNEWSESSION: text }).mood.resetOnNewSession).toBe(value);
  });

  test('an empty variable is none', () => {
    expect(load({ KITH_AFFINITY_DAILYCAP: '', OPENAI_API_KEY: '' })).toEqual(load());
  });

  test('the names people know from elsewhere are keys', () => {
    const { model } = load({
      OPENAI_API_KEY: 'sk-1',
      OPENAI_BASE_URL: 'http://localhost:1234/v1',
      OPENAI_MODEL: 'gpt',
    });
    expect(model).toMatchObject({ apiKey: 'sk-1', baseUrl: 'http://localhost:1234/v1', name: 'gpt' });
  });

  test('everything that is wrong is said at once: where, what was found, what is allowed', () => {
    const said = problems(
      {
        KITH_AFFINITY_DAILYCAPS: '3',
        KITH_MODEL_RETRIES: '-1',
        KITH_MODEL_TEMPERATURE: 'hot',
        KITH_LANGUAGE_DEFAULT: 'fr',
        KITH_LOG_LEVEL: 'loud',
        OPENAI_BASE_URL: 'not a url',
      },
      { 'mood.resetOnNewSesion': 'true' },
    );
    expect(said[0]).toMatch(/^The configuration has 7 problems:$/);
    expect(said.at(-1)).toBe('All keys: docs/configuration.md');
    const text = said.join('\n');
    expect(text).toContain('KITH_AFFINITY_DAILYCAPS: no such key; did you mean KITH_AFFINITY_DAILYCAP?');
    expect(text).toContain('mood.resetOnNewSesion: no such key; did you mean mood.resetOnNewSession?');
    expect(text).toMatch(/model\.retries \(KITH_MODEL_RETRIES\): found -1; .*0/);
    expect(text).toContain('model.temperature (KITH_MODEL_TEMPERATURE): found "hot", expected a number');
    expect(text).toMatch(/language\.default \(KITH_LANGUAGE_DEFAULT\): found "fr"; .*"en"\|"es"/);
    expect(text).toContain('log.level (KITH_LOG_LEVEL): found "loud"');
    expect(text).toContain('model.baseUrl (OPENAI_BASE_URL): found "not a url"');
  });

  test('what is valid key by key and cannot be meant is said too', () => {
    expect(problems({ OPENAI_API_KEY: 'sk-very-secret' }).join('\n')).toMatch(/set OPENAI_MODEL/);
    expect(problems({ KITH_MODEL_CONTEXTTOKENS: '1000', KITH_MODEL_REPLYTOKENS: '900' }).join('\n')).toMatch(
      /model\.replyTokens: 900 leaves too little/,
    );
  });

  test('a token loses the line break of the file it came from', () => {
    expect(load({ DISCORD_TOKEN: ' a.b.c\r\n', TELEGRAM_TOKEN: '\n' })).toMatchObject({
      discord: { token: 'a.b.c' },
      telegram: { token: '' },
    });
  });

  test('every secret that is set is known, each bot of a persona by itself', () => {
    const secrets = {
      OPENAI_API_KEY: 'sk-12345678',
      OPENAI_MODEL: 'gpt',
      REDIS_URL: 'redis://:password@127.0.0.1:6379',
      DISCORD_TOKEN: 'discord.token.1',
      TELEGRAM_TOKEN: '123456:telegram',
      SLACK_BOT_TOKEN: 'xoxb-12345678',
      SLACK_APP_TOKEN: 'xapp-12345678',
      SLACK_SIGNING_SECRET: 'signing-secret',
      KITH_TELEGRAM_PERSONATOKENS: 'mika=1:mikas-token, yumi = 2:yumis-token',
    };
    const known = secretsOf(load(secrets));
    for (const [name, value] of Object.entries(secrets))
      if (!/MODEL|PERSONA/.test(name)) expect(known, name).toContain(value);
    expect(known).toEqual(expect.arrayContaining(['1:mikas-token', '2:yumis-token']));
    // Of an address its password as well, as it is written and as it is meant.
    const address = secretsOf(
      load({ MONGODB_URI: 'mongodb://kith:no%21body%2Fknows@db.internal:27017/kith' }),
    );
    expect(address).toEqual(expect.arrayContaining(['no%21body%2Fknows', 'no!body/knows']));
    expect(secretsOf(load({ MONGODB_URI: 'mongodb://kith:50%long-one@db.internal/kith' }))).toContain(
      '50%long-one',
    );
  });

  test('Slack tokens that cannot be meant are said', () => {
    const said = (environment: Readonly<Record<string, string>>) => problems(environment).join('\n');
    expect(said({ SLACK_BOT_TOKEN: 'xoxb-1' })).toMatch(/slack\.appToken: .*SLACK_APP_TOKEN/);
    expect(said({ SLACK_APP_TOKEN: 'xapp-1' })).toMatch(/slack\.botToken: .*SLACK_BOT_TOKEN/);
    expect(said({ SLACK_BOT_TOKEN: 'xapp-1', SLACK_APP_TOKEN: 'xoxb-1' })).toMatch(/begins with xoxb-/);
  });

  test('a secret is never shown', () => {
    expect(problems({ OPENAI_API_KEY: 'sk-very-secret', KITH_NO_SUCH: 'x' }).join('\n')).not.toContain(
      'secret',
    );
  });

  test('wrong files are named with what is wrong in them', () => {
    const wrong = folder({
      'test.json': '{ "affinity": { "dailyCapp": 7, "dailyCap": "many" }, "mod": 1 }',
      'broken.json': '{ "affinity": ',
      'list.json': '[]',
    });
    const said = (profile: string) => {
      try {
        loadConfig({ directory: wrong, environment: { KITH_ENV: profile } });
      } catch (error) {
        return (error as Error).message;
      }
      return 'accepted';
    };
    expect(said('test')).toContain(
      'affinity.dailyCapp (config/test.json): no such key; did you mean affinity.dailyCap?',
    );
    expect(said('test')).toContain('affinity.dailyCap (config/test.json): found "many"');
    expect(said('test')).toContain('mod (config/test.json): no such key');
    expect(said('test')).toContain('(config/test.json): found "many"; expected number\n');
    expect(said('broken')).toMatch(/broken\.json: not JSON/);
    expect(said('list')).toMatch(/list\.json: found \[\], expected an object of keys/);
  });

  test('a file that puts a number where keys belong is named, whatever the environment sets below it', () => {
    const config = folder({ 'test.json': '{ "affinity": 3 }' });
    const environment = { KITH_ENV: 'test', KITH_AFFINITY_DAILYCAP: '5' };
    expect(() => loadConfig({ directory: config, environment })).toThrow(
      /1 problem:\n {2}- affinity \(config\/test\.json\): found 3/,
    );
  });

  test('without the file of defaults it says what to restore', () => {
    expect(() => loadConfig({ directory: '/nowhere', environment: {} })).toThrow(
      /Cannot read \/nowhere\/default\.json.*Restore it/,
    );
  });

  test('a file may begin with a byte order mark, and its names cannot reach the prototype', () => {
    const config = folder({
      'test.json': '\uFEFF{ "__proto__": { "polluted": 1 }, "affinity": { "dailyCap": 1 } }',
    });
    expect(loadConfig({ directory: config, environment: { KITH_ENV: 'test' } }).affinity.dailyCap).toBe(1);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    for (const name of ['__proto__.polluted', 'constructor.prototype.polluted', 'affinity.__proto__.x'])
      expect(problems({}, { [name]: '1' }).join('\n')).toContain('no such key');
  });

  test('a folder in a file is meant from the project, one in a variable from where we stand', () => {
    expect(load().personalities.dir).toBe(join(root, 'personalities'));
    expect(load({ KITH_DATA_DIR: 'here' }).data.dir).toBe(resolve('here'));
  });

  test('an installed package keeps nothing inside itself', () => {
    const installed = join(temporary(), 'node_modules', 'kith', 'config');
    mkdirSync(installed, { recursive: true });
    cpSync(join(directory, 'default.json'), join(installed, 'default.json'));
    const config = loadConfig({ directory: installed, environment: {} });
    expect(config.data.dir).toBe(resolve('data'));
    expect(config.personalities.dir).toBe(resolve(installed, '../personalities'));
  });

  test('the page of all keys knows every one of them', () => {
    const page = readFileSync(join(root, 'docs', 'configuration.md'), 'utf8');
    for (const key of leaves(load() as never)) expect(page, key).toContain(key);
  });
});
