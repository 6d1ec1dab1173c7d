import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, test } from 'vitest';
import { createLog } from '../../src/system/log.ts';
import { openRollingFile } from '../../src/system/rolling-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-rolling-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a file that is large is followed by the next, and the oldest go', async () => {
  const logs = join(folder, 'logs');
  const file = await openRollingFile({ file: join(logs, 'kith.log'), megabytes: 1, files: 3 });
  const line = `${'x'.repeat(99_999)}\n`;
  for (let count = 0; count < 45; count++) {
    file.write(line);
    await pause(1);
  }
  await expect.poll(() => readdirSync(logs).sort()).toEqual(['kith.log', 'kith.log.1', 'kith.log.2']);
  for (const name of readdirSync(logs)) {
    const { size, mode } = statSync(join(logs, name));
    expect(size).toBeLessThan(1_200_000);
    expect(mode & 0o777).toBe(0o600);
  }
});

test('an event goes to both, at its level, without secrets, the moment it happens', async () => {
  const beside = await openRollingFile({ file: join(folder, 'beside', 'kith.log'), megabytes: 1, files: 2 });
  const console = join(folder, 'console.log');
  const log = createLog({ level: 'info', file: console, beside, secrets: ['sk-very-secret'] });
  log.debug('Not this');
  log.info('Connected', { url: 'https://example.org/sk-very-secret' });
  const written = () =>
    [console, join(folder, 'beside', 'kith.log')].map((path) => readFileSync(path, 'utf8'));
  await expect.poll(() => new Set(written()).size).toBe(1);
  const [one] = written();
  expect(one).toContain('"msg":"Connected"');
  expect(one).not.toContain('sk-very-secret');
  expect(one).not.toContain('Not this');
});

test('a folder that cannot be made is said with what to do', async () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  await expect(
    openRollingFile({ file: join(file, 'kith.log'), megabytes: 1, files: 2 }),
  ).rejects.toMatchObject({
    code: 'store.unavailable',
  });
});
