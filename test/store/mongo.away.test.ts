import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountId } from '../../src/core/ids.ts';
import type { Store } from '../../src/core/ports/store.ts';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { mongoForTests } from '../servers/for-tests.ts';
import { startMongo } from '../servers/mongo.ts';
import type { OwnServer } from '../servers/own-server.ts';
import { alicia, fresh, meet, monday, points } from './samples.ts';

const shared = await mongoForTests();

describe.skipIf(shared === undefined)('a MongoDB that is away', () => {
  let server: OwnServer | undefined;
  beforeAll(async () => {
    server = await startMongo({ isKept: true });
  }, 90_000);
  afterAll(() => server?.stop());

  const open = (uri = server?.uri ?? '') =>
    openMongoStore({
      uri,
      database: 'away',
      clock: systemClock,
      timeouts: { serverSelectionMs: 1_000, connectMs: 1_000, socketMs: 1_000, closeMs: 500 },
    });
  const unavailable = { code: 'store.unavailable', retryable: true };
  /** Every way in fails, each within its time. */
  const isAway = async (store: Store) => {
    const began = performance.now();
    const asked = [
      store.health(),
      store.people.ofAccount(accountId('x:ana'), monday),
      store.turns.unfinished(9),
    ];
    for (const each of await Promise.allSettled(asked))
      expect(each).toMatchObject({ status: 'rejected', reason: unavailable });
    expect(performance.now() - began).toBeLessThan(10_000);
  };
  const isBack = (store: Store) =>
    expect
      .poll(
        () =>
          store.health().then(
            () => true,
            () => false,
          ),
        { timeout: 30_000 },
      )
      .toBe(true);

  test('is said so in time, and found again without a restart', async () => {
    if (server === undefined) return;
    const store = await open();
    const { person } = await meet(store);
    await store.apply(fresh('turn'), [points(person, 3)]);

    server.pause();
    await isAway(store);
    server.resume();
    await isBack(store);
    expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 3 });

    await server.kill();
    await isAway(store);
    await server.restart();
    await isBack(store);
    await store.apply(fresh('turn'), [points(person, 2)]);
    expect(await store.affinity.get(person, alicia)).toMatchObject({ points: 5 });

    server.pause();
    const began = performance.now();
    await store.close();
    expect(performance.now() - began).toBeLessThan(5_000);
    server.resume();
  }, 90_000);

  test('that hangs is one that is away, as soon as the driver gives it up', async () => {
    if (server === undefined) return;
    const store = await openMongoStore({
      uri: server.uri,
      database: 'away',
      clock: systemClock,
      // Far longer than the driver waits for a sign of life: what is asked ends with its connection.
      timeouts: {
        serverSelectionMs: 1_000,
        connectMs: 500,
        heartbeatMs: 500,
        socketMs: 600_000,
        closeMs: 500,
      },
    });
    const { person } = await meet(store);
    server.pause();
    try {
      await expect(store.people.get(person)).rejects.toMatchObject(unavailable);
      await expect(store.apply(fresh('turn'), [points(person, 3)])).rejects.toMatchObject(unavailable);
    } finally {
      server.resume();
    }
    await isBack(store);
    await store.close();
  }, 60_000);

  test('is named without the password of its address', async () => {
    for (const uri of [
      'mongodb://ana:s3cret%2Fpass@127.0.0.1:1/kith',
      'mongodb://ana:s3cret%2Fpass@127.0.0.1:notaport/kith',
      'mongodb+srv://ana:s3cret%2Fpass@nowhere.invalid/kith?tls=maybe',
    ]) {
      const failed: unknown = await open(uri).catch((error: unknown) => error);
      expect(failed).toMatchObject({ code: 'store.unavailable' });
      const { message, details, cause, stack } = failed as Error & { details: unknown };
      expect(`${message} ${JSON.stringify(details)} ${String(cause)} ${stack}`).not.toContain('s3cret');
      expect(message).toMatch(/127\.0\.0\.1|nowhere/);
    }
  }, 30_000);
});
