import { expect, test } from 'vitest';
import { createPresence } from '../../../src/core/conversation/presence.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';

async function processes() {
  const { leases, close } = await openSqliteStore({ path: ':memory:' });
  const clock = handClock();
  const dead = new Set<string>();
  let isFrozen = false;
  let isAway = false;
  const presenceOf = (owner: string, { canFreeze = false } = {}) =>
    createPresence({
      leases: {
        ...leases,
        // A process that is suspended asks nothing.
        take: (...asked) =>
          canFreeze && isFrozen ? Promise.reject(new Error('frozen')) : leases.take(...asked),
        holder: (...asked) => (isAway ? Promise.reject(new Error('away')) : leases.holder(...asked)),
      },
      clock,
      log: silentLog,
      owner,
      heartbeatMs: 3_000,
      deadMs: 10_000,
      mayLive: (other) => !dead.has(other),
    });
  return {
    clock,
    dead,
    presenceOf,
    close,
    freeze: (on: boolean) => (isFrozen = on),
    lose: (on: boolean) => (isAway = on),
  };
}

test('a process is alive as long as it gives signs of life, and dead soon after the last', async () => {
  const { clock, presenceOf, close } = await processes();
  const [here, there] = [presenceOf('here'), presenceOf('there')];
  expect(await here.isAlive('there')).toBe(false);
  await here.start();
  await there.start();
  await clock.pass(60_000);
  expect([await here.isAlive('there'), await there.isAlive('here')]).toEqual([true, true]);
  await there.stop();
  expect(await here.isAlive('there')).toBe(false);
  expect(await here.isAlive('here')).toBe(true);
  await here.stop();
  await close();
});

test('one of which it can be told at once that it is gone is not waited for', async () => {
  const { dead, presenceOf, close } = await processes();
  const [here, there] = [presenceOf('here'), presenceOf('there')];
  await there.start();
  dead.add('there');
  expect(await here.isAlive('there')).toBe(false);
  await there.stop();
  await close();
});

test('one that was suspended too long knows that others may have taken its work over', async () => {
  const { clock, presenceOf, freeze, close } = await processes();
  const [here, there] = [presenceOf('here'), presenceOf('there', { canFreeze: true })];
  await here.start();
  await there.start();
  await clock.pass(6_000);
  const since = clock.now();
  expect(there.isUnbroken(since)).toBe(true);
  freeze(true);
  await clock.pass(9_000);
  expect(there.isUnbroken(since)).toBe(false);
  await clock.pass(3_000);
  expect(await here.isAlive('there')).toBe(false);
  freeze(false);
  await clock.pass(3_000);
  expect(await here.isAlive('there')).toBe(true);
  // What it had taken on before is to be asked for, what comes now is its own.
  expect(there.isUnbroken(since)).toBe(false);
  expect(there.isUnbroken(clock.now())).toBe(true);
  await there.stop();
  await here.stop();
  await close();
});

test('nobody counts as dead while the store cannot say, except who is known to be gone', async () => {
  const { clock, dead, presenceOf, lose, close } = await processes();
  const [here, there] = [presenceOf('here'), presenceOf('there')];
  await there.start();
  lose(true);
  expect(await here.isAlive('there')).toBe(true);
  dead.add('there');
  expect(await here.isAlive('there')).toBe(false);
  dead.clear();
  await there.stop();
  lose(false);
  await clock.pass(1);
  expect(await here.isAlive('there')).toBe(false);
  await close();
});
