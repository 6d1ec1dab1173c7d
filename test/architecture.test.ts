import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const root = resolve(import.meta.dirname, '..');
const src = join(root, 'src');

/** Folders of core, in order: each may import only those before it. */
const CORE = [
  'ports',
  'llm',
  'personas',
  'people',
  'affinity',
  'mood',
  'memory',
  'retrieval',
  'prompting',
  'delivery',
  'commands',
  'community',
  'conversation',
];
const SIBLINGS = ['adapters', 'store', 'cache', 'models', 'jobs', 'http', 'cli', 'system'];
/** Packages and the only places that may import them at run time. */
const PACKAGES: Readonly<Record<string, RegExp>> = {
  zod: /^(core\/|config-schema(-storage)?\.ts)/,
  openai: /^models\/openai(\.ts|\/)/,
  'gpt-tokenizer': /^models\/tokens\.ts$/,
  'lru-cache': /^(cache\/lru|models\/tokens)\.ts$/,
  pino: /^system\/log\.ts$/,
  commander: /^cli\/program\.ts$/,
  '@clack/prompts': /^cli\//,
  'discord.js': /^adapters\/discord\/client\.ts$/,
  grammy: /^adapters\/telegram\/client\.ts$/,
  '@grammyjs/runner': /^adapters\/telegram\/client\.ts$/,
  '@grammyjs/auto-retry': /^adapters\/telegram\/client\.ts$/,
  '@slack/bolt': /^adapters\/slack\/client\.ts$/,
  fastify: /^http\//,
  agendash: /^http\//,
  'prom-client': /^http\//,
  mongoose: /^store\/mongo\//,
  mongodb: /^store\/mongo\//,
  ioredis: /^cache\/redis(\.ts|\/)/,
  agenda: /^jobs\//,
  '@agendajs/mongo-backend': /^jobs\//,
  'rotating-file-stream': /^system\/rolling-file\.ts$/,
};
/** Packages that another one wants to find beside it. */
const PEERS: Readonly<Record<string, string>> = { express: 'agendash' };
const ADAPTER_FILES = [
  'capabilities.ts',
  'client.ts',
  'commands.ts',
  'decode.ts',
  'encode.ts',
  'ids.ts',
  'index.ts',
];

