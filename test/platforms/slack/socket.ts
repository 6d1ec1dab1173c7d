import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { type Delivery, type LineOptions, nameOf, RETRIES, type SlackLine } from './line.ts';
import type { Json } from './world.ts';

export interface SlackSocket extends SlackLine {
  /** Path and query of a new connection, good once. */
  ticket(): string;
  /** Tells the client on one socket to leave, as Slack does before it recycles it. */
  askToLeave(reason: 'warning' | 'refresh_requested' | 'link_disabled'): void;
  /** Sockets open now, and how many there ever were. */
  readonly sockets: { open(): number; ever(): number };
}

interface Pending {
  readonly delivery: Delivery;
  readonly socket: WebSocket;
  readonly retry: number;
  readonly at: number;
  readonly timer: NodeJS.Timeout;
  readonly settle: (payload: Json | undefined) => void;
}

interface Waiting {
  readonly delivery: Delivery;
  readonly retry: number;
  readonly settle: (payload: Json | undefined) => void;
}

const FAREWELL_MS = 200;
/** An acknowledgement younger than this may still be on its way. */
const PROMPT_MS = 500;

/** Socket Mode: envelopes to one of the app's sockets, each acknowledged once and in time. */
export function createSlackSocket(server: Server, appId: string, options: LineOptions): SlackSocket {
  const { ackMs, retryMs, violation } = options;
  const upgrades = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const sockets: WebSocket[] = [];
  const pending = new Map<string, Pending>();
  /** Envelopes that are over, and how. */
  const over = new Map<string, 'acknowledged' | 'late' | 'lost'>();
  const queue: Waiting[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let lost = 0;
  let ever = 0;
  let turn = 0;
  let isStopped = false;

  server.on('upgrade', (request, stream: Duplex, head) => {
    const url = new URL(request.url ?? '', 'http://slack');
    if (!tickets.delete(url.searchParams.get('ticket') ?? '')) {
      violation(`socket: ${url.pathname} was opened without a fresh ticket`);
      return stream.end('HTTP/1.1 400 Bad Request\r\n\r\n');
    }
    return upgrades.handleUpgrade(request, stream, head, welcome);
  });

  function welcome(socket: WebSocket): void {
    sockets.push(socket);
    ever += 1;
    if (sockets.length > 10) violation('socket: more than ten sockets of one app');
    socket.on('message', (data: Buffer) => hear(data.toString()));
    socket.on('close', () => leave(socket));
    socket.on('error', () => socket.terminate());
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: sockets.length,
        debug_info: { host: 'applink-1', build_number: 1, approximate_connection_time: 18_060 },
        connection_info: { app_id: appId },
      }),
    );
    for (const one of queue.splice(0)) transmit(one);
  }

  /** What a lost socket did not acknowledge comes again on another. */
  function leave(socket: WebSocket): void {
    sockets.splice(sockets.indexOf(socket), 1);
    for (const [id, one] of [...pending].filter(([, entry]) => entry.socket === socket)) {
      clearTimeout(one.timer);
      pending.delete(id);
      over.set(id, 'lost');
      if (one.delivery.kind === 'events_api' && !isStopped) again(one);
      else one.settle(undefined);
    }
  }

  function hear(text: string): void {
    const { envelope_id: id, payload } = JSON.parse(text) as { envelope_id?: string; payload?: Json };
    const one = pending.get(id ?? '');
    if (id === undefined) violation('socket: a message without an envelope_id');
    else if (one === undefined) unexpected(id);
    else {
      clearTimeout(one.timer);
      pending.delete(id);
      over.set(id, 'acknowledged');
      const isLost = lost > 0 && one.delivery.kind === 'events_api';
      if (isLost) lost -= 1;
      if (isLost) again(one);
      else one.settle(payload ?? {});
    }
  }

  /** One that was lost with its socket, or came too late, was counted when that happened. */
  function unexpected(id: string): void {
    const end = over.get(id);
    if (end === 'acknowledged') violation(`socket: envelope ${id} was acknowledged twice`);
    if (end === undefined) violation(`socket: no envelope ${id} was sent`);
  }

  function again({ delivery, retry, settle }: Waiting): void {
    if (retry >= RETRIES) {
      settle(undefined);
      return;
    }
    const timer = setTimeout(() => {
      timers.delete(timer);
      transmit({ delivery, retry: retry + 1, settle });
    }, retryMs);
    timers.add(timer);
  }

  function transmit(one: Waiting): void {
    const { delivery, retry, settle } = one;
    const usable = sockets.filter(({ readyState, OPEN }) => readyState === OPEN);
    turn += 1;
    const socket = usable[turn % Math.max(usable.length, 1)];
    if (socket === undefined) {
      if (delivery.kind === 'events_api') queue.push(one);
      else settle(undefined);
      return;
    }
    const id = randomUUID();
    const timer = setTimeout(() => {
      pending.delete(id);
      over.set(id, 'late');
      violation(`socket: ${nameOf(delivery)} was not acknowledged within ${ackMs / 1000} s`);
      if (delivery.kind === 'events_api') again(one);
      else settle(undefined);
    }, ackMs);
    pending.set(id, { ...one, socket, timer, at: Date.now() });
    const isEvent = delivery.kind === 'events_api';
    socket.send(
      JSON.stringify({
        envelope_id: id,
        type: delivery.kind,
        payload: delivery.payload,
        accepts_response_payload: delivery.takesPayload,
        ...(isEvent ? { retry_attempt: retry, retry_reason: retry > 0 ? 'timeout' : '' } : {}),
      }),
    );
  }

  const pings = setInterval(() => {
    for (const socket of sockets) socket.ping();
  }, 5000).unref();

  return {
    send: (delivery, retry = 0) => new Promise((resolve) => transmit({ delivery, retry, settle: resolve })),
    ready: (ms) =>
      until(() => sockets.some(({ readyState, OPEN }) => readyState === OPEN), ms, 'no socket was opened'),
    cut: () => {
      for (const socket of sockets) socket.terminate();
    },
    pending: () =>
      [...[...pending.values()].filter(({ at }) => Date.now() - at > PROMPT_MS), ...queue].map(
        ({ delivery }) => nameOf(delivery),
      ),
    loseAcks: (count) => {
      lost += count;
    },
    ticket() {
      const ticket = randomUUID();
      tickets.add(ticket);
      return `/link/?ticket=${ticket}&app_id=${appId}`;
    },
    askToLeave: (reason) =>
      sockets[0]?.send(JSON.stringify({ type: 'disconnect', reason, debug_info: { host: 'applink-1' } })),
    sockets: { open: () => sockets.length, ever: () => ever },
    async stop() {
      isStopped = true;
      clearInterval(pings);
      for (const timer of timers) clearTimeout(timer);
      for (const { timer } of pending.values()) clearTimeout(timer);
      // A client that is leaving right now may finish its goodbye.
      for (const socket of sockets) socket.close(1001);
      await until(() => sockets.length === 0, FAREWELL_MS, 'a client did not leave').catch(() => undefined);
      for (const socket of sockets) socket.terminate();
      upgrades.close();
    },
  };
}

/** Waits for a condition; rejects when `ms` are over. */
export async function until(condition: () => boolean, ms: number, complaint: string): Promise<void> {
  const end = Date.now() + ms;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`${complaint} within ${ms} ms`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
