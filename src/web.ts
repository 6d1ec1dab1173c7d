import type { Config } from './config-schema.ts';
import type { Parts } from './core/conversation/parts.ts';
import { KithError } from './core/errors.ts';
import type { Channel } from './core/ports/channel.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Log } from './core/ports/log.ts';
import { type Metrics, noMetrics } from './core/ports/metrics.ts';
import type { DashboardOptions } from './http/dashboard.ts';
import type { Readings } from './http/metrics.ts';
import type { HttpServer, WebPage } from './http/server.ts';

/** The HTTP port: what platforms call, how we are, and the numbers. */
export interface Web {
  readonly metrics: Metrics;
  /** @throws KithError `http.unavailable` when a platform needs the port and it cannot be opened. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export interface WebOptions {
  readonly config: Config;
  readonly channels: readonly Channel[];
  readonly clock: Clock;
  readonly log: Log;
  /** Asked only once everything is joined. */
  readonly parts: () => Parts;
  /** The schedule, for whoever may look at it. */
  readonly agenda: DashboardOptions['agenda'];
}

/** Where nobody comes by HTTP. */
export const noWeb: Web = { metrics: noMetrics, async start() {}, async stop() {} };

/** Most reactions to a persona's replies that count, the latest. */
const VERDICTS = 1_000;
/** Rows are counted at most this often: a large table takes a moment, ms. */
const COUNT_EVERY_MS = 60_000;

export async function createWeb(options: WebOptions): Promise<Web> {
  const { config, channels, clock, log, parts, agenda } = options;
  const [{ createMetrics }, { healthPages }, { startHttpServer }] = await Promise.all([
    import('./http/metrics.ts'),
    import('./http/health.ts'),
    import('./http/server.ts'),
  ]);
  const page = createMetrics(readings(parts), (name, error) =>
    log.warn('A number could not be read', { name, error }),
  );
  const health = healthPages({
    clock,
    log,
    timeoutMs: config.http.healthMs,
    vitals: {
      personalities: () => {
        const { personas } = parts();
        return personas.default === undefined ? 0 : personas.list().length;
      },
      store: () => parts().store.health(),
      channels: () => parts().channels(),
    },
  });
  const pages: readonly WebPage[] = [
    ...Object.entries(health).map(([path, answer]) => ({ path, answer })),
    {
      path: '/metrics',
      answer: async () => ({ status: 200, body: await page.text(), contentType: page.contentType }),
    },
  ];
  const token = config.http.adminToken;
  const sections = token === '' ? [] : [(await import('./http/dashboard.ts')).dashboard({ token, agenda })];
  let server: HttpServer | undefined;

  return {
    metrics: page.metrics,
    async start() {
      const routes = channels.flatMap((channel) => channel.routes ?? []);
      try {
        server = await startHttpServer({ ...config.http, routes, pages, sections, log });
        log.info('HTTP port open', { port: server.port });
      } catch (error) {
        // A second process of the same host serves people without it.
        if (routes.length > 0 || !(error instanceof KithError)) throw error;
        log.warn('Health and metrics are not served', { says: error.message });
      }
    },
    stop: async () => server?.stop(),
  };
}

function readings(parts: () => Parts): Readings {
  let counted: { readonly at: number; readonly rows: Readonly<Record<string, number>> } | undefined;
  return {
    async 'personality.satisfaction'() {
      const { personas, store } = parts();
      const means = await Promise.all(
        personas.list().map(async ({ name }) => {
          const [{ stars, count }, { good, bad }] = await Promise.all([
            store.feedback.ratings(name),
            store.feedback.ofPersona(name, VERDICTS),
          ]);
          const all = count + good + bad;
          return all === 0 ? [] : [{ labels: { personality: name }, value: (stars + 5 * good + bad) / all }];
        }),
      );
      return means.flat();
    },
    'kith.channel.up': async () =>
      parts()
        .channels()
        .map(({ name, health }) => ({
          labels: { channel: name },
          value: Number(health === undefined || health.state === 'ready' || health.state === 'degraded'),
        })),
    'kith.turns.unfinished': async () => [
      { labels: {}, value: (await parts().store.turns.unfinished(10_000)).length },
    ],
    async 'kith.store.rows'() {
      const { store, clock } = parts();
      if (counted === undefined || clock.now() - counted.at >= COUNT_EVERY_MS)
        counted = { at: clock.now(), rows: await store.counts() };
      return Object.entries(counted.rows).map(([table, value]) => ({ labels: { table }, value }));
    },
  };
}
