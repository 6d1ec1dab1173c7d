import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findProgram } from './find-program.ts';
import { type OwnServer, ownServer } from './own-server.ts';
import { freePort, tethered } from './tethered.ts';

/** How to get one, for whoever runs the tests without. */
export const redisRemedy = 'install redis-server, or set REDIS_TEST_URL to a Redis that tests may write to';

/** A Redis without persistence on a free port, or undefined where there is no redis-server. */
export async function startRedis(): Promise<OwnServer | undefined> {
  const program = findProgram('redis-server');
  if (program === undefined) return undefined;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'kith-redis-'));
  const start = async () => {
    const { server } = await tethered(
      program,
      ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
      (line) => /Ready to accept connections/i.test(line),
    );
    return server;
  };
  return ownServer(`redis://127.0.0.1:${port}`, start, 'SIGKILL', () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}
