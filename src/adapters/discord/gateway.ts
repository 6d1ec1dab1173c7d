import { KithError } from '../../core/errors.ts';
import type { ChannelHealth } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Random } from '../../core/ports/random.ts';
import type { Packet } from './packet.ts';
import { refusal } from './rest.ts';

/** One client of the SDK: it beats, resumes and identifies by itself. */
export interface Session {
  /** Resolves when the gateway took us; rejects when it cannot be reached or will not. */
  login(): Promise<void>;
  destroy(): Promise<void>;
}

export interface SessionEvents {
  readonly withContent: boolean;
  packet(packet: Packet): void;
  /** The connection broke; the SDK is about to make another. */
  lost(): void;
  /** Closed for good, with Discord's code. */
  closed(code: number): void;
  /** Awaited before every connection. */
  beforeConnect(): Promise<void>;
}

export interface GatewayOptions {
  readonly messageContent: 'auto' | 'on' | 'off';
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  readonly createSession: (events: SessionEvents) => Session;
  readonly onPacket: (packet: Packet) => void;
  /** Whether everything announced at the start has come. */
  readonly isComplete: () => boolean;
  /** Called whenever a new session is up. */
  readonly onReady: () => void;
}

/** The connection events come by, and how it is doing. */
export interface Gateway {
  /** Resolves when the first attempt is over. @throws KithError `channel.refused` */
  start(): Promise<void>;
  stop(): Promise<void>;
  health(): ChannelHealth;
  /** Discord said that the token does not work. */
  refuse(error: KithError): void;
}

/** Close codes after which trying again is no use. */
const WRONG_TOKEN = 4004;
const DISALLOWED_INTENTS = 4014;
/** A server with an outage is announced and does not come: nobody waits for it longer, ms. */
const COMPLETE_MS = 2_000;
/** How long Discord may take to close the connection with us, ms. */
const GOODBYE_MS = 1_000;

const WITHOUT_CONTENT =
  'The Message Content intent is off: Kith reads direct messages, mentions and commands. For names, replies and threads turn it on under Bot in the Developer Portal and start again.';

