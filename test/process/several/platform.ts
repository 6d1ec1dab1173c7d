import { createServer, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Incoming } from '../../../src/core/message.ts';

/** What a process says to the platform, a line of JSON each. */
export type Said =
  | { readonly op: 'listen'; readonly pid: number }
  | { readonly op: 'taken'; readonly eventId: string }
  | {
      readonly op: 'send';
      readonly call: number;
      readonly key: string;
      readonly place: string;
      readonly text: string;
      readonly isRepeat: boolean;
    };

/** What the platform says to a process. */
export type Told =
  | { readonly op: 'event'; readonly event: Incoming }
  | { readonly op: 'sent'; readonly call: number; readonly platformId: string };

/** A page that stands on the platform. */
export interface Post {
  readonly key: string;
  readonly place: string;
  readonly text: string;
  readonly isRepeat: boolean;
  /** The process that posted it. */
  readonly pid: number;
  /** When it was posted, ms since the platform was opened. */
  readonly at: number;
}

export interface Platform {
  readonly port: number;
  /** Everything that was ever posted, in order. */
  readonly posts: readonly Post[];
  /** Events brought more than once. */
  redelivered(): number;
  listeners(): number;
  /** Somebody says something: brought behind what they said before, when that has been taken. */
  say(event: Incoming): void;
  stop(): Promise<void>;
}

interface Line {
  readonly queue: Incoming[];
  /** With whom the first of them is. */
  with?: Socket;
}

/**
 * A platform that brings each event to one of the processes that listen, in the order of its place, until it was taken;
 * what was with a process that is gone is brought to another. A page that is sent again can be asked for by its key.
 */
export async function openPlatform(): Promise<Platform> {
  const begun = performance.now();
  const posts: Post[] = [];
  const byKey = new Map<string, number>();
  const lines = new Map<string, Line>();
  const listening: Socket[] = [];
  const pids = new Map<Socket, number>();
  const brought = new Set<string>();
  const sockets = new Set<Socket>();
  let next = 0;
  let again = 0;

  const tell = (socket: Socket, told: Told) => socket.write(`${JSON.stringify(told)}\n`);

  function bring(line: Line): void {
    const [event] = line.queue;
    if (event === undefined || line.with !== undefined || listening.length === 0) return;
    const socket = listening[next++ % listening.length]!;
    if (brought.has(event.eventId)) again += 1;
    brought.add(event.eventId);
    line.with = socket;
    tell(socket, { op: 'event', event });
  }

  function hear(socket: Socket, said: Said): void {
    if (said.op === 'listen') {
      listening.push(socket);
      pids.set(socket, said.pid);
      for (const line of lines.values()) bring(line);
    } else if (said.op === 'taken') {
      for (const line of lines.values()) {
        if (line.queue[0]?.eventId !== said.eventId) continue;
        line.queue.shift();
        delete line.with;
        bring(line);
      }
    } else {
      const { key, place, text, call, isRepeat } = said;
      const known = isRepeat ? byKey.get(key) : undefined;
      if (known === undefined) {
        byKey.set(key, posts.length);
        const pid = pids.get(socket) ?? 0;
        posts.push({ key, place, text, isRepeat, pid, at: performance.now() - begun });
      }
      tell(socket, { op: 'sent', call, platformId: `script:${known ?? posts.length - 1}` });
    }
  }

  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    const reader = createInterface({ input: socket });
    reader.on('error', () => {});
    reader.on('line', (line) => {
      // A process that is killed may leave half a line.
      if (line.endsWith('}')) hear(socket, JSON.parse(line) as Said);
    });
    socket.on('close', () => {
      sockets.delete(socket);
      const at = listening.indexOf(socket);
      if (at >= 0) listening.splice(at, 1);
      for (const line of lines.values()) {
        if (line.with !== socket) continue;
        delete line.with;
        bring(line);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    posts,
    redelivered: () => again,
    listeners: () => listening.length,
    say(event) {
      const line = lines.get(event.place.id) ?? { queue: [] };
      lines.set(event.place.id, line);
      line.queue.push(event);
      bring(line);
    },
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
