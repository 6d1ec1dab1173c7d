import type { IncomingMessage, Server } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import { blankUnread, intents, isHeard } from './intents.ts';
import { textOf } from './text.ts';
import type { Bag } from './types.ts';
import { guildCreateJson, memberJson, userJson } from './wire.ts';
import type { World } from './world.ts';

export interface GatewayOptions {
  /** Token of the bot; changes when it is revoked. */
  readonly token: () => string;
  readonly heartbeatMs: number;
  /** Privileged intents the application was not granted: asking for them is closed with 4014. */
  readonly refusedIntents: readonly (keyof typeof intents)[];
  /** What is told of an event; nothing: it is not told. Default: all of it. */
  readonly shape: (event: string, data: Bag) => Bag | undefined;
}

export interface Gateway {
  /** Tells a dispatch event to every session that hears it. */
  emit(event: string, data: Bag): void;
  /** Whether a client is connected and was told everything. */
  isReady(): boolean;
  /** The last event told on purpose of a person, once more. */
  repeat(): void;
  /** Marks the next events as a person's doing, so that `repeat` repeats the last of them. */
  asPerson<T>(act: () => T): T;
  /** Sends a payload as it is to the clients that are connected. */
  sendRaw(payload: Bag): void;
  /** Cuts the connection, or closes it with a code. */
  drop(code?: number): void;
  /** Forgets the session, then tells the client (`d: false`) or breaks off. */
  invalidate(isResumable?: boolean): void;
  /** Stops acknowledging heartbeats until the client comes back. */
  ignoreHeartbeats(): void;
  readonly counts: { identified: number; resumed: number; heartbeats: number };
  stop(): void;
}

interface Session {
  readonly id: string;
  readonly intents: number;
  sequence: number;
  readonly sent: Bag[];
  socket: WebSocket | undefined;
}

interface Line {
  readonly socket: WebSocket;
  mayResume: boolean;
  session: Session | undefined;
  isDeaf: boolean;
  sends: number;
  timer?: NodeJS.Timeout;
}

