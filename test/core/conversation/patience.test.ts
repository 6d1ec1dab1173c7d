import { expect, test } from 'vitest';
import { createPatience } from '../../../src/core/conversation/patience.ts';
import { KithError } from '../../../src/core/errors.ts';
import { accountId } from '../../../src/core/ids.ts';
import type { Store } from '../../../src/core/ports/store.ts';
import { openSqliteStore } from '../../../src/store/sqlite/sqlite-store.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';

const away = (retryable = true) =>
  new KithError('store.unavailable', 'The store cannot be reached.', { retryable });

/** A store that is away while `failing` is set, and one that waits for it. */
async function patientStore() {
  const clock = handClock();
  const stopping = new AbortController();
  const inner = await openSqliteStore({ path: ':memory:' });
  const state: { failing: Error | undefined; asked: number } = { failing: undefined, asked: 0 };
  const { people } = inner;
  const store: Store = {
    ...inner,
    people: {
      ...people,
      ofAccount: async (account, at) => {
        state.asked += 1;
        if (state.failing !== undefined) throw state.failing;
        return people.ofAccount(account, at);
      },
    },
  };
  const changes: boolean[] = [];
  const made = createPatience({ store, clock, log: silentLog, signal: stopping.signal });
  made.outage.onChange((isOn) => changes.push(isOn));
  return { ...made, inner, clock, stopping, state, changes };
}
const ana = accountId('fake:ana');

test('who asks while the store is away is answered when it is back, and told of one outage', async () => {
  const { store, outage, clock, state, changes, inner } = await patientStore();
  state.failing = away();
  const answers = ['ana', 'bob'].map((name) => store.people.ofAccount(accountId(`fake:${name}`), 1));
  await clock.pass(5_000);
  expect(outage.isOn()).toBe(true);
  expect(changes).toEqual([true]);
  state.failing = undefined;
  await clock.pass(2_000);
  expect((await Promise.all(answers)).map(({ accounts }) => accounts)).toEqual([['fake:ana'], ['fake:bob']]);
  expect(changes).toEqual([true, false]);
  expect(outage.isOn()).toBe(false);
  // Two attempts a second at most, however long it lasts.
  expect(state.asked).toBeLessThan(2 * 14);
  await inner.close();
});

test('what will not mend by waiting is thrown at once, and so is everything once the program ends', async () => {
  const { store, state, stopping, clock, changes, inner } = await patientStore();
  state.failing = away(false);
  await expect(store.people.ofAccount(ana, 1)).rejects.toBe(state.failing);
  state.failing = new Error('a bug');
  await expect(store.people.ofAccount(ana, 1)).rejects.toBe(state.failing);
  expect(changes).toEqual([]);
  state.failing = away();
  const asked = store.people.ofAccount(ana, 1);
  const refused = expect(asked).rejects.toBe(state.failing);
  await clock.pass(10);
  stopping.abort();
  await refused;
  await inner.close();
});
