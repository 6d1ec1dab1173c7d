import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { wordsIn } from '../../../src/core/commands/words.ts';
import { placeId } from '../../../src/core/ids.ts';
import type { World } from '../conversation/world.ts';
import { type Asking, ask, choose, somebody, worldWith } from './asking.ts';

let world: World;
let rooms = 0;
beforeAll(async () => {
  world = await worldWith({ buttons: true });
});
afterAll(() => world.app.stop());

/** A channel of a community of its own. */
function room(community = `town-${++rooms}`) {
  const where = `#square-${++rooms}`;
  const place = placeId(`fake:${where}`);
  const asking: Asking = {
    who: somebody(),
    role: 'admin',
    where,
    audience: 'everyone',
    place: { community },
  };
  return {
    community,
    place,
    asking,
    says: (text: string, more: Asking = {}) => ask(world, text, { ...asking, ...more }),
    subscription: () => world.parts.store.subscriptions.get(place),
  };
}

const commandOf = (answer: { readonly actions?: readonly { readonly command: string }[] }, word: string) =>
  answer.actions?.find(({ command }) => command.includes(word))?.command ?? '';

describe('/broadcasts', () => {
  test('nobody gets any unasked, and a channel is its administrators’ to decide', async () => {
    const { says, subscription } = room();
    expect((await says('/broadcasts')).text).toBe(wordsIn.en.broadcast.subscribed.off);
    const asked = await says('/broadcasts', { role: 'member' });
    expect(asked.actions).toBeUndefined();
    for (const text of ['on', 'off', 'less', 'quiet 22-8 UTC'])
      expect((await says(`/broadcasts ${text}`, { role: 'member' })).text).toMatch(/for administrators/);
    expect(await subscription()).toBeUndefined();
    const on = await says('/broadcasts on');
    expect(on.actions?.map(({ command }) => command)).toEqual(['/broadcasts off', '/quiethours']);
    expect(await subscription()).toMatchObject({ state: 'on', language: 'en' });
    expect((await subscription())?.person).toBeUndefined();
  });

  test('a direct chat is its owner’s, in their language, and goes with them', async () => {
    const who = somebody();
    const direct = { who, locale: 'es' };
    expect((await ask(world, '/anuncios on', direct)).text).toMatch(/^Aquí llegan anuncios/);
    const person = await world.person(who);
    const [own] = (await world.parts.store.subscriptions.list({ after: '', limit: 999 })).filter(
      (each) => each.person === person.id,
    );
    expect(own).toMatchObject({ state: 'on', language: 'es' });
    await world.parts.store.erasePerson(person.id);
    expect(await world.parts.store.subscriptions.get(own!.place.id)).toBeUndefined();
  });

  test('quiet hours by words and by a form, kept when it is turned off and on', async () => {
    const { says, subscription, asking } = room();
    await says('/broadcasts on');
    expect((await says('/broadcasts quiet 22-8')).text).toBe(wordsIn.en.broadcast.quietHow);
    expect((await says('/broadcasts quiet 22-8 europe/madrid')).text).toContain('22:00–8:00 Europe/Madrid');
    expect((await choose(world, 'quiethours', ['23-7'], asking)).text).toContain('23:00–7:00 Europe/Madrid');
    await choose(world, 'quiethours', ['20-6 Asia/Tokyo'], asking);
    await says('/broadcasts off');
    await says('/broadcasts on');
    expect(await subscription()).toMatchObject({ quiet: { from: 1_200, to: 360, zone: 'Asia/Tokyo' } });
    expect((await says('/broadcasts quiet off')).text).toBe(wordsIn.en.broadcast.noQuietHours);
    expect((await subscription())?.quiet).toBeUndefined();
    expect((await subscription())?.state).toBe('on');
  });

  test('less is one a week, then none', async () => {
    const { says, subscription } = room();
    await says('/broadcasts on');
    expect((await says('/broadcasts less')).text).toBe(wordsIn.en.broadcast.lessWeekly);
    expect(await subscription()).toMatchObject({ state: 'weekly' });
    expect((await says('/broadcasts less', { locale: 'es' })).text).toBe(wordsIn.es.broadcast.subscribed.off);
    expect((await says('/broadcasts less')).text).toBe(wordsIn.en.broadcast.subscribed.off);
    expect(await subscription()).toMatchObject({ state: 'off' });
  });
});

describe('/broadcast', () => {
  test('is for administrators', async () => {
    const { says } = room();
    const latest = () => world.parts.store.broadcasts.latest(undefined, 99);
    const before = await latest();
    for (const text of ['/broadcast Free cake', '/broadcast status', '/anuncio enviar 0123456789'])
      expect((await says(text, { role: 'member' })).text).toBe(wordsIn.en.onlyAdmins('broadcast'));
    expect(await latest()).toEqual(before);
  });

  test('shows what it would do to whoever asked, and does it when told to', async () => {
    const { says, community } = room();
    const { store } = world.parts;
    await says('/broadcasts on');
    await says('/broadcasts quiet 0-23 UTC');
    const neighbour = room(community);
    await neighbour.says('/broadcasts off');
    const shown = await says('/broadcast Cake at noon\nBring a fork\nand a plate');
    expect(shown).toMatchObject({ visibleTo: 'author' });
    expect(shown.text).toMatch(/^This would reach 1 place, 1 now in quiet hours, 1 opted out\./);
    expect(shown.text).toContain('> Cake at noon\n> Bring a fork\n> and a plate');
    const send = commandOf(shown, 'send');
    expect(await store.broadcasts.latest(`community:${community}`, 9)).toEqual([]);

    // Of another community: not theirs to know of.
    for (const text of [send, send.replace('send', 'cancel'), send.replace('send', 'status')])
      expect((await room().says(text)).text).toMatch(/^There is no announcement/);
    expect((await neighbour.says(send)).text).toMatch(/^It is on its way/);
    expect((await says(send)).text).toMatch(/^It is on its way/);
    // It begins at once, and waits for who sleeps.
    const latest = () => store.broadcasts.latest(`community:${community}`, 9);
    await expect.poll(latest).toMatchObject([
      {
        announcement: 'Cake at noon',
        details: 'Bring a fork\nand a plate',
        metadata: { priority: 'normal', requires_action: false },
        state: 'sending',
      },
    ]);
    expect((await says('/broadcast status')).text).toContain('**Cake at noon**');
    expect((await says(send.replace('send', 'cancel'))).text).toBe(wordsIn.en.broadcast.cancelled);
    expect((await says(send)).text).toBe(wordsIn.en.broadcast.over(wordsIn.en.broadcast.states.cancelled));
  });

  test('a text that begins like a command is a text', async () => {
    const { says } = room();
    for (const text of ['send help', 'cancel culture', 'status quo', 'estado actual de las cosas'])
      expect((await says(`/broadcast ${text}`)).text).toContain(`> ${text}`);
    expect((await says('/broadcast')).text).toBe(wordsIn.en.broadcast.what);
    expect((await says(`/broadcast ${'a'.repeat(3_001)}`)).text).toBe(
      wordsIn.en.broadcast.tooLong(3_001, 3_000),
    );
  });

  test('where there are no buttons the commands are named', async () => {
    const bare = await worldWith({ buttons: false });
    const admin: Asking = { who: somebody(), role: 'admin', where: '#bare', audience: 'everyone' };
    const { text } = await ask(bare, '/broadcast Cake', admin);
    const typed = /\/broadcast send [0-9a-f]{10}/.exec(text)?.[0] ?? '';
    expect((await ask(bare, typed, admin)).text).toMatch(/^It is on its way/);
    await bare.app.stop();
  });
});