interface Source {
  /** Below src, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly { readonly from: string; readonly isType: boolean }[];
}

function filesIn(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? filesIn(path) : [path];
  });
}

const sources: readonly Source[] = filesIn(src)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => {
    const text = readFileSync(file, 'utf8');
    const found = text.matchAll(
      /^\s*(?:import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|import\('([^']+)'\)|require\('([^']+)'\)|^import\s+'([^']+)'/gm,
    );
    return {
      path: relative(src, file).replaceAll('\\', '/'),
      text,
      imports: [...found].map(([, type, from, dynamic, required, bare]) => ({
        from: from ?? dynamic ?? required ?? bare ?? '',
        isType: type !== undefined,
      })),
    };
  });

const isLocal = (from: string) => from.startsWith('.');
const target = (source: Source, from: string) =>
  relative(src, resolve(src, dirname(source.path), from)).replaceAll('\\', '/');
const top = (path: string) => path.split('/')[0]!;

/** Code without comments and strings: what is only talked about does not count. */
const code = (text: string) =>
  text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'/g, "''");

describe('architecture', () => {
  test('core imports nothing but core, zod and node:crypto', () => {
    const wrong = sources
      .filter(({ path }) => path.startsWith('core/'))
      .flatMap((source) =>
        source.imports
          .filter(({ from }) =>
            isLocal(from)
              ? !target(source, from).startsWith('core/')
              : !['zod', 'node:crypto'].includes(from),
          )
          .map(({ from }) => `${source.path} → ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  test('a folder of core imports only folders before it', () => {
    const rank = (path: string) => (path.split('/').length < 3 ? -1 : CORE.indexOf(path.split('/')[1]!));
    const wrong = sources
      .filter(({ path }) => path.startsWith('core/'))
      .flatMap((source) =>
        source.imports
          .filter(({ from }) => isLocal(from) && rank(target(source, from)) > rank(source.path))
          .map(({ from }) => `${source.path} → ${from}`),
      );
    expect(wrong).toEqual([]);
    const unknown = sources.filter(
      ({ path }) =>
        path.startsWith('core/') && path.split('/').length > 2 && !CORE.includes(path.split('/')[1]!),
    );
    expect(unknown.map(({ path }) => path)).toEqual([]);
  });

  test('siblings never import each other, and nobody below imports main or app', () => {
    const wrong = sources
      .filter(({ path }) => SIBLINGS.includes(top(path)))
      .flatMap((source) =>
        source.imports
          .filter(({ from }) => isLocal(from))
          .filter(({ from, isType }) => {
            const to = target(source, from);
            if (to === 'config-schema.ts') return !isType;
            return !to.startsWith('core/') && top(to) !== top(source.path);
          })
          .map(({ from }) => `${source.path} → ${from}`),
      );
    expect(wrong).toEqual([]);
  });

  test('there are no cycles', () => {
    const edges = new Map(
      sources.map((source) => [
        source.path,
        source.imports
          .filter(({ from, isType }) => isLocal(from) && !isType)
          .map(({ from }) => target(source, from)),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const visit = (path: string, trail: readonly string[]) => {
      if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path].join(' → '));
      if (done.has(path) || trail.includes(path)) return;
      for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
      done.add(path);
    };
    for (const path of edges.keys()) visit(path, []);
    expect(cycles).toEqual([]);
  });

  test('packages are imported only where they belong, and each is used', () => {
    const wrong = sources.flatMap((source) =>
      source.imports
        .filter(({ from }) => !isLocal(from) && !from.startsWith('node:'))
        .filter(({ from, isType }) => {
          const name = from.startsWith('@') ? from.split('/').slice(0, 2).join('/') : from.split('/')[0]!;
          return !isType && PACKAGES[name]?.test(source.path) !== true;
        })
        .map(({ from }) => `${source.path} → ${from}`),
    );
    expect(wrong).toEqual([]);
    const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as {
      dependencies: Record<string, string>;
    };
    const used = new Set(
      sources.flatMap(({ imports }) =>
        imports.map(({ from }) =>
          from
            .split('/')
            .slice(0, from.startsWith('@') ? 2 : 1)
            .join('/'),
        ),
      ),
    );
    const isNeeded = (name: string) => used.has(name) || used.has(PEERS[name] ?? '');
    expect(Object.keys(dependencies).filter((name) => !isNeeded(name))).toEqual([]);
  });

  test('time, chance, the environment and the console stay in their drivers', () => {
    const places: readonly [RegExp, RegExp][] = [
      [/Date\.now|new Date\(\)|performance\.now/, /^system\/clock\.ts$/],
      [/Math\.random|randomUUID|randomBytes/, /^system\/random\.ts$/],
      [/process\.env/, /^(config|main)\.ts$/],
      [/console\./, /^$/],
      [/process\.exit\b/, /^main\.ts$/],
    ];
    const wrong = places.flatMap(([what, where]) =>
      sources
        .filter(({ path, text }) => !where.test(path) && what.test(code(text)))
        .map(({ path }) => `${path}: ${what.source}`),
    );
    expect(wrong).toEqual([]);
  });

  test('core never names a platform in a branch', () => {
    const wrong = sources
      .filter(
        ({ path, text }) =>
          path.startsWith('core/') &&
          /(channel|platform|name)\s*===\s*'(discord|telegram|slack|terminal|stage)'/.test(text),
      )
      .map(({ path }) => path);
    expect(wrong).toEqual([]);
  });

  test('every adapter has the same seven files', () => {
    for (const adapter of readdirSync(join(src, 'adapters'))) {
      const files = readdirSync(join(src, 'adapters', adapter));
      expect(files, adapter).toEqual(expect.arrayContaining(ADAPTER_FILES));
    }
  });

  test('no file is longer than 400 lines', () => {
    const long = ['src', 'test', 'bench', 'examples', 'scripts']
      .flatMap((folder) => filesIn(join(root, folder)))
      .filter((file) => file.endsWith('.ts'))
      .map((file) => ({
        file: relative(root, file),
        lines: readFileSync(file, 'utf8').split('\n').length - 1,
      }))
      .filter(({ lines }) => lines > 400);
    expect(long).toEqual([]);
  });

  test('no source file is without an importer', () => {
    const imported = new Set(
      sources.flatMap((source) =>
        source.imports.filter(({ from }) => isLocal(from)).map(({ from }) => target(source, from)),
      ),
    );
    const lonely = sources
      .map(({ path }) => path)
      .filter((path) => path !== 'main.ts' && path !== 'index.ts' && !imported.has(path));
    expect(lonely).toEqual([]);
  });
});
