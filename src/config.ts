import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import { readDatabaseUrl } from './config-outside.ts';
import { type Config, configSchema, SECRET_KEYS } from './config-schema.ts';
import { KithError } from './core/errors.ts';
import { storageProblems } from './storage.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ConfigOptions {
  /** The process's environment unless a test gives its own. */
  readonly environment?: Environment;
  /** Folder of default.json and its differences. */
  readonly directory: string;
  /** Dotted keys that win over everything, e.g. `{ 'mood.resetOnNewSession': 'false' }`. */
  readonly overrides?: Readonly<Record<string, string>>;
  /** Told what is no mistake and hardly meant. */
  readonly onNote?: (note: string) => void;
}

type Tree = { [key: string]: unknown };

/** Names people script against that are not a KITH_ key of their own. */
export const OUTSIDE_NAMES: Readonly<Record<string, string>> = {
  DISCORD_TOKEN: 'discord.token',
  DISCORD_API_URL: 'discord.apiUrl',
  TELEGRAM_TOKEN: 'telegram.token',
  TELEGRAM_API_ROOT: 'telegram.apiRoot',
  SLACK_BOT_TOKEN: 'slack.botToken',
  SLACK_APP_TOKEN: 'slack.appToken',
  SLACK_SIGNING_SECRET: 'slack.signingSecret',
  SLACK_API_URL: 'slack.apiUrl',
  MONGODB_URI: 'mongo.uri',
  REDIS_URL: 'redis.url',
  OPENAI_API_KEY: 'model.apiKey',
  OPENAI_BASE_URL: 'model.baseUrl',
  OPENAI_MODEL: 'model.name',
  EMBEDDING_MODEL: 'model.embedding',
  LUMINORA_STORAGE_TYPE: 'storage.backend',
  SQLITE_DATABASE_PATH: 'store.file',
};

/** Shorter names of profiles. */
const PROFILES: Readonly<Record<string, string>> = { dev: 'development', prod: 'production' };

/** KITH_ names that are no keys: what the launcher and later parts read. */
const RESERVED = new Set(['KITH_ENV', 'KITH_CONFIG_DIR', 'KITH_EVAL_DIR']);

/**
 * default.json ← {KITH_ENV}.json ← environment ← overrides, checked as a whole.
 * @throws KithError `config.invalid` naming every wrong or unknown key at once, with where it was set, what was
 * found and what is allowed.
 */
export function loadConfig(options: ConfigOptions): Config {
  const { environment = process.env, directory, overrides = {}, onNote = () => {} } = options;
  const problems: string[] = [];
  const origins = new Map<string, string>();
  const tree: Tree = {};
  const asked = environment.KITH_ENV ?? environment.NODE_ENV;
  const profile = asked === undefined ? undefined : (PROFILES[asked] ?? asked);

  const layers = ['default', ...(profile !== undefined && /^[a-z]+$/.test(profile) ? [profile] : [])];
  let keys: string[] = [];
  for (const layer of layers) {
    const file = join(directory, `${layer}.json`);
    const content = readJson(file, layer === 'default', problems);
    if (content !== undefined) merge(tree, content, `config/${layer}.json`, origins);
    // The defaults alone say what is a key: a slip in a later file must not become one.
    if (layer === 'default') keys = leaves(tree);
  }
  const { KITH_ENV: named = '' } = environment;
  if (named !== '' && (layers.length === 1 || !existsSync(join(directory, `${profile}.json`))))
    onNote(
      `KITH_ENV is ${JSON.stringify(named)} and ${directory} has no file of that name: the defaults hold. There are ${profilesIn(directory)}.`,
    );

  const byVariable = new Map(keys.map((key) => [variableOf(key), key]));
  const { DATABASE_URL: url = '' } = environment;
  if (url !== '') {
    const read = readDatabaseUrl(url);
    if (typeof read === 'string') problems.push(read);
    else setText(tree, read.key, read.value, 'DATABASE_URL', origins, problems);
  }
  // Names of our own after those of others: they win.
  const inOrder = Object.entries(environment).sort(
    ([one], [other]) => Number(one.startsWith('KITH_')) - Number(other.startsWith('KITH_')),
  );
  for (const [name, value] of inOrder) {
    if (value === undefined || value === '') continue;
    const key = OUTSIDE_NAMES[name] ?? byVariable.get(name);
    if (key !== undefined) setText(tree, key, value, name, origins, problems);
    else if (name.startsWith('KITH_') && !RESERVED.has(name)) {
      problems.push(`${name}: no such key${didYouMean(name, [...byVariable.keys()])}`);
    }
  }
  for (const [key, value] of Object.entries(overrides)) {
    if (keys.includes(key)) setText(tree, key, value, 'override', origins, problems);
    else problems.push(`${key}: no such key${didYouMean(key, keys)}`);
  }

  const result = configSchema.safeParse(tree);
  for (const issue of result.error?.issues ?? []) problems.push(describe(issue, tree, keys, origins));
  if (result.success)
    problems.push(
      ...contradictions(result.data),
      ...storageProblems(result.data, (key) => from(origins, key)),
    );
  if (problems.length > 0 || !result.success) {
    const list = [...new Set(problems)].map((problem) => `  - ${problem}`).join('\n');
    throw new KithError(
      'config.invalid',
      `The configuration has ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}:\n${list}\nAll keys: docs/configuration.md`,
    );
  }
  // A path in a file is meant from the folder that holds config/, one typed by somebody from where they stand.
  const rooted = (key: string, path: string) =>
    origins.get(key)?.startsWith('config/') ? resolve(dirname(directory), path) : resolve(path);
  const { data, personalities, store } = result.data;
  // What people said must not be kept inside an installed package, which the next install replaces.
  const isInstalled = directory.split(sep).includes('node_modules');
  const dir = isInstalled ? resolve(data.dir) : rooted('data.dir', data.dir);
  const file = origins.get('store.file')?.startsWith('config/')
    ? resolve(dir, store.file)
    : resolve(store.file);
  return freeze({
    ...result.data,
    data: { dir },
    store: { ...store, file },
    personalities: { dir: rooted('personalities.dir', personalities.dir) },
  });
}

