import { isRested, wants } from '../commands/broadcast-count.ts';
import { quietUntil } from '../commands/broadcast-quiet.ts';
import type { Broadcast, BroadcastTarget, Subscription } from '../ports/broadcasts.ts';
import type { Channel } from '../ports/channel.ts';
import type { CommunityParts } from './community-parts.ts';
import { type Posted, postTo } from './target-post.ts';

/** What one look at a target came to. `left`: it waits, or somebody else has it. */
export type Outcome = 'sent' | 'skipped' | 'failed' | 'unknown' | 'left';
/** `over`: the broadcast was called off, and nobody has to look any further. */
export type Result = Outcome | 'over';

export interface DeliveryRun {
  readonly broadcast: Broadcast;
  /** Waits until one more may be posted. */
  readonly pace: (signal: AbortSignal) => Promise<void>;
  readonly signal: AbortSignal;
}

const MINUTE_MS = 60_000;

/**
 * Posts a broadcast at one target, at most once whatever happens: it is on record before anything leaves, and only where
 * the platform can be asked is it sent again after that.
 */
export async function deliverTarget(
  parts: CommunityParts,
  { broadcast, pace, signal }: DeliveryRun,
  target: BroadcastTarget,
): Promise<Result> {
  const { store, clock, owner } = parts;
  const before = await look(parts, target);
  if (before.kind !== 'go') return decline(parts, target, before);
  const { repeats } = before.channel.capabilities(before.subscription.place);
  await pace(signal);

  /** Where it is on record. */
  let now = target;
  const become = async (to: Partial<BroadcastTarget>) => {
    const next = { ...now, reason: '', ...to };
    const isMoved = await move(parts, now, next);
    if (isMoved) now = next;
    return isMoved;
  };
  const back = () => become({ state: 'waiting', owner: target.owner, attempts: target.attempts });
  if (!(await become({ state: 'claimed', owner, attempts: target.attempts + 1 }))) return 'left';

  // Once more, right before it leaves: much may have been pressed while it waited for its turn.
  let last: Look = before;
  const goes = async () => {
    last = isActive(await store.broadcasts.get(broadcast.id)) ? await look(parts, target) : { kind: 'over' };
    return last.kind === 'go';
  };
  const calledOff = async () => {
    if (!(await back()) || last.kind === 'go') return 'left';
    return decline(parts, now, last);
  };
  if (!(await goes())) return calledOff();
  if (repeats !== 'unchecked' && !(await become({ state: 'sending' }))) return 'left';
  const posted = await postTo(parts, {
    broadcast,
    subscription: before.subscription,
    channel: before.channel,
    isRepeat: repeats === 'checked' && target.attempts > 0,
    signal,
    onSending: async () =>
      (await goes()) && (now.state === 'sending' || (await become({ state: 'sending' }))),
    onRefused: async () => void (await become({ state: 'claimed' })),
  });
  if (posted.kind === 'off') return calledOff();
  if (posted.kind === 'sent' || posted.kind === 'unknown')
    await store.subscriptions.posted(target.place, clock.now());
  if (posted.kind === 'gone') await store.subscriptions.gone(target.place, clock.now());
  const [outcome, to] = after(parts, now, posted);
  await become(to);
  return outcome;
}

type Look =
  | { readonly kind: 'go'; readonly channel: Channel; readonly subscription: Subscription }
  | { readonly kind: 'skip'; readonly reason: string }
  | { readonly kind: 'wait'; readonly reason: string; readonly until: number }
  /** Nobody here can reach it now. */
  | { readonly kind: 'leave' }
  | { readonly kind: 'over' };

/** Whether it may be posted at a target at this moment. */
async function look(parts: CommunityParts, { place }: BroadcastTarget): Promise<Look> {
  const { store, clock } = parts;
  const now = clock.now();
  const subscription = await store.subscriptions.get(place);
  if (subscription?.state === 'gone') return { kind: 'skip', reason: 'gone' };
  if (subscription === undefined || !wants(subscription)) return { kind: 'skip', reason: 'opted out' };
  if (isRested(subscription, now)) return { kind: 'skip', reason: 'weekly' };
  const until = await quietThere(parts, subscription, now);
  if (until !== undefined) return { kind: 'wait', reason: 'quiet', until };
  const channel = parts.channel(subscription.place.channel);
  const state = channel?.health?.().state ?? 'ready';
  if (channel === undefined || (state !== 'ready' && state !== 'degraded')) return { kind: 'leave' };
  return { kind: 'go', channel, subscription };
}

/** Its readers' quiet hours, or the quiet an administrator asked for. */
async function quietThere(
  { store }: CommunityParts,
  { place, quiet }: Subscription,
  now: number,
): Promise<number | undefined> {
  const hours = quiet === undefined ? undefined : quietUntil(quiet, now);
  const settings = await Promise.all(
    [place.id, ...(place.parent === undefined ? [] : [place.parent])].map((id) => store.places.get(id)),
  );
  const ends = [hours, ...settings.map((each) => each?.quietUntil)].filter(
    (each) => each !== undefined && each > now,
  ) as readonly number[];
  return ends.length === 0 ? undefined : Math.max(...ends);
}

async function decline(
  parts: CommunityParts,
  target: BroadcastTarget,
  found: Exclude<Look, { kind: 'go' }>,
): Promise<Result> {
  if (found.kind === 'over') return 'over';
  if (found.kind === 'leave') return 'left';
  const to =
    found.kind === 'skip'
      ? ({ state: 'skipped', reason: found.reason } as const)
      : ({ state: 'waiting', reason: found.reason, notBefore: found.until } as const);
  return (await move(parts, target, to)) && found.kind === 'skip' ? 'skipped' : 'left';
}

/** What is recorded of a target, and told of it, once it is known what became of the post. */
function after(
  { clock, rules }: CommunityParts,
  { attempts }: BroadcastTarget,
  posted: Exclude<Posted, { kind: 'off' }>,
): readonly [Outcome, Partial<BroadcastTarget>] {
  switch (posted.kind) {
    case 'sent':
      return ['sent', { state: 'sent' }];
    case 'unknown':
      return ['unknown', { state: 'unknown' }];
    case 'gone':
      return ['skipped', { state: 'skipped', reason: 'gone' }];
    case 'failed': {
      const { retryMinutes, attempts: most } = rules.broadcast;
      if (!posted.isLater || attempts >= most) return ['failed', { state: 'failed', reason: 'refused' }];
      const notBefore = clock.now() + retryMinutes * MINUTE_MS;
      return ['left', { state: 'waiting', owner: '', reason: 'unreachable', notBefore }];
    }
  }
}

function move(
  { store, clock }: CommunityParts,
  from: BroadcastTarget,
  to: Partial<BroadcastTarget>,
): Promise<boolean> {
  const { state, reason, owner, attempts, notBefore } = { ...from, reason: '', ...to };
  return store.broadcasts.moveTarget({
    broadcast: from.broadcast,
    place: from.place,
    from: { state: from.state, owner: from.owner },
    to: { state, reason, owner, attempts, notBefore },
    at: clock.now(),
  });
}

export const isActive = (broadcast: Broadcast | undefined): boolean =>
  broadcast?.state === 'confirmed' || broadcast?.state === 'sending';
