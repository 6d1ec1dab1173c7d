/** How long the program takes from the command to the prompt: a chat whose input is empty, warm disk. */
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from './support/lab.ts';
import { quantile } from './support/quantile.ts';
import { report } from './support/report.ts';

const ROOT = join(import.meta.dirname, '..');
const STARTS = 5;

const folder = temporaryFolder();

/** Seconds from the command to its end. */
async function chat(input: string, environment: NodeJS.ProcessEnv = {}): Promise<number> {
  const begun = performance.now();
  const child = spawn(process.execPath, [join(ROOT, 'bin', 'kith.mjs'), 'chat', '--as', 'ana'], {
    cwd: ROOT,
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { PATH: process.env.PATH, HOME: folder, KITH_DATA_DIR: join(folder, 'data'), ...environment },
  });
  let said = '';
  child.stderr.on('data', (piece) => {
    said += piece;
  });
  child.stdin.end(input);
  const code = await new Promise((resolve) => child.on('exit', resolve));
  if (code !== 0) throw new Error(`kith chat ended with ${String(code)}: ${said}`);
  return (performance.now() - begun) / 1000;
}

async function middle(input: string, environment?: NodeJS.ProcessEnv): Promise<number> {
  await chat(input, environment);
  const samples: number[] = [];
  for (let start = 0; start < STARTS; start += 1) samples.push(await chat(input, environment));
  return quantile(samples, 0.5);
}

const empty = await middle('');
const answered = await middle('Hola\n');
// A port nobody listens on: what counts is loading what a model needs, not talking to one.
const withModel = await middle('', { OPENAI_BASE_URL: 'http://127.0.0.1:9/v1', OPENAI_MODEL: 'none' });
rmSync(folder, { recursive: true, force: true });

report([
  { id: 'start.empty', what: 'kith chat, empty input', unit: 's', value: empty, target: 2 },
  { id: 'start.answered', what: 'kith chat, one line answered', unit: 's', value: answered, target: 2 },
  { id: 'start.model', what: 'kith chat, empty input, a model set', unit: 's', value: withModel, target: 2 },
]);
