/**
 * Copies of everything: backup, restore, and the move to MongoDB and back, each as the command people run, with the most
 * memory it took. With --full a million messages of 10,000 people. MONGODB_TEST_URI names the server; without one a
 * server of the tests is started, where that can be had, or the moves are left out, as they are when it is empty.
 */
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadPersonas } from '../src/store/persona-files.ts';
import { openSqliteStore } from '../src/store/sqlite/sqlite-store.ts';
import { benchMongo } from './support/bench-mongo.ts';
import type { Figure } from './support/figure.ts';
import { temporaryFolder } from './support/lab.ts';
import { report } from './support/report.ts';
import { seedHistory } from './support/seed-history.ts';

const ROOT = join(import.meta.dirname, '..');
const PEOPLE = process.argv.includes('--full') ? 10_000 : 200;
const MESSAGES = 100;
/** Most memory any of them may take, MiB: none holds a store in memory. */
const MEMORY = 400;

const folder = temporaryFolder();
const file = join(folder, 'kith.sqlite');
const { personas } = await loadPersonas(join(ROOT, 'personalities'));
const store = await openSqliteStore({ path: file });
await seedHistory({
  store,
  file,
  persona: personas[0]!,
  histories: Array.from({ length: PEOPLE }, (_, index) => ({ account: `p-${index}`, messages: MESSAGES })),
  seed: 6,
  at: Date.UTC(2026, 0, 5, 10),
});
await store.close();

const figures: Figure[] = [];
const backup = join(folder, 'all.backup');
const other = join(folder, 'other');
mkdirSync(other);
await measure('backup', ['backup', backup], folder);
await measure('backup, encrypted', ['backup', backup], folder, { KITH_SECRET_KEY: 'ab'.repeat(32) });
await measure('restore', ['restore', backup], other, { KITH_SECRET_KEY: 'ab'.repeat(32) });

const { uri, stop } = await benchMongo();
if (uri !== '') {
  const server = { MONGODB_URI: uri, KITH_MONGO_DATABASE: `kith-bench-${process.pid}` };
  await measure('to MongoDB', ['migrate', '--from', 'sqlite', '--to', 'mongodb'], folder, server);
  await measure(
    'back to SQLite',
    ['migrate', '--from', 'mongodb', '--to', 'sqlite', '--yes'],
    folder,
    server,
  );
}
await stop();
rmSync(folder, { recursive: true });
report(figures);

async function measure(
  what: string,
  args: readonly string[],
  dataDir: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<void> {
  const began = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'src', 'main.ts'), ...args], {
    cwd: ROOT,
    env: { PATH: process.env.PATH, KITH_DATA_DIR: dataDir, ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  let most = 0;
  const look = setInterval(() => {
    most = Math.max(most, peakOf(child.pid ?? 0));
  }, 50);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(look);
  if (code !== 0) throw new Error(`${what} ended with ${String(code)}`);
  const id = `moving.${what.replaceAll(/\W+/g, '-')}.${PEOPLE}`;
  const size = `${(PEOPLE * MESSAGES).toLocaleString('en')} messages of ${PEOPLE.toLocaleString('en')} people`;
  figures.push(
    { id, what: `${what}: ${size}`, unit: 's', value: (performance.now() - began) / 1000 },
    { id: `${id}.memory`, what: `${what}: most memory`, unit: 'MiB', value: most, target: MEMORY },
  );
}

/** The most memory a process ever had, MiB; 0 where the system does not say. */
function peakOf(pid: number): number {
  try {
    return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}
