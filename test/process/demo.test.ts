import { spawnSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { expect, test } from 'vitest';
import { scene } from '../../scripts/demo-scene.ts';
import { root } from './kith.ts';

test('the demo plays its scene to the end, and no platform complains', () => {
  const { status, stdout, stderr } = spawnSync(process.execPath, ['scripts/demo.ts', '--fast'], {
    cwd: root,
    encoding: 'utf8',
    timeout: 38_000,
    env: { PATH: process.env.PATH, HOME: tmpdir(), NO_COLOR: '1' },
  });
  expect(stderr).toBe('');
  expect(stdout).toContain('No platform had anything to complain about.');
  expect(stdout).not.toContain('(no answer came)');
  for (const { text, command } of scene) expect(stdout).toContain(text ?? command ?? 'presses');
  expect(status).toBe(0);
}, 40_000);
