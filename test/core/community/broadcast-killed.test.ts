import { expect, test } from 'vitest';
import { deliverBroadcasts } from '../../../src/core/community/deliver-broadcasts.ts';
import type { Subscription } from '../../../src/core/ports/broadcasts.ts';
import { HOUR, Killed, mortal, NOON, nobodyLives, openSquare } from './square.ts';

/** Numbers from 0 to 1, the same in every run. */
function sequence(seed: number): () => number {
  let last = seed;
  return () => {
    last = (last * 48_271) % 0x7fffffff;
    return last / 0x7fffffff;
  };
}

const TARGETS = 500;
const KILLS = 10;

test.each([1, 20_26, 777])(
  `${TARGETS} places, killed ${KILLS} times: each at most once, nobody who opted out or sleeps (seed %i)`,
  async (seed) => {
    const next = sequence(seed);
    const square = await openSquare();
    const { store, posts } = square;
    const all: Subscription[] = [];
    for (let index = 0; index < TARGETS; index++) {
      const channel = index % 2 === 0 ? 'asked' : 'mute';
      const kind = index % 10;
      all.push(
        await square.subscribe({
          place: { channel },
          ...(kind === 3 || kind === 4 ? { quiet: { from: 11 * 60, to: 14 * 60, zone: 'UTC' } } : {}),
          ...(kind === 5 ? { state: 'off' as const } : {}),
          ...(kind === 6 ? { state: 'weekly' as const, lastSentAt: NOON - 24 * HOUR } : {}),
        }),
      );
    }
    const { id } = await square.confirmed();
    const left = new Map<string, number>();
    let killed = 0;
    for (let run = 0; run < KILLS; run++) {
      const life = mortal(20 + Math.floor(next() * 500), next() < 0.5);
      await deliverBroadcasts(square.process(`run-${run}`, life), nobodyLives).catch((error: unknown) =>
        expect(error).toBeInstanceOf(Killed),
      );
      if (life.isDead) killed++;
      // Somebody who waits for theirs changes their mind between two runs.
      const [waiting] = await store.broadcasts.targets(id, {
        state: 'waiting',
        after: `asked:0${run}`,
        limit: 1,
      });
      const changed = all.find(({ place }) => place.id === waiting?.place);
      if (changed === undefined) continue;
      await store.subscriptions.set({ ...changed, state: 'off' });
      left.set(changed.place.id, posts.length);
    }
    expect(killed).toBe(KILLS);

    await deliverBroadcasts(square.process('last'), nobodyLives);
    const quiet = all.filter((each) => each.quiet !== undefined && !left.has(each.place.id));
    expect(posts.filter(({ place }) => quiet.some((each) => each.place.id === place))).toEqual([]);
    square.now = NOON + 3 * HOUR;
    await deliverBroadcasts(square.process('later'), nobodyLives);

    const times = (place: string) => posts.filter((post) => post.place === place).length;
    const states = await Promise.all(
      (['unknown', 'skipped', 'sent'] as const).map(async (state) =>
        (await store.broadcasts.targets(id, { state, after: '', limit: TARGETS })).map(({ place }) => place),
      ),
    );
    const [unknown = [], skipped = [], sent = []] = states.map((places) => places.map(String));
    // What nobody can be asked about is lost only where a process died over it, never sent twice.
    expect(unknown.length).toBeLessThanOrEqual(KILLS * 4);
    expect(unknown.every((place) => place.startsWith('mute'))).toBe(true);
    for (const { place, state } of all) {
      if (state === 'off' || state === 'weekly') expect(times(place.id), place.id).toBe(0);
      else if (left.has(place.id)) expect(times(place.id), place.id).toBeLessThanOrEqual(1);
      else if (unknown.includes(place.id)) expect(times(place.id), place.id).toBeLessThanOrEqual(1);
      else expect(times(place.id), place.id).toBe(1);
    }
    for (const [place, before] of left)
      expect(posts.slice(before).filter((post) => post.place === place)).toEqual([]);
    expect(unknown.length + skipped.length + sent.length).toBe(TARGETS);
    expect(await store.broadcasts.get(id)).toMatchObject({ state: 'done' });

    const told = posts.length;
    const again = await deliverBroadcasts(square.process('again'), nobodyLives);
    expect({ told: posts.length, ...again }).toMatchObject({ told, broadcasts: 0, sent: 0, remembered: 0 });
    await store.close();
  },
);
