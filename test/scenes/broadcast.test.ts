import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTown, PLATFORMS, type PlatformName, type Town, until } from './town.ts';

let town: Town;
beforeAll(async () => {
  town = await openTown();
}, 60_000);
afterAll(() => town.stop());

const NEWS = 'The game night moves to Friday, @everyone';

async function announce(id: string): Promise<void> {
  const { store, clock } = town.app.parts;
  const now = clock.now();
  await store.broadcasts.add({
    id,
    state: 'confirmed',
    announcement: `${NEWS} (${id})`,
    details: '**Bring** a fork',
    metadata: {},
    reach: 'all',
    createdAt: now,
    updatedAt: now,
    expiresAt: 0,
  });
  await town.app.jobs.run('broadcast', {});
}

const got = (on: PlatformName, who: string, id: string, where = 'direct') =>
  town.platforms[on].shown(where, who).filter(({ text }) => text.includes(`(${id})`));

describe.each(PLATFORMS)('%s: announcements', (on) => {
  const who = `reader-${on}`;

  test('come to who asked for them, with a button for fewer', async () => {
    const [state] = await town.command(on, who, '/broadcasts on');
    expect(state?.text).toContain('Announcements come here');
    await town.ask(on, { who: `other-${on}`, text: 'Hello' });
    await announce(`first-${on}`);
    const [post, ...more] = got(on, who, `first-${on}`);
    expect(more).toEqual([]);
    expect(post?.text).toContain('Bring a fork');
    expect(post?.text).toMatch(/announcement of whoever runs Kith/);
    expect(post?.buttons).toEqual(['Less of this']);
    expect(post?.onlyFor).toBeUndefined();
    expect(got(on, `other-${on}`, `first-${on}`)).toEqual([]);
    await town.app.jobs.run('broadcast', {});
    expect(got(on, who, `first-${on}`)).toHaveLength(1);
  });

  test('are fewer after one press, and none after two', async () => {
    const [post] = got(on, who, `first-${on}`);
    const says = (text: string) =>
      until(() => town.platforms[on].shown('direct', who).some((each) => each.text.includes(text)));
    await town.platforms[on].press(who, post?.id ?? '', 'Less of this');
    await says('one a week comes here at most');
    // What was announced is not written over.
    expect(got(on, who, `first-${on}`)).toHaveLength(1);
    await announce(`second-${on}`);
    expect(got(on, who, `second-${on}`)).toEqual([]);
    const next = town.platforms[on].shown('direct', who).find(({ buttons }) => buttons.includes('Send none'));
    await town.platforms[on].press(who, next?.id ?? '', 'Send none');
    await says('No announcements come here');
  });

  test('keep quiet hours that are asked for in a form', async () => {
    const sleeper = `sleeper-${on}`;
    const [state] = await town.command(on, sleeper, '/broadcasts on');
    const { press, form } = town.platforms[on];
    if (state?.buttons.includes('Quiet hours') !== true) throw new Error('no button for quiet hours');
    await press(sleeper, state.id, 'Quiet hours');
    const hour = new Date().getUTCHours();
    const hours = `${hour}-${(hour + 5) % 24} UTC`;
    const opened = await until(() => form(sleeper));
    await opened.submit({ hours, text: hours });
    await until(() =>
      town.platforms[on].shown('direct', sleeper).some(({ text }) => text.includes('None comes between')),
    );
    await announce(`third-${on}`);
    expect(got(on, sleeper, `third-${on}`)).toEqual([]);
  });
});

test('and no platform has anything to complain about', () => {
  expect(town.complaints()).toEqual([]);
});
