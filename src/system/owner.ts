import { readFileSync } from 'node:fs';
import { hostname } from 'node:os';

/** Names one run of the program, e.g. `box:4711:1c9f3a02`; `run` is unique, because process numbers come again. */
export const thisProcess = (run: string): string => `${hostname()}:${process.pid}:${run}`;

/**
 * Whether the process an owner names still runs. One on another host counts as running: we cannot see it. Our own
 * number under another name was an earlier run's, as it always is in a container.
 */
export function isProcessAlive(owner: string): boolean {
  const [, host, number] = /^(.*):(\d+):[^:]*$/.exec(owner) ?? [];
  const pid = Number(number);
  if (host === undefined || !Number.isSafeInteger(pid) || pid <= 0) return false;
  if (host !== hostname()) return true;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Ended, but kept in the table by a parent that does not ask: what a killed process becomes in many a container. */
function isZombie(pid: number): boolean {
  try {
    // Field 3 of proc(5); the name before it may hold anything, parentheses too.
    return /\) [ZX] [^)]*$/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}
