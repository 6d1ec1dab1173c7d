// Runs every program of examples/ by itself, offline and with data that is thrown away; fails when one of them does.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '..', 'examples');
/** Longest an example may take, ms: they talk to nobody. */
const LIMIT_MS = 60_000;
/** What must not reach an example: it shall do the same on every machine. */
const OWN = /^(?:KITH_|OPENAI_|EMBEDDING_|MONGODB_|REDIS_|DISCORD_|TELEGRAM_|SLACK_)/;
const quiet = Object.fromEntries(Object.entries(process.env).filter(([name]) => !OWN.test(name)));

let failed = 0;
for (const name of readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .sort()) {
  const directory = mkdtempSync(join(tmpdir(), 'kith-example-'));
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [join(folder, name)], {
    cwd: directory,
    env: { ...quiet, KITH_DATA_DIR: directory, TMPDIR: directory },
    encoding: 'utf8',
    timeout: LIMIT_MS,
  });
  rmSync(directory, { recursive: true, force: true });
  if (status === 0) {
    console.log(`ok ${name}`);
    continue;
  }
  failed++;
  console.log(`FAIL ${name} (${signal ?? `exit ${status}`})\n${stdout}${stderr}`);
}
process.exitCode = failed === 0 ? 0 : 1;