/** `affinity.dailyCap` → `KITH_AFFINITY_DAILYCAP`. */
export function variableOf(key: string): string {
  return `KITH_${key.replaceAll('.', '_').toUpperCase()}`;
}

/**
 * Every secret that is set, for whoever must not write one; of an address its password as well, as it is written there and
 * as it is meant. Shorter than 8 characters is none.
 */
export function secretsOf(config: Config): readonly string[] {
  return [...SECRET_KEYS]
    .map((key) => key.split('.').reduce<unknown>((node, part) => (isTree(node) ? node[part] : ''), config))
    .flatMap((value) => [...String(value).split(/[\s,=]+/), ...passwordsIn(String(value))])
    .filter((value) => value.length >= 8);
}

function passwordsIn(address: string): readonly string[] {
  const password = /^[a-z+]+:\/\/[^:@/]*:([^@/]+)@/i.exec(address)?.[1];
  if (password === undefined) return [];
  try {
    return [password, decodeURIComponent(password)];
  } catch {
    return [password];
  }
}

/** Dotted paths of all leaves, in order. */
export function leaves(tree: Readonly<Tree>, prefix = ''): string[] {
  return Object.entries(tree).flatMap(([key, value]) =>
    isTree(value) ? leaves(value, `${prefix}${key}.`) : [`${prefix}${key}`],
  );
}

// What is valid key by key and still cannot be meant.
function contradictions(config: Config): string[] {
  const { model, slack } = config;
  const found: string[] = [];
  if (slack.botToken !== '' && slack.appToken === '' && slack.signingSecret === '') {
    found.push(
      'slack.appToken: a Slack bot token is set and no way for events to come in; set SLACK_APP_TOKEN (Socket Mode) or SLACK_SIGNING_SECRET (HTTP), see docs/slack.md',
    );
  }
  if (slack.botToken === '' && slack.appToken !== '') {
    found.push(
      'slack.botToken: a Slack app-level token is set and no bot token; set SLACK_BOT_TOKEN to the one that begins with xoxb-',
    );
  }
  if (slack.botToken.startsWith('xapp-') || slack.appToken.startsWith('xoxb-')) {
    found.push(
      'slack.botToken: SLACK_BOT_TOKEN is the one that begins with xoxb-, SLACK_APP_TOKEN the one with xapp-',
    );
  }
  if ((model.apiKey !== '' || model.baseUrl !== '') && model.name === '') {
    found.push(
      'model.name: a model server is configured but no model; set OPENAI_MODEL to a model it serves, e.g. gpt-4o-mini',
    );
  }
  if (model.replyTokens * 2 > model.contextTokens) {
    found.push(
      `model.replyTokens: ${model.replyTokens} leaves too little of model.contextTokens (${model.contextTokens}); at most half of it`,
    );
  }
  return found;
}

