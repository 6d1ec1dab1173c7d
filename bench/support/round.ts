import { spawn } from 'node:child_process';
import type { Figure } from './figure.ts';

export interface Round {
  readonly isFine: boolean;
  /** How it ended, for the eye: `exit 1`, `SIGKILL`. */
  readonly ending: string;
  readonly figures: readonly Figure[];
  /** What it printed: the whole result of a measurement that reports no figures. */
  readonly output: string;
  readonly errors: string;
}

/** Far longer than any takes: one that is still there then has left a timer or a socket open, which is a defect. */
const LONGEST_MS = { usual: 600_000, full: 7_200_000 };

/** Runs a measurement once in a fresh process, with the same Node as this one. */
export async function runRound(file: string, args: readonly string[]): Promise<Round> {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  const figures: Figure[] = [];
  let output = '';
  let errors = '';
  child.on('message', (message) => figures.push(...(message as { figures: readonly Figure[] }).figures));
  child.stdout!.on('data', (piece) => {
    output += piece;
  });
  child.stderr!.on('data', (piece) => {
    errors += piece;
  });
  const longestMs = args.includes('--full') ? LONGEST_MS.full : LONGEST_MS.usual;
  const patience = setTimeout(() => {
    errors += `It did not end within ${longestMs / 60_000} minutes.\n`;
    child.kill('SIGKILL');
  }, longestMs);
  // `close` and not `exit`: the last message may come after the process has gone.
  const ending = await new Promise<number | string>((resolve) =>
    child.on('close', (code, signal) => resolve(code ?? signal ?? 'gone')),
  );
  clearTimeout(patience);
  return {
    isFine: ending === 0,
    ending: typeof ending === 'number' ? `exit ${ending}` : ending,
    figures,
    output,
    errors,
  };
}
