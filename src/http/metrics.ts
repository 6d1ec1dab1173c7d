import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Counts, Durations, Labels, Metrics } from '../core/ports/metrics.ts';

/** A number that is asked for when somebody looks. */
export interface Reading {
  readonly labels: Labels;
  readonly value: number;
}

/** What is read when somebody looks; each may fail alone, and is missing then. */
export interface Readings {
  /** Mean of what people gave a persona, 1–5. */
  readonly 'personality.satisfaction': () => Promise<readonly Reading[]>;
  /** 1: the channel serves; 0: it does not. */
  readonly 'kith.channel.up': () => Promise<readonly Reading[]>;
  /** Turns neither settled nor abandoned. */
  readonly 'kith.turns.unfinished': () => Promise<readonly Reading[]>;
  readonly 'kith.store.rows': () => Promise<readonly Reading[]>;
}

export interface MetricsPage {
  readonly metrics: Metrics;
  /** The page in Prometheus's text format. */
  text(): Promise<string>;
  readonly contentType: string;
}

interface Described<Kind> {
  readonly help: string;
  readonly labels: readonly (keyof Kind & string)[];
}

/** What each counter means; docs/operating.md is made from it. */
export const COUNTS: { readonly [Name in keyof Counts]: Described<Counts[Name]> } = {
  'personality.messages': {
    help: 'Messages of people and replies of personas',
    labels: ['personality', 'speaker'],
  },
  'kith.events': { help: 'What came in, by what became of it', labels: ['channel', 'outcome'] },
  'kith.model.calls': { help: 'Calls to models', labels: ['purpose', 'model', 'outcome'] },
  'kith.model.tokens': { help: 'Tokens models read and wrote', labels: ['purpose', 'model', 'kind'] },
  'kith.job.runs': { help: 'Runs of jobs', labels: ['job', 'outcome'] },
};

export const DURATIONS: { readonly [Name in keyof Durations]: Described<Durations[Name]> } = {
  'personality.response_time': {
    help: 'From the message until its answer stands, seconds',
    labels: ['personality'],
  },
  'personality.reflection_time': {
    help: 'What follows an answer: facts, mood, affinity, episodes, seconds',
    labels: ['personality'],
  },
  'kith.job.duration': { help: 'One run of a job, seconds', labels: ['job'] },
};

export const READINGS: {
  readonly [Name in keyof Readings]: { readonly help: string; readonly labels: readonly string[] };
} = {
  'personality.satisfaction': {
    help: 'Mean of what people gave a persona, 1 to 5: /rate, and reactions as 5 or 1',
    labels: ['personality'],
  },
  'kith.channel.up': { help: '1 while a channel serves', labels: ['channel'] },
  'kith.turns.unfinished': { help: 'Answers under way, or left half-way', labels: [] },
  'kith.store.rows': { help: 'Rows kept, by table; read at most once a minute', labels: ['table'] },
};

/** A model may think for most of a minute. */
const BUCKETS = [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 45, 90];

/** Prometheus takes no dots: `personality.response_time` is `personality_response_time` there. */
export const exposed = (name: string): string => name.replaceAll('.', '_');

/** prom-client, as the port, with a registry of its own: two in one process do not meet. */
export function createMetrics(
  readings: Readings,
  onFailed: (name: string, error: unknown) => void,
): MetricsPage {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const counters = entries(COUNTS).map(
    ([name, { help, labels }]) =>
      [
        name,
        new Counter({ name: `${exposed(name)}_total`, help, labelNames: [...labels], registers }),
      ] as const,
  );
  const histograms = entries(DURATIONS).map(
    ([name, { help, labels }]) =>
      [
        name,
        new Histogram({ name: exposed(name), help, labelNames: [...labels], buckets: BUCKETS, registers }),
      ] as const,
  );
  for (const [name, { help, labels }] of entries(READINGS)) {
    new Gauge({
      name: exposed(name),
      help,
      labelNames: [...labels],
      registers,
      async collect() {
        try {
          const read = await readings[name]();
          this.reset();
          for (const { labels: of, value } of read) this.set(of, value);
        } catch (error) {
          this.reset();
          onFailed(name, error);
        }
      },
    });
  }
  const counterOf = new Map<string, Counter>(counters);
  const histogramOf = new Map<string, Histogram>(histograms);
  return {
    metrics: {
      count: (name, labels, by = 1) => counterOf.get(name)?.inc({ ...labels }, by),
      took: (name, labels, ms) => histogramOf.get(name)?.observe({ ...labels }, Math.max(0, ms) / 1_000),
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  };
}

const entries = <Table extends object>(table: Table) =>
  Object.entries(table) as [keyof Table & string, Table[keyof Table]][];
