import { expect, test } from 'vitest';
import { createLruCache } from '../../../src/cache/lru.ts';
import { createLanes } from '../../../src/core/conversation/inbox-lanes.ts';
import { createKeeping } from '../../../src/core/conversation/keeping.ts';
import { accountId, messageId, placeId } from '../../../src/core/ids.ts';
import type { IncomingMessage } from '../../../src/core/message.ts';
import type { WaitingRepository } from '../../../src/core/ports/waiting.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';

const LANE = 'ana here';

function said(text: string): IncomingMessage {
  return {
    kind: 'message',
    eventId: text,
    id: messageId(text),
    place: { id: placeId('here'), channel: 'fake', audience: 'one' },
    author: { account: accountId('ana'), name: 'ana', role: 'member' },
    at: 1,
    text,
    isAddressed: true,
  };
}

/** Two processes on one store; the store fails `after` it kept an event, where told to. Whoever is `silent` counts as dead, and knows of it when it goes on. */
async function two() {
  const { waiting, close } = await openSqliteStore({ path: ':memory:' });
  const clock = handClock();
  const stopping = new AbortController();
  const silent = new Set<string>();
  const broken = new Set<string>();
  const heard: string[] = [];
  const failing = { after: '' };
  const store: WaitingRepository = {
    ...waiting,
    keep: async (entry, now) => {
      const waits = await waiting.keep(entry, now);
      if (entry.eventId === failing.after) throw new Error('No answer.');
      return waits;
    },
  };
  const process = (owner: string) => {
    let hold: Promise<void> | undefined;
    const lanes = createLanes({
      clock,
      log: silentLog,
      burstMs: () => 0,
      burstMaxMs: 0,
      keeping: createKeeping({
        waiting: store,
        cache: createLruCache({ maxEntries: 100, clock }),
        clock,
        log: silentLog,
        owner,
        isAlive: async (other) => !silent.has(other),
        isUnbroken: () => !broken.has(owner),
        isForUs: () => true,
        duplicateSeconds: 60,
        longestMs: 60_000,
        signal: stopping.signal,
      }),
      deal: async (events) => {
        const [first] = events;
        if (first === undefined || first.keep === 'known') return;
        await hold;
        heard.push(`${owner}: ${first.event.eventId}`);
      },
      stopping: stopping.signal,
    });
    return {
      lanes,
      /** Resolves when it is on record, `done` when it has been dealt with. */
      hear: async (text: string) => {
        const { promise, resolve } = Promise.withResolvers<void>();
        const done = lanes.enter(LANE, said(text), resolve);
        await promise;
        return { done };
      },
      /** It stays with what it deals with until what this gives is called. */
      busy() {
        const { promise, resolve } = Promise.withResolvers<void>();
        hold = promise;
        return () => {
          hold = undefined;
          resolve();
        };
      },
      takeOver: async (from: string) => lanes.adopt(LANE, await waiting.takeOver(LANE, from, owner)),
    };
  };
  return { process, heard, silent, broken, failing, clock, waiting, close };
}

test('who was silent for long leaves what others took over meanwhile to them, and what comes after waits', async () => {
  const { process, heard, silent, broken, clock, close } = await two();
  const [one, other] = [process('one'), process('other')];
  const goOn = one.busy();
  await one.hear('1');
  await one.hear('2');

  // The first one hangs in the middle of the first message; the other one takes over what waits, and is slow itself.
  silent.add('one');
  const slowly = other.busy();
  await other.takeOver('one');
  broken.add('one');
  silent.delete('one');
  goOn();
  const { done } = await one.hear('3');
  await clock.pass(2_000);
  expect(heard).toEqual(['one: 1']);
  slowly();
  await other.lanes.idle();
  await clock.pass(2_000);
  await done;
  // That the first one goes on with what it had begun is stopped elsewhere, where it speaks.
  expect(heard).toEqual(['one: 1', 'other: 1', 'other: 2', 'one: 3']);
  await one.lanes.idle();
  await close();
});

test('what a store that failed kept all the same holds nobody up, and is gone in the end', async () => {
  const { process, heard, failing, clock, waiting, close } = await two();
  const one = process('one');
  const goOn = one.busy();
  failing.after = '1';
  await one.hear('1');
  await one.hear('2');
  goOn();
  await clock.pass(2_000);
  expect(heard).toEqual(['one: 1', 'one: 2']);
  await one.lanes.idle();
  expect(await waiting.owners()).toEqual([]);
  await close();
});