export function createGateway(options: GatewayOptions): Gateway {
  const { clock, random, log, retryBaseMs, retryMaxMs } = options;
  let health: ChannelHealth = { state: 'connecting', since: clock.now() };
  let session: Session | undefined;
  let withContent = options.messageContent !== 'off';
  let isStopped = false;
  /** Connections lost in a row since the last one that worked. */
  let failures = 0;
  let closeCode: number | undefined;
  let isLoggedIn = false;
  /** A new session came up and not yet everything it announced. */
  let isFilling = false;
  let refused: KithError | undefined;
  const stopping = new AbortController();
  let firstIsOver: () => void = () => {};
  const first = new Promise<void>((resolve) => {
    firstIsOver = resolve;
  });

  function become(state: ChannelHealth['state'], says?: string): void {
    if (health.state === state && health.says === says) return;
    health = { state, since: clock.now(), ...(says === undefined ? {} : { says }) };
  }

  function refuse(error: KithError): void {
    if (refused !== undefined || isStopped) return;
    refused = error;
    become('refused', error.message);
    log.error('Discord refused the bot', { says: error.message });
    firstIsOver();
    void session?.destroy().catch(() => {});
  }

  function settle(): void {
    if (refused !== undefined || isStopped) return;
    const isNew = isFilling;
    isFilling = false;
    failures = 0;
    become('ready', withContent ? undefined : WITHOUT_CONTENT);
    log.info(isNew ? 'Discord is connected' : 'Discord is connected again', { content: withContent });
    firstIsOver();
    if (isNew) options.onReady();
  }

  function look({ t }: Packet): void {
    if (t === 'RESUMED') settle();
    if (t === 'READY') {
      isFilling = true;
      clock
        .sleep(COMPLETE_MS, stopping.signal)
        .then(() => (isFilling ? settle() : undefined))
        .catch(() => {});
    }
    if (isFilling && options.isComplete()) settle();
  }

  const backoff = () =>
    clock.sleep(
      Math.min(retryMaxMs, retryBaseMs * 2 ** Math.min(failures - 1, 20)) * (0.5 + random.next() / 2),
      stopping.signal,
    );

  function create(): Session {
    return options.createSession({
      withContent,
      packet(packet) {
        if (isStopped || refused !== undefined) return;
        options.onPacket(packet);
        look(packet);
      },
      lost() {
        if (isStopped || refused !== undefined) return;
        failures++;
        become('connecting', 'The connection to Discord broke; trying again.');
        firstIsOver();
      },
      closed(code) {
        closeCode = code;
        const error = refusalOf(code, withContent);
        const willRetry = code === DISALLOWED_INTENTS && options.messageContent === 'auto' && withContent;
        if (error !== undefined && !willRetry) refuse(error);
        else if (isLoggedIn) void again();
      },
      async beforeConnect() {
        if (isStopped || refused !== undefined) return new Promise(() => {});
        // The SDK itself would try twice a second for ever.
        if (failures > 1) await backoff().catch(() => new Promise(() => {}));
      },
    });
  }

  async function connect(): Promise<void> {
    while (!isStopped && refused === undefined) {
      closeCode = undefined;
      session = create();
      try {
        await session.login();
        isLoggedIn = true;
        return;
      } catch (error) {
        await session.destroy().catch(() => {});
        if (isStopped || refused !== undefined) return;
        if (isWrongToken(error)) return refuse(refusal());
        if (closeCode === DISALLOWED_INTENTS && withContent) {
          withContent = false;
          log.warn('Discord does not grant the Message Content intent; going on without it');
          continue;
        }
        failures++;
        log.debug('Discord could not be reached', { status: statusOf(error), failures });
        if (failures === 1) log.warn('Discord cannot be reached; trying again', { status: statusOf(error) });
        become('connecting', 'Discord cannot be reached; trying again.');
        firstIsOver();
        await backoff().catch(() => {});
      }
    }
  }

  /** A session that ended for good where the next may do better. */
  async function again(): Promise<void> {
    isLoggedIn = false;
    if (closeCode === DISALLOWED_INTENTS) withContent = false;
    become('connecting', 'Discord ended the connection; trying again.');
    await session?.destroy().catch(() => {});
    failures++;
    await backoff().catch(() => {});
    await connect();
  }

  return {
    async start() {
      void connect().catch((error: unknown) => log.error('The Discord connection failed', { error }));
      await first;
      if (refused !== undefined) throw refused;
    },
    async stop() {
      isStopped = true;
      stopping.abort();
      firstIsOver();
      become('stopped');
      const gone = session?.destroy().catch(() => {});
      const enough = new AbortController();
      await Promise.race([gone, clock.sleep(GOODBYE_MS, enough.signal).catch(() => {})]);
      enough.abort();
    },
    health: () => health,
    refuse,
  };
}

function refusalOf(code: number, withContent: boolean): KithError | undefined {
  if (code === WRONG_TOKEN) return refusal();
  const because: Readonly<Record<number, string>> = {
    4010: 'the shard is invalid; this is a fault of Kith',
    4011: 'the bot is in too many servers for one connection',
    4012: 'this version of the gateway is gone; update Kith',
    4013: 'the intents are invalid; this is a fault of Kith',
    4014: withContent
      ? 'the Message Content intent is not granted. Turn it on under Bot in the Developer Portal, or set discord.messageContent to auto'
      : 'an intent is not granted',
  };
  const why = because[code];
  return why === undefined
    ? undefined
    : new KithError('channel.refused', `Discord closed the connection with ${code}: ${why}.`, {
        details: { code },
      });
}

const statusOf = (error: unknown): unknown =>
  (error as { status?: unknown }).status ?? (error as { code?: unknown }).code;

const isWrongToken = (error: unknown): boolean => {
  const { code, status } = error as { code?: unknown; status?: unknown };
  return code === 'TokenInvalid' || status === 401;
};
