import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { makeDataFolder } from '../../src/system/folder.ts';
import { createLog } from '../../src/system/log.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-folder-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a folder of data is made with those above it, for its user only', () => {
  const path = join(folder, 'a', 'b');
  makeDataFolder(path);
  makeDataFolder(path);
  expect(statSync(path).mode & 0o777).toBe(0o700);
});

test('where it cannot be, one line says why and what to set', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below'), '/proc/kith/data']) {
    for (const attempt of [
      () => makeDataFolder(path),
      () => createLog({ level: 'info', file: join(path, 'kith.log') }),
    ]) {
      expect(attempt).toThrow(
        expect.objectContaining({
          code: 'store.unavailable',
          message: expect.stringMatching(/^The data folder .+ cannot be used: .+ Set KITH_DATA_DIR to .+\.$/),
        }),
      );
    }
  }
});

test('a log whose disk is full drops events and harms nobody', () => {
  const log = createLog({ level: 'info', file: '/dev/full' });
  for (let index = 0; index < 100; index++) log.info('Something happened', { index });
});

test('a secret in the fields is not written', () => {
  const file = join(folder, 'secrets.log');
  const log = createLog({ level: 'info', file });
  log.info('Connected', { apiKey: 'sk-1', model: { token: 'sk-2' } });
  const written = readFileSync(file, 'utf8');
  expect(written).toContain('Connected');
  expect(written).not.toContain('sk-');
});
