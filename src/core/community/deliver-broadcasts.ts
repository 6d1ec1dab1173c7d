import { subscriptionsIn } from '../commands/broadcast-count.ts';
import { forgetBroadcast } from '../commands/broadcast-forget.ts';
import type { PlaceId } from '../ids.ts';
import type { Broadcast, BroadcastTarget, TargetState } from '../ports/broadcasts.ts';
import { announce } from './announce.ts';
import type { CommunityParts } from './community-parts.ts';
import { deliverTarget, isActive, type Outcome } from './deliver-target.ts';
import { createPacer } from './pacer.ts';

export interface BroadcastReport extends Readonly<Record<Outcome, number>> {
  readonly broadcasts: number;
  /** Memories personas got. */
  readonly remembered: number;
  /** Places listed to be told. */
  readonly listed: number;
  /** Posts a process that is gone had begun. */
  readonly found: number;
}

export interface BroadcastCall {
  /** Whether the process that owns a post still runs. */
  readonly isAlive: (owner: string) => boolean | Promise<boolean>;
  readonly signal: AbortSignal;
  progress?(done: number, total: number): void;
}

const PAGE = 200;
const HOUR_MS = 3_600_000;
/** Later than any broadcast ends. */
const UNSET = 0;

/**
 * Takes every broadcast that was confirmed as far as it goes now. Whatever a run leaves half-way, by stopping or by
 * dying, the next one goes on with; when nothing is left to do, nothing is changed.
 */
export async function deliverBroadcasts(
  parts: CommunityParts,
  call: BroadcastCall,
): Promise<BroadcastReport> {
  const { store, clock, rules } = parts;
  await store.broadcasts.dropDrafts(clock.now());
  const report = { broadcasts: 0, remembered: 0, listed: 0, found: 0, ...NONE };
  const pace = createPacer(clock, rules.broadcast.perSecond);
  for (const each of await store.broadcasts.active()) {
    if (call.signal.aborted) break;
    report.broadcasts++;
    const broadcast = await begin(parts, each, report, call.signal);
    if (broadcast === undefined) continue;
    report.found += await reclaim(parts, broadcast, call);
    if (broadcast.expiresAt <= clock.now()) await expire(parts, broadcast, report);
    else await deliver(parts, broadcast, { call, pace, report });
    await conclude(parts, broadcast);
  }
  return report;
}

type Counts = { -readonly [Key in keyof BroadcastReport]: number };

const NONE: Readonly<Record<Outcome, number>> = { sent: 0, skipped: 0, failed: 0, unknown: 0, left: 0 };

/** Makes the personas know of it and lists its places, once; undefined: called off meanwhile. */
async function begin(
  parts: CommunityParts,
  broadcast: Broadcast,
  report: Counts,
  signal: AbortSignal,
): Promise<Broadcast | undefined> {
  const { store, clock, rules } = parts;
  const { id, reach } = broadcast;
  if (broadcast.state === 'sending') return broadcast;
  report.remembered += await announce(parts, broadcast);
  let places: PlaceId[] = [];
  const list = async () => {
    await store.broadcasts.enrol(id, places, clock.now());
    report.listed += places.length;
    places = [];
  };
  // Those who want none are listed too: what is skipped is counted with its reason.
  for await (const { place, state } of subscriptionsIn(store, reach)) {
    if (signal.aborted) return undefined;
    if (state !== 'gone') places.push(place.id);
    if (places.length >= PAGE) await list();
  }
  await list();
  const expiresAt =
    broadcast.expiresAt === UNSET ? clock.now() + rules.broadcast.expiryHours * HOUR_MS : broadcast.expiresAt;
  const isBegun = await store.broadcasts.move(id, ['confirmed'], {
    state: 'sending',
    at: clock.now(),
    expiresAt,
  });
  if (isBegun) return { ...broadcast, state: 'sending', expiresAt };
  const now = await store.broadcasts.get(id);
  if (isActive(now)) return now;
  await forgetBroadcast(parts, broadcast);
  return undefined;
}

