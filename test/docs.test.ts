import { execFile } from 'node:child_process';
import { existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';

const run = promisify(execFile);
const root = resolve(import.meta.dirname, '..');
const folder = mkdtempSync(join(tmpdir(), 'kith-docs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Page {
  readonly path: string;
  /** Without fenced code. */
  readonly prose: string;
  readonly blocks: readonly { readonly language: string; readonly code: string }[];
}

const FENCE = /^```(\w*)\n([\s\S]*?)^```$/gm;
const pages: readonly Page[] = globSync(['*.md', 'docs/**/*.md'], { cwd: root })
  .sort()
  .map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    const blocks = [...text.matchAll(FENCE)].map(([, language = '', code = '']) => ({ language, code }));
    return { path: path.replaceAll('\\', '/'), prose: text.replace(FENCE, ''), blocks };
  });
const page = (path: string): Page => pages.find((each) => each.path === path)!;
const codeIn = (prose: string) => [...prose.matchAll(/`([^`\n]+)`/g)].map(([, code = '']) => code);
const blocksOf = (language: string) =>
  pages.flatMap(({ path, blocks }) =>
    blocks
      .filter((block) => block.language === language)
      .map(({ code }, index) => ({ name: `${path}-${index + 1}`.replaceAll(/[/.]/g, '-'), code })),
  );

/** Folders whose paths are promises; everything else in backticks may be an example. */
const FOLDERS = 'src|test|docs|scripts|bench|config|personalities|schema|bin|examples';
const PATH = new RegExp(`^(?:(?:${FOLDERS})(?:/[\\w.*-]+)*/?|[A-Z]+\\.md|package\\.json)$`);

/** The lines of a shell block that call Kith. */
function kithCommands(code: string): readonly string[] {
  return code
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(?:printf .*\| )?npx kith /.test(line));
}

async function shell(command: string, environment: Readonly<Record<string, string>> = {}) {
  const quiet = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^(?:OPENAI_|KITH_)/.test(name)),
  );
  // npx would only look up the same launcher, and slowly.
  const line = command.replaceAll('npx kith', `"${process.execPath}" bin/kith.mjs`);
  return run('bash', ['-c', line], { cwd: root, env: { ...quiet, ...environment } });
}

describe('what people read', () => {
  test('names only files and folders that are there', () => {
    const missing = pages.flatMap(({ path, prose }) =>
      codeIn(prose)
        .filter((code) => PATH.test(code) && globSync(code, { cwd: root }).length === 0)
        .map((code) => `${path}: ${code}`),
    );
    expect(missing).toEqual([]);
  });

  test('links lead to files that are there, and to headings in them', () => {
    const broken = pages.flatMap(({ path, prose }) =>
      [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link = '']) => link)
        .filter((link) => !/^[a-z]+:/.test(link))
        .filter((link) => {
          const [file = '', heading] = link.split('#');
          const target = file === '' ? join(root, path) : resolve(root, dirname(path), file);
          if (!existsSync(target)) return true;
          return heading !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(heading);
        })
        .map((link) => `${path}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  test('the way of one message names functions of the files it names', () => {
    const rows = [...page('ARCHITECTURE.md').prose.matchAll(/`(\w+)` (?:→|in) `(src\/[\w./-]+\.ts)`/g)];
    expect(rows.length).toBeGreaterThan(15);
    const wrong = rows
      .filter(
        ([, symbol, file]) => !new RegExp(`\\b${symbol}\\b`).test(readFileSync(join(root, file!), 'utf8')),
      )
      .map(([whole]) => whole);
    expect(wrong).toEqual([]);
  });

  test('every port and every folder of core has its line in the architecture', () => {
    const { prose } = page('ARCHITECTURE.md');
    const named = new Set(codeIn(prose));
    const parts = [...globSync('src/core/*/', { cwd: root }), ...globSync('src/adapters/*/', { cwd: root })]
      .map((path) => path.replaceAll('\\', '/').replace(/\/$/, ''))
      .filter((path) => !named.has(path));
    expect(parts).toEqual([]);
    expect(readFileSync(join(root, 'ARCHITECTURE.md'), 'utf8').split('\n').length).toBeLessThan(200);
  });

  test('says nothing of the machine it was written on', () => {
    const told = pages
      .filter(({ prose, blocks }) =>
        /\/(?:work|root|home|tmp)\//.test(prose + blocks.map(({ code }) => code).join('\n')),
      )
      .map(({ path }) => path);
    expect(told).toEqual([]);
  });
});