/** The gateway of a local Discord: version 10, JSON, one shard. */
export function createDiscordGateway(world: World, server: Server, options: GatewayOptions): Gateway {
  const sessions = new Map<string, Session>();
  const lines = new Set<Line>();
  const counts = { identified: 0, resumed: 0, heartbeats: 0 };
  const sockets = new WebSocketServer({ noServer: true });
  let lastOfPerson: readonly [string, Bag] | undefined;
  let isPersonActing = false;

  server.on('upgrade', (request: IncomingMessage, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (open) => welcome(open, request));
  });

  function welcome(socket: WebSocket, request: IncomingMessage): void {
    const url = new URL(request.url ?? '/', 'ws://local');
    const line: Line = {
      socket,
      session: undefined,
      mayResume: url.pathname === '/resume',
      isDeaf: false,
      sends: 0,
    };
    if (url.searchParams.get('v') !== '10' || url.searchParams.get('encoding') !== 'json')
      fault(line, 4012, `gateway ${url.search} is not v=10&encoding=json`);
    lines.add(line);
    socket.on('message', (data: Buffer) => hear(line, data.toString()));
    socket.on('error', () => {});
    socket.on('close', () => {
      clearTimeout(line.timer);
      lines.delete(line);
      leave(line);
    });
    socket.send(JSON.stringify({ op: 10, d: { heartbeat_interval: options.heartbeatMs }, s: null, t: null }));
    awaitHeartbeat(line);
  }

  function leave(line: Line): void {
    if (line.session?.socket === line.socket) line.session.socket = undefined;
    line.session = undefined;
  }

  function awaitHeartbeat(line: Line): void {
    clearTimeout(line.timer);
    // Half an interval of mercy: a busy machine is not a silent client.
    line.timer = setTimeout(
      () => fault(line, 4009, 'a heartbeat was missed'),
      options.heartbeatMs * 1.5 + 250,
    );
    line.timer.unref();
  }

  function fault(line: Line, code: number, text: string): void {
    if (line.socket.readyState !== line.socket.OPEN) return;
    world.violations.push(`gateway: ${text}`);
    line.socket.close(code, text);
  }

  function hear(line: Line, text: string) {
    line.sends += 1;
    if (line.sends > 120) return fault(line, 4008, 'more than 120 payloads a minute');
    if (text.length > 4096) return fault(line, 4002, 'a payload of more than 4096 bytes');
    let payload: Bag;
    try {
      payload = JSON.parse(text) as Bag;
    } catch {
      return fault(line, 4002, 'a payload is not JSON');
    }
    const d = (payload.d ?? {}) as Bag;
    if (payload.op === 1) return heartbeat(line, payload.d);
    if (payload.op === 2) return identify(line, d);
    if (payload.op === 6) return resume(line, d);
    if (line.session === undefined)
      return fault(line, 4003, `opcode ${String(payload.op)} before identifying`);
    if (payload.op === 8) return tellMembers(line.session, d);
    if (payload.op !== 3 && payload.op !== 4) fault(line, 4001, `opcode ${String(payload.op)} is not known`);
  }

  function heartbeat(line: Line, sequence: unknown) {
    counts.heartbeats += 1;
    line.sends = 0;
    if (sequence !== null && typeof sequence !== 'number')
      fault(line, 4002, 'a heartbeat without a sequence');
    awaitHeartbeat(line);
    if (!line.isDeaf) line.socket.send(JSON.stringify({ op: 11, d: null, s: null, t: null }));
  }

  function identify(line: Line, d: Bag) {
    if (line.session !== undefined) return fault(line, 4005, 'identified twice');
    if (d.token !== options.token()) return line.socket.close(4004, 'Authentication failed.');
    const asked = Number(d.intents);
    if (!Number.isInteger(asked) || asked < 0 || asked >= 1 << 26)
      return fault(line, 4013, 'invalid intents');
    const properties = d.properties as Bag | undefined;
    if (properties?.os === undefined) return fault(line, 4002, 'identify has no properties');
    const refused = options.refusedIntents.find((name) => (asked & intents[name]) !== 0);
    if (refused !== undefined) return line.socket.close(4014, 'Disallowed intent(s).');
    const session: Session = {
      id: world.nextId(),
      intents: asked,
      sequence: 0,
      sent: [],
      socket: line.socket,
    };
    sessions.set(session.id, session);
    line.session = session;
    counts.identified += 1;
    const { port } = server.address() as { port: number };
    const guilds = [...world.guilds.values()].filter(({ members }) => members.has(world.bot.id));
    tell(session, 'READY', {
      v: 10,
      user: { ...userJson(world.bot), mfa_enabled: false, verified: true, email: null, flags: 0 },
      guilds: guilds.map(({ id }) => ({ id, unavailable: true })),
      session_id: session.id,
      session_type: 'normal',
      resume_gateway_url: `ws://127.0.0.1:${port}/resume`,
      private_channels: [],
      shard: d.shard ?? [0, 1],
      application: { id: world.applicationId, flags: 1 << 23 },
    });
    if ((asked & intents.Guilds) !== 0)
      for (const guild of guilds) tell(session, 'GUILD_CREATE', guildCreateJson(world, guild));
  }

  function resume(line: Line, d: Bag) {
    if (line.session !== undefined) return fault(line, 4005, 'resumed twice');
    if (d.token !== options.token()) return line.socket.close(4004, 'Authentication failed.');
    if (!line.mayResume) world.violations.push('gateway: resumed elsewhere than at resume_gateway_url');
    const session = sessions.get(String(d.session_id));
    if (session === undefined) return line.socket.send(JSON.stringify({ op: 9, d: false, s: null, t: null }));
    const seen = Number(d.seq);
    if (!(seen >= 0 && seen <= session.sequence))
      return fault(line, 4007, `resumed at invalid sequence ${String(d.seq)}`);
    line.session = session;
    session.socket?.terminate();
    session.socket = line.socket;
    for (const payload of session.sent.filter(({ s }) => Number(s) > seen))
      line.socket.send(JSON.stringify(payload));
    counts.resumed += 1;
    tell(session, 'RESUMED', {});
  }

  function tell(session: Session, event: string, data: Bag): void {
    const told = options.shape(event, data);
    if (told === undefined) return;
    session.sequence += 1;
    const payload = { op: 0, t: event, s: session.sequence, d: told };
    session.sent.push(payload);
    session.socket?.send(JSON.stringify(payload));
  }

  function tellMembers(session: Session, d: Bag) {
    const guild = world.guilds.get(String(d.guild_id));
    if (guild === undefined) return;
    const wanted = d.user_ids === undefined ? undefined : new Set([d.user_ids].flat());
    const users = [...guild.members.keys()].flatMap((id) => world.users.get(id) ?? []);
    const query = textOf(d.query).toLowerCase();
    const found = users.filter(({ id, name }) => wanted?.has(id) ?? name.toLowerCase().startsWith(query));
    const members = found.map((user) => memberJson(guild, user));
    const chunk = {
      guild_id: guild.id,
      members,
      chunk_index: 0,
      chunk_count: 1,
      not_found: [],
      nonce: d.nonce,
    };
    tell(session, 'GUILD_MEMBERS_CHUNK', chunk);
  }

  function emit(event: string, data: Bag): void {
    if (isPersonActing) lastOfPerson = [event, data];
    for (const session of sessions.values())
      if (isHeard(world, session.intents, event, data))
        tell(session, event, blankUnread(world, session.intents, event, data));
  }

  return {
    emit,
    isReady: () => [...sessions.values()].some(({ socket }) => socket?.readyState === 1),
    repeat: () => {
      if (lastOfPerson !== undefined) emit(...lastOfPerson);
    },
    asPerson: (act) => {
      isPersonActing = true;
      try {
        return act();
      } finally {
        isPersonActing = false;
      }
    },
    sendRaw: (payload) => {
      for (const { socket } of lines) socket.send(JSON.stringify(payload));
    },
    drop: (code) => {
      for (const line of lines) {
        leave(line);
        if (code === undefined) line.socket.terminate();
        else line.socket.close(code);
      }
    },
    invalidate: (isResumable = false) => {
      if (!isResumable) sessions.clear();
      for (const line of lines) {
        leave(line);
        // Told that it may, a client resumes on the line it has.
        line.mayResume = isResumable;
        line.socket.send(JSON.stringify({ op: 9, d: isResumable, s: null, t: null }));
      }
    },
    ignoreHeartbeats: () => {
      for (const line of lines) line.isDeaf = true;
    },
    counts,
    stop: () => {
      for (const line of lines) {
        clearTimeout(line.timer);
        line.socket.terminate();
      }
      sockets.close();
    },
  };
}
