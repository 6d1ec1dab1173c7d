import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root } from './cli-tools.ts';
import { temporary } from './temporary.ts';

/** An older Node where the system has one: the launcher hands over to the one npm installed. */
const OLD = ['/usr/bin/node', '/usr/local/bin/node'].find(
  (path) =>
    existsSync(path) && /^v(?:18|20|22)\./.test(spawnSync(path, ['--version'], { encoding: 'utf8' }).stdout),
);
const NODES: readonly (readonly [name: string, node: string])[] = [
  ['this Node', process.execPath],
  ...(OLD === undefined ? [] : ([['an older Node', OLD]] as const)),
];

const environment = (directory: string, more: Readonly<Record<string, string>> = {}) => ({
  PATH: process.env.PATH ?? '',
  HOME: process.env.HOME ?? '',
  KITH_DATA_DIR: directory,
  ...more,
});
const folder = () => temporary();
const launcher = join(root, 'bin', 'kith.mjs');

function kith(node: string, args: readonly string[], { input = '', directory = folder(), more = {} } = {}) {
  const { status, stdout, stderr } = spawnSync(node, [launcher, ...args], {
    input,
    encoding: 'utf8',
    env: environment(directory, more),
    timeout: 30_000,
  });
  return { status, stdout, stderr };
}

describe.each(NODES)('the launcher, on %s', (_, node) => {
  test('answers piped lines one by one and ends with 0', () => {
    const directory = folder();
    const said = kith(node, ['chat', '--persona', 'alicia', '--as', 'ana'], {
      input: "Hello\nYou're pretty\n/affinity\n",
      directory,
    });
    expect(said.status).toBe(0);
    const lines = said.stdout.split('\n');
    expect(lines).toHaveLength(4);
    expect(lines[2]).toMatch(/stranger · 3 points/);
    expect(said.stderr).toContain('offline voice');
    // Another run knows them still.
    const again = kith(node, ['chat', '--as', 'ana'], { input: '/affinity\n', directory });
    expect(again.stdout).toMatch(/stranger · 3 points/);
  });

  test('passes exit codes on', () => {
    expect(kith(node, ['validate']).status).toBe(0);
    expect(kith(node, ['validate', '/nowhere.json']).status).toBe(1);
    expect(kith(node, ['fly']).status).toBe(2);
    expect(kith(node, ['doctor'], { more: { KITH_NO_SUCH: '1' } }).status).toBe(1);
    const wrong = kith(node, ['chat'], { more: { KITH_NO_SUCH: '1' } });
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    expect(wrong.stderr).not.toMatch(/^ {4}at /m);
  });
});

describe('the launcher', () => {
  test('stops on SIGTERM while a model is thinking, and the next start finishes the answer', async () => {
    const silent = createServer(() => {});
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;
    const directory = folder();
    const child = spawn(OLD ?? process.execPath, [launcher, 'chat', '--as', 'ana'], {
      env: environment(directory, {
        OPENAI_BASE_URL: `http://127.0.0.1:${port}/v1`,
        OPENAI_MODEL: 'slow',
        KITH_TURN_SHUTDOWNMS: '100',
      }),
    });
    const asked = new Promise<void>((resolve) => silent.once('request', () => resolve()));
    child.stdin.write('Hello\n');
    await asked;
    const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    silent.closeAllConnections();
    silent.close();

    // With the offline voice this time: the interrupted line is answered beside the conversation.
    const next = kith(process.execPath, ['chat', '--as', 'ana'], { input: '/history\n', directory });
    expect(next.status).toBe(0);
    expect(next.stderr).toContain('(finished an interrupted reply: ');
    expect(next.stdout).toMatch(/You.*Hello.*Alicia/);
  });
});
