import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { isProcessAlive, thisProcess } from '../../src/system/owner.ts';

test('a run of the program is named after its host, its process and itself', () => {
  expect(thisProcess('a1')).toBe(`${hostname()}:${process.pid}:a1`);
  expect(thisProcess('a1')).not.toBe(thisProcess('b2'));
});

test('a process that runs is alive, one that ended is not', async () => {
  const child = spawn(process.execPath, ['-e', 'process.stdin.resume()']);
  const owner = `${hostname()}:${child.pid}:x`;
  expect(isProcessAlive(owner)).toBe(true);
  child.kill('SIGKILL');
  await once(child, 'exit');
  expect(isProcessAlive(owner)).toBe(false);
});

test.skipIf(process.platform !== 'linux')(
  'a process that ended and was not asked for is not alive',
  async () => {
    // The shell never asks for the child it started; the child ends at once.
    const shell = spawn('sh', ['-c', 'true & echo $!; exec sleep 60'], {
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [first] = (await once(shell.stdout, 'data')) as [Buffer];
    const owner = `${hostname()}:${Number(first.toString())}:x`;
    await expect.poll(() => isProcessAlive(owner)).toBe(false);
    shell.kill('SIGKILL');
    await once(shell, 'exit');
  },
);

test('our own number was an earlier run with the same number', () => {
  expect(isProcessAlive(thisProcess('earlier'))).toBe(false);
});

test('a process on another host counts as running', () => {
  expect(isProcessAlive(`not-${hostname()}:1:x`)).toBe(true);
});

test('a name nobody could have written is of nobody who runs', () => {
  const host = hostname();
  for (const owner of [
    '',
    ':',
    '::',
    'box',
    `${host}:1`,
    `${host}:-1:x`,
    `${host}:1e3:x`,
    `${host}:9999999999:x`,
  ]) {
    expect(isProcessAlive(owner)).toBe(false);
  }
});