/** What KITH_ENV may name. */
const profilesIn = (directory: string): string =>
  readdirSync(directory)
    .flatMap((name) => /^([a-z]+)\.json$/.exec(name)?.[1] ?? [])
    .filter((name) => name !== 'default')
    .sort()
    .join(', ');

function readJson(file: string, isRequired: boolean, problems: string[]): Tree | undefined {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    if (isRequired)
      throw new KithError(
        'config.invalid',
        `Cannot read ${file}; it holds every default. Restore it from the release.`,
        { cause },
      );
    return undefined;
  }
  try {
    const value: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (isTree(value)) return value;
    problems.push(`${file}: found ${nameOf(value)}, expected an object of keys`);
  } catch (cause) {
    problems.push(`${file}: not JSON (${(cause as Error).message})`);
  }
  return undefined;
}

function merge(into: Tree, from: Tree, origin: string, origins: Map<string, string>, prefix = ''): void {
  for (const [key, value] of Object.entries(from)) {
    if (key === '__proto__') continue;
    const existing = into[key];
    if (isTree(value) && (existing === undefined || isTree(existing))) {
      into[key] = existing ?? {};
      merge(into[key] as Tree, value, origin, origins, `${prefix}${key}.`);
    } else {
      into[key] = value;
      origins.set(prefix + key, origin);
    }
  }
}

/** Environment values are text: the default's type says how to read them. */
function setText(
  tree: Tree,
  key: string,
  text: string,
  origin: string,
  origins: Map<string, string>,
  problems: string[],
): void {
  const path = key.split('.');
  const last = path.pop()!;
  const parent = path.reduce<unknown>((node, part) => (isTree(node) ? node[part] : undefined), tree);
  // A file put something else where keys belong; the check of the whole says so.
  if (!isTree(parent)) return;
  const present = parent[last];
  if (typeof present === 'number') {
    const value = Number(text);
    if (text.trim() === '' || Number.isNaN(value)) {
      problems.push(`${key} (${origin}): found "${text}", expected a number`);
      return;
    }
    parent[last] = value;
  } else if (typeof present === 'boolean') {
    if (!/^(true|false|1|0|yes|no|on|off)$/i.test(text)) {
      problems.push(`${key} (${origin}): found "${text}", expected true or false`);
      return;
    }
    parent[last] = /^(true|1|yes|on)$/i.test(text);
  } else {
    // A token out of a file ends in a line break.
    parent[last] = SECRET_KEYS.has(key) ? text.trim() : text;
  }
  origins.set(key, origin);
}

function describe(
  issue: { code: string; path: PropertyKey[]; message: string; keys?: string[] },
  tree: Tree,
  keys: string[],
  origins: Map<string, string>,
): string {
  const path = issue.path.map(String).join('.');
  if (issue.code === 'unrecognized_keys') {
    return (issue.keys ?? [])
      .map((key) => {
        const full = path === '' ? key : `${path}.${key}`;
        return `${full}${from(origins, full)}: no such key${didYouMean(full, keys)}`;
      })
      .join('\n  - ');
  }
  const found = issue.path.reduce<unknown>(
    (node, part) => (isTree(node) ? node[String(part)] : undefined),
    tree,
  );
  // A key the operator can have filled with a secret is not echoed.
  const shown = SECRET_KEYS.has(path) ? 'a hidden value' : nameOf(found);
  return `${path}${from(origins, path)}: found ${shown}; ${issue.message
    .replace(/^Invalid input: /, '')
    .replace(/, received \w+$/, '')
    .replace(/^Too (small|big): /, '')}`;
}

const from = (origins: Map<string, string>, key: string): string =>
  origins.has(key) ? ` (${origins.get(key)})` : '';

const nameOf = (value: unknown): string =>
  value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 80);

const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function didYouMean(name: string, known: readonly string[]): string {
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance)[0];
  return near !== undefined && near.distance <= Math.max(2, name.length / 3)
    ? `; did you mean ${near.candidate}?`
    : '';
}

/** Levenshtein distance; names are short. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}

function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const child of Object.values(value)) freeze(child);
    Object.freeze(value);
  }
  return value;
}
