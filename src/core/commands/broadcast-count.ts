import type { Subscription } from '../ports/broadcasts.ts';
import type { Store } from '../ports/store.ts';
import { quietUntil } from './broadcast-quiet.ts';
import { EVERYWHERE } from './broadcast-reach.ts';

/** How many places a broadcast would go to now. */
export interface Reached {
  /** Those it goes to, at once or when it is not quiet there any more. */
  readonly places: number;
  /** Of those: where it is quiet now. */
  readonly quiet: number;
  /** Want one a week at most and had theirs. */
  readonly rested: number;
  readonly optedOut: number;
}

const WEEK_MS = 7 * 86_400_000;
const PAGE = 500;

/** Counts the places of a reach by what would become of a broadcast there. */
export async function countReached(store: Store, reach: string, now: number): Promise<Reached> {
  const counts = { places: 0, quiet: 0, rested: 0, optedOut: 0 };
  for await (const subscription of subscriptionsIn(store, reach)) {
    if (!wants(subscription)) counts.optedOut += subscription.state === 'off' ? 1 : 0;
    else if (isRested(subscription, now)) counts.rested++;
    else {
      counts.places++;
      if (subscription.quiet !== undefined && quietUntil(subscription.quiet, now) !== undefined)
        counts.quiet++;
    }
  }
  return counts;
}

/** Every subscription a broadcast of this reach is for, whatever its state. */
export async function* subscriptionsIn(
  { subscriptions }: Pick<Store, 'subscriptions'>,
  reach: string,
): AsyncIterable<Subscription> {
  for (let after = ''; ; ) {
    const page = await subscriptions.list({
      ...(reach === EVERYWHERE ? {} : { reach }),
      after,
      limit: PAGE,
    });
    yield* page;
    if (page.length < PAGE) return;
    after = page.at(-1)?.place.id ?? '';
  }
}

export const wants = ({ state }: Subscription): boolean => state === 'on' || state === 'weekly';

/** Whether a place that wants one a week at most has had it. */
export const isRested = ({ state, lastSentAt }: Subscription, now: number): boolean =>
  state === 'weekly' && now - lastSentAt < WEEK_MS;
