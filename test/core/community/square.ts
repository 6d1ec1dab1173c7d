import { resolve } from 'node:path';
import { createLruCache } from '../../../src/cache/lru.ts';
import { reachOf } from '../../../src/core/commands/broadcast-reach.ts';
import type { CommunityParts } from '../../../src/core/community/community-parts.ts';
import { KithError } from '../../../src/core/errors.ts';
import { placeId } from '../../../src/core/ids.ts';
import type { Outgoing, Place } from '../../../src/core/message.ts';
import { createRegistry } from '../../../src/core/personas/registry.ts';
import type { Broadcast, Subscription } from '../../../src/core/ports/broadcasts.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { loadPersonas } from '../../../src/store/persona-files.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { keptLog, watched } from '../conversation/world.ts';
import { plain } from '../delivery/fake-channel.ts';

export const NOON = Date.parse('2026-01-05T12:00:00Z');
export const HOUR = 3_600_000;

/** What readers see; outlives every process. */
export interface Post {
  readonly place: string;
  readonly key: string;
  readonly page: Outgoing;
  readonly at: number;
}

/** A process ends here: nothing it does afterwards has an effect. */
export class Killed extends Error {}

export interface Life {
  /** Called around every step that has an effect; rejects once the process is dead. */
  step<T>(what: () => Promise<T>): Promise<T>;
}

export const immortal: Life = { step: (what) => what() };

/** Dies at its `steps`-th step, before or after it had its effect. */
export function mortal(steps: number, isAfter: boolean): Life & { readonly isDead: boolean } {
  let left = steps;
  let isDead = false;
  return {
    get isDead() {
      return isDead;
    },
    async step(what) {
      if (isDead) throw new Killed();
      if (--left > 0) return what();
      isDead = true;
      if (isAfter) await what();
      throw new Killed();
    },
  };
}

/** What a platform does with a page beside showing it, by place. */
export type Trouble = (place: Place) => Error | undefined;

export interface SquareOptions {
  readonly rules?: Partial<CommunityParts['rules']['broadcast']>;
}

/** A sure refusal. */
export const forbidden = (details: { readonly isGone?: boolean } = {}) =>
  new KithError('channel.failed', 'refused', { details });
export const unreachable = () => new KithError('channel.failed', 'not reached', { retryable: true });
export const inDoubt = () =>
  new KithError('channel.failed', 'no answer', { retryable: true, details: { mayStand: true } });

/** Places, their platforms and a store that outlive the processes which post in them. */
export async function openSquare({ rules }: SquareOptions = {}) {
  const store = await openSqliteStore({ path: ':memory:' });
  const { personas } = await loadPersonas(resolve(import.meta.dirname, '../../../personalities'));
  const registry = createRegistry({ personas, problems: [], fallback: 'alicia' });
  const posts: Post[] = [];
  const square = { now: NOON, posts, store, personas: registry, trouble: (() => undefined) as Trouble };
  const log = keptLog();

  function channel(name: string, repeats: 'checked' | 'unchecked', life: Life): Channel {
    return {
      name,
      capabilities: () => ({ ...plain, repeats, buttons: true }),
      listen: async () => {},
      stop: async () => {},
      paginate: (message) => [message],
      async send(page, place, { key, isRepeat = false, onSending, onRefused } = { key: '' }) {
        if (repeats === 'unchecked') await onSending?.();
        const trouble = square.trouble(place);
        if (trouble !== undefined && !(trouble instanceof KithError && trouble.details.mayStand === true)) {
          if (repeats === 'unchecked') await onRefused?.();
          throw trouble;
        }
        return life.step(async () => {
          const standing = posts.findIndex((post) => post.key === key);
          // It is asked only when it is told to look.
          if (!(isRepeat && repeats === 'checked' && standing >= 0))
            posts.push({ place: place.id, key, page, at: square.now });
          if (trouble !== undefined) throw trouble;
          return { platformId: `${posts.length}` };
        });
      },
    };
  }

  /** A process that posts, until its life ends. */
  function process(owner: string, life: Life = immortal): CommunityParts {
    const torn: Store = watched(store, (_, call) => life.step(call));
    const channels = [channel('asked', 'checked', life), channel('mute', 'unchecked', life)];
    return {
      store: torn,
      cache: createLruCache({ maxEntries: 100, clock: { now: () => square.now, sleep: async () => {} } }),
      clock: {
        now: () => square.now,
        async sleep(ms, signal) {
          signal?.throwIfAborted();
          square.now += ms;
        },
      },
      random: { next: () => 0.5, id: () => 'id' },
      log,
      personas: registry,
      channel: (name) => channels.find((each) => each.name === name),
      owner,
      rules: {
        language: { default: 'en' },
        cache: { ttlSeconds: 60 },
        delivery: { retries: 1, retryBaseMs: 1, retryMaxMs: 10 },
        recover: { marginMs: 300_000 },
        broadcast: {
          perSecond: 1_000,
          atOnce: 4,
          expiryHours: 48,
          retryMinutes: 5,
          attempts: 5,
          mentions: 3,
          mentionDays: 14,
          ...rules,
        },
      },
    };
  }

  let places = 0;
  async function subscribe(
    over: Partial<Omit<Subscription, 'place'>> & { readonly place?: Partial<Place> } = {},
  ) {
    const channelName = over.place?.channel ?? 'asked';
    const place: Place = {
      id: placeId(`${channelName}:${String(++places).padStart(4, '0')}`),
      channel: channelName,
      audience: 'everyone',
      community: 'town',
      ...over.place,
    };
    const subscription: Subscription = {
      reach: reachOf(place),
      state: 'on',
      language: 'en',
      lastSentAt: 0,
      changedBy: '',
      updatedAt: NOON,
      ...over,
      place,
    };
    await store.subscriptions.set(subscription);
    return subscription;
  }

  async function confirmed(over: Partial<Broadcast> = {}): Promise<Broadcast> {
    const broadcast: Broadcast = {
      id: `b${++places}`,
      state: 'confirmed',
      announcement: 'New Feature Release',
      details: 'Added support for code execution',
      metadata: { priority: 'high', requires_action: false },
      reach: 'community:town',
      createdAt: square.now,
      updatedAt: square.now,
      expiresAt: 0,
      ...over,
    };
    await store.broadcasts.add(broadcast);
    return broadcast;
  }

  return Object.assign(square, { process, subscribe, confirmed, log });
}

export type Square = Awaited<ReturnType<typeof openSquare>>;

/** Whatever was waiting or half-way by then is gone on with, as a job would. */
export const nobodyLives = { isAlive: () => false, signal: new AbortController().signal };
