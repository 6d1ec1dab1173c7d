import { expect, test } from 'vitest';
import { standingBy } from '../../../src/core/conversation/standby.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { handClock } from '../llm/hand-clock.ts';
import { message } from './world.ts';

const nothing = async () => {};

/** A deployment of processes with one connection between them. */
async function deployment() {
  const { leases, close } = await openSqliteStore({ path: ':memory:' });
  const clock = handClock();
  const dead = new Set<string>();
  const connected: string[] = [];
  const frozen = new Set<string>();
  function processOf(owner: string): Channel {
    const channel = (): Channel => ({
      ...fakeChannel(),
      listensAlone: true,
      listen: async () => void connected.push(owner),
      stop: async () => {
        const at = connected.indexOf(owner);
        if (at >= 0) connected.splice(at, 1);
      },
    });
    const asleep = () => frozen.has(owner);
    return standingBy(channel(), {
      leases: {
        ...leases,
        renew: (...asked) => (asleep() ? Promise.reject(new Error('frozen')) : leases.renew(...asked)),
      },
      clock,
      log: silentLog,
      owner,
      heartbeatMs: 3_000,
      deadMs: 10_000,
      mayLive: (other) => !dead.has(other),
      renew: async () => channel(),
    });
  }
  return { clock, connected, dead, frozen, processOf, close };
}

test('one process has the connection, the others stand by and say so; they can send', async () => {
  const { processOf, connected, close } = await deployment();
  const [one, two] = [processOf('one'), processOf('two')];
  await one.listen(nothing);
  await two.listen(nothing);
  expect(connected).toEqual(['one']);
  expect(one.health?.().state).toBe('ready');
  expect(two.health?.().state).toBe('standby');
  const place = message('').place;
  const sent = await two.send({ kind: 'reply', text: 'Hello', visibleTo: 'place' }, place, { key: 'k' });
  expect(sent.platformId).not.toBe('');
  await Promise.all([one.stop(), two.stop()]);
  await close();
});

test('a holder that dies is followed within its time, one that is seen to be dead or stops at once', async () => {
  const { processOf, clock, connected, dead, frozen, close } = await deployment();
  const all = ['one', 'two', 'three', 'four'].map(processOf);
  const [one, two, three, four] = all as [Channel, Channel, Channel, Channel];
  await one.listen(nothing);
  await two.listen(nothing);
  await one.stop();
  await clock.pass(3_000);
  expect(connected).toEqual(['two']);
  // Suspended: it does not know what it missed.
  frozen.add('two');
  await three.listen(nothing);
  await clock.pass(13_000);
  expect(connected).toEqual(['two', 'three']);
  frozen.delete('two');
  await clock.pass(3_000);
  expect(connected).toEqual(['three']);
  expect(two.health?.().state).toBe('standby');
  dead.add('three');
  await four.listen(nothing);
  expect(connected).toEqual(['three', 'four']);
  await Promise.all(all.map((channel) => channel.stop()));
  await close();
});

test('a store that is away for longer than a lease takes nobody the connection', async () => {
  const { processOf, clock, connected, frozen, close } = await deployment();
  const one = processOf('one');
  await one.listen(nothing);
  frozen.add('one');
  await clock.pass(20_000);
  frozen.delete('one');
  await clock.pass(3_000);
  expect(connected).toEqual(['one']);
  await one.stop();
  await close();
});
