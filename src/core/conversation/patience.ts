import { KithError } from '../errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Store } from '../ports/store.ts';

export interface PatienceOptions {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  /** Ends every wait: what waits for the store then fails. */
  readonly signal: AbortSignal;
}

/** Whether the store can be reached, as those who work with it find. */
export interface Outage {
  readonly isOn: () => boolean;
  /** Told when one begins and when it is over. */
  onChange(listener: (isOn: boolean) => void): void;
}

/** Pauses between two attempts, ms. */
const PAUSE = { first: 250, longest: 2_000 };
/** Repositories a conversation asks. Leases, jobs and whole tables are asked by those who wait for nobody. */
const ASKED = [
  'people',
  'sessions',
  'messages',
  'turns',
  'affinity',
  'moods',
  'facts',
  'episodes',
  'summaries',
  'fading',
  'looks',
  'places',
  'feedback',
  'usage',
  'waiting',
  'broadcasts',
  'subscriptions',
  'personaMemories',
] as const satisfies readonly (keyof Store)[];

/**
 * The same store for whoever can wait: a call that finds it unreachable is made again when it is back. Everything a turn
 * asks of a store may be asked twice. One call tries, the others wait for it.
 */
export function createPatience({ store, clock, log, signal }: PatienceOptions): {
  readonly store: Store;
  readonly outage: Outage;
} {
  const listeners: ((isOn: boolean) => void)[] = [];
  let isOn = false;
  /** Resolves when it is worth trying again. */
  let pause: Promise<void> | undefined;
  let pauseMs = PAUSE.first;

  function change(next: boolean): void {
    if (isOn === next) return;
    isOn = next;
    if (next) log.error('The store cannot be reached; what came in waits for it');
    else log.info('The store is back');
    for (const listener of listeners) listener(next);
  }

  function rest(): Promise<void> {
    pause ??= clock
      .sleep(pauseMs, signal)
      .catch(() => {})
      .then(() => {
        pause = undefined;
        pauseMs = Math.min(2 * pauseMs, PAUSE.longest);
      });
    return pause;
  }

  async function patiently<Result>(call: () => Promise<Result>): Promise<Result> {
    for (;;) {
      try {
        const result = await call();
        if (isOn) {
          pauseMs = PAUSE.first;
          change(false);
        }
        return result;
      } catch (error) {
        const isAway = error instanceof KithError && error.code === 'store.unavailable' && error.retryable;
        if (!isAway || signal.aborted) throw error;
        change(true);
        await rest();
        if (signal.aborted) throw error;
      }
    }
  }

  function patient<Target extends object>(target: Target): Target {
    const wrapped = Object.entries(target).map(([name, value]): [string, unknown] => [
      name,
      typeof value === 'function'
        ? (...args: unknown[]) =>
            patiently(() => (value as (...given: unknown[]) => Promise<unknown>)(...args))
        : value,
    ]);
    return Object.fromEntries(wrapped) as Target;
  }

  return {
    store: {
      ...store,
      ...Object.fromEntries(ASKED.map((name) => [name, patient<object>(store[name])])),
      apply: (cause, changes) => patiently(() => store.apply(cause, changes)),
    },
    outage: {
      isOn: () => isOn,
      onChange: (listener) => void listeners.push(listener),
    },
  };
}
