import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';

/** A server process that ends with the process that started it, however that one ends. */
export interface Tethered {
  /** Of the server itself. */
  readonly pid: number;
  /** Waits until it is gone. */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void>;
}

/** Longest a server may take until it is ready, ms. */
const patience = 60_000;

/**
 * Starts `command` and waits for the line that `isReady`. A shell stands between: it kills the server as soon as our end
 * of its standard input is closed, which happens also when we are killed.
 * @returns the process and the line.
 */
export async function tethered(
  command: string,
  args: readonly string[],
  isReady: (line: string) => boolean,
): Promise<{ readonly server: Tethered; readonly line: string }> {
  const shell = spawn(
    'sh',
    [
      '-c',
      '"$@" 2>&1 & echo "pid $!"; cat >/dev/null; kill -9 $! 2>/dev/null; wait $!',
      'sh',
      command,
      ...args,
    ],
    { stdio: ['pipe', 'pipe', 'ignore'] },
  );
  const ended = once(shell, 'exit');
  const said: string[] = [];
  let pid = 0;
  const overdue = new AbortController();
  setTimeout(patience, undefined, { signal: overdue.signal }).then(
    () => shell.kill('SIGKILL'),
    () => undefined,
  );
  try {
    for await (const line of createInterface({ input: shell.stdout })) {
      if (pid === 0) pid = Number(line.slice('pid '.length));
      else said.push(line);
      if (pid !== 0 && !isRunning(pid)) break;
      if (said.length === 0 || !isReady(line)) continue;
      // Nobody reads what it says from now on, and a full pipe would stop it.
      shell.stdout.resume();
      return { server: { pid, end: (signal) => end(shell, pid, ended, signal) }, line };
    }
  } finally {
    overdue.abort();
  }
  shell.stdin.end();
  throw new Error(`${command} did not start: ${said.slice(-5).join(' | ')}`);
}

/** A port nobody listens on at the moment, for servers that cannot choose one themselves. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('There is no free port.');
  return address.port;
}

const end = async (
  shell: ChildProcess,
  pid: number,
  ended: Promise<unknown>,
  signal: NodeJS.Signals,
): Promise<void> => {
  // One that was stopped hears nothing before it goes on.
  if (send(pid, signal)) send(pid, 'SIGCONT');
  const deadline = Date.now() + patience;
  while (signal === 'SIGTERM' && isRunning(pid) && Date.now() < deadline) await setTimeout(5);
  shell.stdin?.end();
  await ended;
};

const isRunning = (pid: number): boolean => send(pid, 0);

/** False: there is no such process any more. */
const send = (pid: number, signal: NodeJS.Signals | 0): boolean => {
  try {
    return process.kill(pid, signal);
  } catch {
    return false;
  }
};
