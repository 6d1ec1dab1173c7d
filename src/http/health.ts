import { KithError } from '../core/errors.ts';
import type { ChannelHealth, WebAnswer } from '../core/ports/channel.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { Log } from '../core/ports/log.ts';

/** What the answers are made from. */
export interface Vitals {
  /** Personas that can be talked with. @throws when the default one is not there */
  readonly personalities: () => number;
  /** @throws when the store cannot serve */
  readonly store: () => Promise<void>;
  /** Absent health: always ready. */
  readonly channels: () => readonly { readonly name: string; readonly health: ChannelHealth | undefined }[];
}

export interface HealthOptions {
  readonly vitals: Vitals;
  readonly clock: Clock;
  readonly log: Log;
  /** Longest an answer waits for the store, ms. */
  readonly timeoutMs: number;
}

type Page = () => Promise<WebAnswer>;

/** The health pages by path; whoever asks learns nothing but how we are. */
export interface HealthPages {
  /** The process runs: for whoever would restart it. */
  readonly '/health/live': Page;
  /** It can serve: the store answers and a channel is connected. For whoever sends it work. */
  readonly '/health/ready': Page;
  /** Everything at a glance. */
  readonly '/health': Page;
  readonly '/health/personality': Page;
  readonly '/health/memory': Page;
}

export function healthPages({ vitals, clock, log, timeoutMs }: HealthOptions): HealthPages {
  /** What `check` throws, or takes too long for, in words. */
  async function failing(what: string, check: () => unknown): Promise<string | undefined> {
    const done = new AbortController();
    const late = clock.sleep(timeoutMs, done.signal).then(
      () => {
        throw new KithError('store.unavailable', `No answer within ${timeoutMs} ms.`);
      },
      () => {},
    );
    try {
      await Promise.race([Promise.resolve().then(check), late]);
      return undefined;
    } catch (error) {
      log.warn('Health check failed', { what, error });
      return error instanceof KithError ? error.message : 'It failed; the log says why.';
    } finally {
      done.abort();
      late.catch(() => {});
    }
  }

  const memory = () => failing('memory', vitals.store);
  const personality = () => failing('personality', vitals.personalities);
  const channels = () =>
    vitals
      .channels()
      .map(({ name, health }) => ({ name, state: health?.state ?? 'ready', says: health?.says }));
  const serves = (state: ChannelHealth['state']) => state === 'ready' || state === 'degraded';

  return {
    '/health/live': async () => healthy(),
    async '/health/ready'() {
      const error = await memory();
      if (error !== undefined) return json(503, { status: 'unhealthy', error });
      const all = channels();
      if (all.length === 0 || all.some(({ state }) => serves(state))) return healthy();
      const states = all.map(({ name, state }) => `${name}: ${state}`).join(', ');
      return json(503, { status: 'unhealthy', error: `No channel serves (${states}).` });
    },
    async '/health'() {
      const errors = await Promise.all([personality(), memory()]);
      const error = errors.find((each) => each !== undefined);
      const shown = Object.fromEntries(channels().map(({ name, state }) => [name, state]));
      return error === undefined
        ? healthy({ channels: shown })
        : json(500, { status: 'unhealthy', error, channels: shown });
    },
    async '/health/personality'() {
      const error = await personality();
      return error === undefined ? healthy({ personalities: vitals.personalities() }) : unhealthy(error);
    },
    async '/health/memory'() {
      const error = await memory();
      return error === undefined ? healthy() : unhealthy(error);
    },
  };
}

const healthy = (more: Readonly<Record<string, unknown>> = {}): WebAnswer =>
  json(200, { status: 'healthy', ...more });
const unhealthy = (error: string): WebAnswer => json(500, { status: 'unhealthy', error });
const json = (status: number, body: unknown): WebAnswer => ({
  status,
  body: JSON.stringify(body),
  contentType: 'application/json; charset=utf-8',
});