/** What a process that is gone had begun: to be sent once more where that is safe, else never again. */
async function reclaim(
  parts: CommunityParts,
  { id }: Broadcast,
  { isAlive, signal }: BroadcastCall,
): Promise<number> {
  const { store, clock, owner, rules } = parts;
  let found = 0;
  for (const state of ['claimed', 'sending'] as const) {
    for await (const target of targetsIn(parts, id, state)) {
      if (signal.aborted) return found;
      const isOld = clock.now() - target.updatedAt > rules.recover.marginMs;
      if (!isOld && (target.owner === owner || (await isAlive(target.owner)))) continue;
      const isSafe = state === 'claimed' || (await canBeAsked(parts, target));
      if (isSafe === undefined) continue;
      const { attempts, notBefore } = target;
      const isMoved = await store.broadcasts.moveTarget({
        broadcast: id,
        place: target.place,
        from: target,
        to: isSafe
          ? { state: 'waiting', reason: '', owner: '', attempts, notBefore }
          : { state: 'unknown', reason: '', owner: target.owner, attempts, notBefore },
        at: clock.now(),
      });
      if (isMoved) found++;
      if (isMoved && !isSafe) await store.subscriptions.posted(target.place, target.updatedAt);
    }
  }
  return found;
}

/** Whether the platform tells what it has already; undefined: its channel does not run here. */
async function canBeAsked(
  { store, channel }: CommunityParts,
  { place }: BroadcastTarget,
): Promise<boolean | undefined> {
  const subscription = await store.subscriptions.get(place);
  if (subscription === undefined) return false;
  const there = channel(subscription.place.channel);
  return there && there.capabilities(subscription.place).repeats === 'checked';
}

interface Delivering {
  readonly call: BroadcastCall;
  readonly pace: (signal: AbortSignal) => Promise<void>;
  readonly report: Counts;
}

async function deliver(
  parts: CommunityParts,
  broadcast: Broadcast,
  { call, pace, report }: Delivering,
): Promise<void> {
  const { store, clock, rules } = parts;
  const { signal } = call;
  const tally = await store.broadcasts.tally(broadcast.id);
  const total = tally.reduce((sum, { count }) => sum + count, 0);
  let done = tally.reduce((sum, { state, count }) => sum + (state === 'waiting' ? 0 : count), 0);
  const waiting = targetsIn(parts, broadcast.id, 'waiting', clock.now());
  let isOver = false;
  const work = async () => {
    // One iterator for all of them: each takes the next place when it is done with one.
    for (;;) {
      const { value: target } = await waiting.next();
      if (target === undefined || isOver || signal.aborted || clock.now() >= broadcast.expiresAt) return;
      const result = await deliverTarget(parts, { broadcast, pace, signal }, target);
      if (result === 'over') isOver = true;
      else report[result]++;
      call.progress?.(++done, total);
    }
  };
  const works = await Promise.allSettled(Array.from({ length: rules.broadcast.atOnce }, work));
  const failed = works.find((each) => each.status === 'rejected');
  if (failed !== undefined && !signal.aborted) throw failed.reason;
}

/** Its time is over: who was not told is not told any more. */
async function expire(parts: CommunityParts, { id }: Broadcast, report: Counts): Promise<void> {
  const { store, clock } = parts;
  for await (const target of targetsIn(parts, id, 'waiting')) {
    const isMoved = await store.broadcasts.moveTarget({
      broadcast: id,
      place: target.place,
      from: target,
      to: { ...target, state: 'skipped', reason: 'expired' },
      at: clock.now(),
    });
    if (isMoved) report.skipped++;
  }
}

/** Over when nobody waits for it any more. */
async function conclude({ store, clock }: CommunityParts, { id, expiresAt }: Broadcast): Promise<void> {
  const tally = await store.broadcasts.tally(id);
  if (tally.some(({ state }) => state === 'waiting' || state === 'claimed' || state === 'sending')) return;
  const at = clock.now();
  await store.broadcasts.move(id, ['sending'], { state: expiresAt <= at ? 'expired' : 'done', at });
}

/** Targets in a state, by place; those that leave it meanwhile may or may not be among them. */
async function* targetsIn(
  { store }: CommunityParts,
  id: string,
  state: TargetState,
  readyAt?: number,
): AsyncGenerator<BroadcastTarget, undefined> {
  for (let after = ''; ; ) {
    const page = await store.broadcasts.targets(id, {
      state,
      ...(readyAt === undefined ? {} : { readyAt }),
      after,
      limit: PAGE,
    });
    yield* page;
    if (page.length < PAGE) return undefined;
    after = page.at(-1)?.place ?? '';
  }
}
