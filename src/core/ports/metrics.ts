export type Labels = Readonly<Record<string, string>>;

/** What is counted, and by which labels. */
export interface Counts {
  /** Messages stored, of both sides. */
  readonly 'personality.messages': { readonly personality: string; readonly speaker: 'user' | 'assistant' };
  /** Everything that came in, by what became of it: `answer`, `command`, `ignore`, … */
  readonly 'kith.events': { readonly channel: string; readonly outcome: string };
  /** Calls to models, by what they were for. */
  readonly 'kith.model.calls': {
    readonly purpose: string;
    readonly model: string;
    readonly outcome: 'ok' | 'failed';
  };
  readonly 'kith.model.tokens': {
    readonly purpose: string;
    readonly model: string;
    readonly kind: 'prompt' | 'completion';
  };
  readonly 'kith.job.runs': { readonly job: string; readonly outcome: 'ok' | 'failed' };
}

/** What is measured one by one, in seconds, and by which labels. */
export interface Durations {
  /** From the turn's begin until its answer stands: what a person waits for. */
  readonly 'personality.response_time': { readonly personality: string };
  /** What follows an answer: facts, mood, affinity, episodes. */
  readonly 'personality.reflection_time': { readonly personality: string };
  readonly 'kith.job.duration': { readonly job: string };
}

/**
 * Numbers for the operator. Labels are names of personas, channels, models and jobs: never of people, never a text.
 * Never throws.
 */
export interface Metrics {
  /** Adds `by`, 1 unless given. */
  count<Name extends keyof Counts>(name: Name, labels: Counts[Name], by?: number): void;
  /** One duration, ms. */
  took<Name extends keyof Durations>(name: Name, labels: Durations[Name], ms: number): void;
}

/** Where nobody looks at numbers. */
export const noMetrics: Metrics = { count() {}, took() {} };
