import { hostname } from 'node:os';

/** Names this process for as long as it lives, e.g. `box:4711`. */
export const thisProcess = (): string => `${hostname()}:${process.pid}`;

/** Whether the process an owner names still runs. One on another host counts as running: we cannot see it. */
export function isProcessAlive(owner: string): boolean {
  const at = owner.lastIndexOf(':');
  const pid = Number(owner.slice(at + 1));
  if (owner.slice(0, at) !== hostname()) return true;
  if (!Number.isInteger(pid) || pid <= 0) return false;
  if (pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
