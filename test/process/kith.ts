import { type ChildProcessByStdio, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

export const root = resolve(import.meta.dirname, '../..');

export interface RunOptions {
  readonly args: readonly string[];
  /** Whole environment beside PATH and HOME: nothing of the machine's own leaks in. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Written to standard input, which then ends; absent: it stays open. */
  readonly input?: string | Buffer;
  /** Node that runs the launcher; default: the one that runs this. */
  readonly node?: string;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Running {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** Whole lines of standard output so far. */
  readonly lines: readonly string[];
  errors(): string;
  say(line: string): void;
  /** Resolves when that many lines are there, or nothing more will come. */
  heard(count: number): Promise<void>;
  kill(signal: NodeJS.Signals, whom?: 'launcher' | 'group'): void;
  /** Everybody who held our pipes is gone, children of the launcher included. */
  readonly closed: Promise<Exit>;
}

/** Runs `bin/kith.mjs` in a process group of its own. */
export function kith({ args, environment = {}, input, node = process.execPath }: RunOptions): Running {
  const child = spawn(node, [join(root, 'bin/kith.mjs'), ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: tmpdir(), NO_COLOR: '1', ...environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
  });
  const lines: string[] = [];
  const waiting = new Set<() => void>();
  let errors = '';
  let isOver = false;
  createInterface({ input: child.stdout })
    .on('line', (line) => {
      lines.push(line);
      for (const look of waiting) look();
    })
    .on('close', () => {
      isOver = true;
      for (const look of waiting) look();
    });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  // A program that is killed does not read to the end.
  child.stdin.on('error', () => {});
  if (input !== undefined) child.stdin.end(input);
  const closed = once(child, 'close').then(([code, signal]): Exit => ({ code, signal }));
  return {
    child,
    lines,
    errors: () => errors,
    say: (line) => void child.stdin.write(`${line}\n`),
    heard: (count) =>
      new Promise((done) => {
        const look = () => {
          if (lines.length < count && !isOver) return;
          waiting.delete(look);
          done();
        };
        waiting.add(look);
        look();
      }),
    kill(signal, whom = 'launcher') {
      try {
        process.kill(whom === 'group' ? -child.pid! : child.pid!, signal);
      } catch {
        // It has ended by itself in the meantime.
      }
    },
    closed,
  };
}

/** A folder nobody else uses. */
export const freshFolder = (): string => mkdtempSync(join(tmpdir(), 'kith-process-'));

/** What a chat of an account needs besides its lines. */
export const chatting = (
  directory: string,
  account = 'ana',
  more: Readonly<Record<string, string>> = {},
) => ({
  args: ['chat', '--persona', 'alicia', '--as', account],
  environment: { KITH_DATA_DIR: directory, ...more },
});

/** A Node older than Kith needs, where the machine has one: the launcher starts a newer one then. */
export function oldNode(): string | undefined {
  for (const path of ['/usr/bin/node', '/usr/local/bin/node']) {
    try {
      const version = execFileSync(path, ['--version'], { encoding: 'utf8' });
      if (Number(version.slice(1).split('.')[0]) < 24) return path;
    } catch {
      // Not there.
    }
  }
  return undefined;
}

/** Uniform in [0, 1), the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