describe('what people copy', () => {
  test('the README begins with the two commands', () => {
    const shells = page('README.md').blocks.filter(({ language }) => language === 'sh');
    expect(shells.slice(0, 2).map(({ code }) => code.trim())).toEqual([
      'npm ci && npm start',
      'npm ci && npm test',
    ]);
  });

  test('every command that changes nothing elsewhere runs', async () => {
    const environment = {
      KITH_DATA_DIR: join(folder, 'data'),
      KITH_PERSONALITIES_DIR: join(folder, 'personalities'),
    };
    mkdirSync(environment.KITH_PERSONALITIES_DIR, { recursive: true });
    for (const file of globSync('personalities/**/*.json', { cwd: root })) {
      const copy = join(folder, file);
      mkdirSync(dirname(copy), { recursive: true });
      writeFileSync(copy, readFileSync(join(root, file)));
    }
    const commands = kithCommands(
      [...page('README.md').blocks, ...page('docs/operating.md').blocks, ...page('docs/rehearsing.md').blocks]
        .filter(({ language }) => language === 'sh')
        .map(({ code }) => code)
        .join('\n'),
    )
      // Chats that wait for somebody, files in the working folder, and what has its own test.
      .filter((command) => !/chat --persona rosa|--out|erase --as ana$|transcripts\/\*/.test(command));
    expect(commands.length).toBeGreaterThan(6);
    for (const command of commands) {
      const result = await shell(command, environment).catch((error: Error) => error);
      expect(result, command).not.toBeInstanceOf(Error);
    }
  }, 60_000);

  test('a pipe is answered line by line, with the points the README promises', async () => {
    const [command = ''] = kithCommands(
      page('README.md').blocks.find(({ code }) => code.startsWith('printf'))?.code ?? '',
    );
    const { stdout } = await shell(command, { KITH_DATA_DIR: join(folder, 'pipe') });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(3);
    expect(lines[2]).toMatch(/stranger.*3 points/);
  });

  test('every transcript holds', async () => {
    const files = blocksOf('chat').map(({ name, code }) => {
      const file = join(folder, `${name}.chat`);
      writeFileSync(file, code);
      return file;
    });
    expect(files.length).toBeGreaterThan(1);
    const { stdout } = await shell(`npx kith rehearse ${files.join(' ')}`);
    expect(stdout.match(/^ok /gm)).toHaveLength(files.length);
  });

  test('every example compiles', async () => {
    const files = blocksOf('ts').map(({ name, code }) => {
      const file = join(folder, /^\/\/ ([\w.-]+\.ts)$/m.exec(code)?.[1] ?? `${name}.ts`);
      writeFileSync(file, rooted(code));
      return file;
    });
    expect(files.length).toBeGreaterThan(2);
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: join(root, 'tsconfig.json'),
        compilerOptions: { typeRoots: [join(root, 'node_modules/@types')], noUnusedLocals: false },
        files,
        include: [],
      }),
    );
    writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
    const checked = await run(join(root, 'node_modules/.bin/tsc'), ['-p', folder]).catch((error) => error);
    expect(checked.stdout).toBe('');
  }, 60_000);

  test('the library example of the README runs', async () => {
    const [code = ''] = page('README.md')
      .blocks.filter(({ language }) => language === 'ts')
      .map((block) => block.code);
    const file = join(folder, 'library.ts');
    writeFileSync(file, rooted(code));
    const { stdout } = await run(process.execPath, [file], { cwd: root });
    expect(stdout).toMatch(/^0\.\d+ You are Alicia/);
  });

  test('the channel of the docs answers whoever connects', async () => {
    for (const { code } of blocksOf('ts').filter(({ name }) => name.startsWith('docs-adding-a-channel'))) {
      const [, name = ''] = /^\/\/ ([\w.-]+\.ts)$/m.exec(code) ?? [];
      // A port of the system's choosing: the one in the text may be taken.
      writeFileSync(join(folder, name), rooted(code).replace('port: 7001', 'port: 0'));
    }
    const talk = join(folder, 'talk.ts');
    writeFileSync(
      talk,
      `import net from 'node:net';
       const listen = net.Server.prototype.listen;
       net.Server.prototype.listen = function (...args) {
         this.once('listening', () => {
           const socket = net.connect(this.address().port, '127.0.0.1', () => socket.write('ana: Hello\\n'));
           socket.once('data', (answer) => {
             process.stdout.write(answer);
             process.exit(0);
           });
         });
         return listen.apply(this, args);
       };
       await import('./serve.ts');`,
    );
    const { stdout } = await run(process.execPath, [talk], {
      cwd: root,
      env: { ...process.env, KITH_DATA_DIR: join(folder, 'line'), KITH_LOG_LEVEL: 'silent' },
    });
    expect(stdout).toMatch(/^Alicia: \S.*\n$/);
  });

  test('the scenes and the picture are what the program says', async () => {
    const played = await run(process.execPath, ['scripts/media.ts', '--check'], { cwd: root }).catch(
      (error: { stderr: string }) => error,
    );
    expect(played.stderr).toBe('');
  }, 60_000);
});

/** Examples stand in a folder beside src; here they are elsewhere. */
function rooted(code: string): string {
  return code
    .replaceAll(/'\.\.\/((?:src|test)\/[^']+)'/g, (_, path: string) => `'${join(root, path)}'`)
    .replaceAll("from 'kith'", `from '${join(root, 'src/index.ts')}'`);
}

function anchorsOf(markdown: string): readonly string[] {
  return [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
