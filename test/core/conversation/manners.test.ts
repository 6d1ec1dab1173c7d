import { describe, expect, onTestFinished, test } from 'vitest';
import { personaName, placeId } from '../../../src/core/ids.ts';
import type { IncomingMessage, Place } from '../../../src/core/message.ts';
import type { PlaceChange } from '../../../src/core/ports/changes.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { handClock } from '../llm/hand-clock.ts';
import {
  createWorld,
  edit,
  knownOf,
  message,
  modelThat,
  type SayOptions,
  type World,
  type WorldOptions,
} from './world.ts';

async function worldWith(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ model: modelThat(), ...options });
  if (options.clock === undefined) onTestFinished(() => world.app.stop());
  return world;
}

const lobby: SayOptions = { where: '#lobby', audience: 'everyone', more: { isAddressed: false } };
const inLobby = (text: string, options: SayOptions = {}): IncomingMessage =>
  message(text, { ...lobby, ...options, more: { ...lobby.more, ...options.more } });
/** Says something in the lobby; who answered since. */
async function answersTo(world: World, text: string, options: SayOptions = {}): Promise<readonly string[]> {
  const before = world.channel.said.length;
  await world.conversation.accept(inLobby(text, options));
  return speakersSince(world, before);
}
const speakersSince = (world: World, before: number) =>
  world.channel.said.slice(before).map(({ kind, speaker }) => speaker?.persona ?? kind);
const why = (world: World, place: string) =>
  world.parts.decisions.of(placeId(`fake:${place}`)).map((decision) => `${decision.what}: ${decision.why}`);
const set = (world: World, place: string, change: Omit<PlaceChange, 'kind' | 'place'>) =>
  world.parts.store.apply(`set ${Math.random()}`, [{ kind: 'place', place: placeId(place), ...change }]);

describe('who answers', () => {
  test('whoever was called, else the chosen one, else the one of the place, else the default', async () => {
    const world = await worldWith();
    const addressed = { more: { isAddressed: true } };
    expect(await answersTo(world, 'Hola', addressed)).toEqual(['alicia']);
    await set(world, 'fake:#lobby', { persona: personaName('yumi') });
    expect(await answersTo(world, 'Hola', addressed)).toEqual(['yumi']);
    await answersTo(world, '/persona use mika');
    expect(await answersTo(world, 'Hola', addressed)).toEqual(['mika']);
    expect(await answersTo(world, 'Alicia, hola')).toEqual(['alicia']);
    expect(await answersTo(world, 'Hola', { ...addressed, who: 'bob' })).toEqual(['yumi']);
    expect(await answersTo(world, 'hola a todos')).toEqual([]);
  });

  test('in a thread what holds in its channel holds too', async () => {
    const world = await worldWith();
    const thread: SayOptions = {
      where: '#lobby/t1',
      place: { parent: placeId('fake:#lobby') },
      more: { isAddressed: true },
    };
    await set(world, 'fake:#lobby', { persona: personaName('yumi') });
    expect(await answersTo(world, 'Hola', thread)).toEqual(['yumi']);
    await answersTo(world, '/persona use mika');
    expect(await answersTo(world, 'Hola', thread)).toEqual(['mika']);
    await set(world, 'fake:#lobby', { quietUntil: Number.MAX_SAFE_INTEGER });
    expect(await answersTo(world, 'Hola', thread)).toEqual([]);
  });

  test('the persona whose message is replied to, even if another is the default here', async () => {
    const world = await worldWith();
    await answersTo(world, 'Mika, hola');
    const [id] = world.channel.ids;
    const reply = { more: { repliesTo: { id: id as never } } };
    expect(await answersTo(world, '¿y tú?', reply)).toEqual(['mika']);
    expect(await answersTo(world, 'Alicia, ¿y tú?', reply)).toEqual(['alicia']);
    expect(await answersTo(world, '¿y tú?', { more: { repliesTo: { id: 'fake:other' as never } } })).toEqual(
      [],
    );
  });

  test('nobody but the persona the account of the platform stands for', async () => {
    const world = await worldWith();
    const only = { place: { persona: personaName('mika') }, where: '#mika' };
    expect(await answersTo(world, 'Mika, hola', only)).toEqual(['mika']);
    expect(await answersTo(world, 'Alicia, hola', only)).toEqual([]);
    expect(await answersTo(world, 'Hola', { ...only, more: { isAddressed: true } })).toEqual(['mika']);
  });
});

describe('several personas', () => {
  test('who are called together answer once each, in order, at most three', async () => {
    const world = await worldWith();
    expect(await answersTo(world, 'Mika y Alicia, venid')).toEqual(['mika', 'alicia']);
    const four = 'Yumi, Mika, Alicia, Tech Support: hola';
    expect(await answersTo(world, four, { who: 'bob' })).toEqual(['yumi', 'mika', 'alicia']);
    expect(world.channel.said.filter(({ notice }) => notice !== undefined)).toHaveLength(2);
  });

  test('keep what was said to each of them apart, and all of it goes with the message', async () => {
    const world = await worldWith();
    const one = inLobby('Alicia, Mika: me llamo Diego');
    await world.conversation.accept(one);
    const { id } = await world.person();
    const { affinity } = world.parts.store;
    const points = async () => (await affinity.ofPerson(id)).map((pair) => `${pair.persona} ${pair.points}`);
    expect((await points()).toSorted()).toEqual(['alicia 1', 'mika 1']);
    expect((await knownOf(world)).facts).toEqual(['personal_info/name Diego']);
    await world.conversation.accept(edit(one, 'Alicia, Mika: me llamo Ana. Sois lindas'));
    expect((await knownOf(world)).facts).toEqual(['personal_info/name Ana']);
    await world.conversation.accept({
      kind: 'deletion',
      eventId: 'gone',
      place: one.place,
      at: one.at + 5_000,
      messages: [one.id],
    });
    expect((await points()).toSorted()).toEqual(['alicia 0', 'mika 0']);
    expect((await knownOf(world)).facts).toEqual([]);
    expect(world.channel.shown).toEqual([]);
  });

  test('do not talk over each other, whoever they answer', async () => {
    const gates = new Map<string, PromiseWithResolvers<string>>();
    const model = modelThat({
      reply: ({ scene }) => {
        const gate = Promise.withResolvers<string>();
        gates.set(scene?.persona.name ?? '', gate);
        return gate.promise;
      },
    });
    const channel = fakeChannel({ stream: 'native' });
    const world = await worldWith({ model, channel });
    const ana = world.conversation.accept(inLobby('Alicia, hola', { who: 'ana' }));
    await expect.poll(() => [...gates.keys()]).toEqual(['alicia']);
    const bob = world.conversation.accept(inLobby('Mika, hola', { who: 'bob' }));
    const elsewhere = world.conversation.accept(inLobby('Yumi, hola', { who: 'eva', where: '#other' }));
    await expect.poll(() => [...gates.keys()]).toEqual(['alicia', 'yumi']);
    gates.get('yumi')?.resolve('Hola.');
    await elsewhere;
    expect([...gates.keys()]).toEqual(['alicia', 'yumi']);
    gates.get('alicia')?.resolve('Hola.');
    await expect.poll(() => gates.has('mika')).toBe(true);
    gates.get('mika')?.resolve('Hola.');
    await Promise.all([ana, bob]);
    expect(speakersSince(world, 0)).toEqual(['yumi', 'alicia', 'mika']);
  });
});

describe('threads', () => {
  const thread: SayOptions = { place: { thread: '1700.1' } };

  test('a persona that has answered in one answers there unasked, until somebody else is meant', async () => {
    const world = await worldWith();
    expect(await answersTo(world, '¿hay alguien?', thread)).toEqual([]);
    expect(await answersTo(world, 'Mika, ¿estás?', thread)).toEqual(['mika']);
    expect(await answersTo(world, '¿y qué haces?', { ...thread, who: 'bob' })).toEqual(['mika']);
    expect(await answersTo(world, '@bob mira esto', thread)).toEqual([]);
    expect(await answersTo(world, 'Alicia, ¿y tú?', thread)).toEqual(['alicia']);
    expect(await answersTo(world, 'vale', thread)).toEqual(['mika']);
    expect(await answersTo(world, 'vale', { place: { thread: '1700.2' } })).toEqual([]);
    expect(await answersTo(world, 'vale')).toEqual([]);
    expect(why(world, '#lobby').slice(0, 5)).toEqual([
      'ignore: not addressed',
      'ignore: not addressed',
      'answer: thread',
      'answer: named',
      'ignore: to another',
    ]);
  });

  test('the usual persona of the channel does not keep the thread to itself', async () => {
    const world = await worldWith();
    await answersTo(world, 'Alicia, ¿estás?', thread);
    await set(world, 'fake:#lobby', { persona: personaName('yumi') });
    expect(await answersTo(world, '¿y ahora?', thread)).toEqual(['yumi']);
  });

  test('nobody joins where that is not wanted', async () => {
    const world = await worldWith({ rules: { 'manners.joinThreads': 'false' } });
    await answersTo(world, 'Mika, ¿estás?', thread);
    expect(await answersTo(world, '¿y qué haces?', thread)).toEqual([]);
  });
});

describe('bots', () => {
  const bot: SayOptions = { who: 'beep', author: { isBot: true } };

  test('are not answered', async () => {
    const world = await worldWith();
    expect(await answersTo(world, 'Alicia, hola', bot)).toEqual([]);
    expect(why(world, '#lobby')).toEqual(['ignore: bot']);
  });

  test('are answered only so often where they are wanted, in each place, and again later', async () => {
    const clock = handClock();
    const world = await worldWith({
      clock,
      rules: { 'manners.bots': 'capped', 'manners.botExchanges': '3', 'manners.botWindowSeconds': '60' },
    });
    const times = async (count: number, options: SayOptions = {}) => {
      const answers: string[] = [];
      for (let each = 0; each < count; each++)
        answers.push(...(await answersTo(world, 'Alicia, hola', { ...bot, ...options })));
      return answers.length;
    };
    expect(await times(5)).toBe(3);
    expect(why(world, '#lobby')[0]).toBe('ignore: too many bots');
    expect(await answersTo(world, 'Alicia, hola')).toEqual(['alicia']);
    expect(await times(1, { where: '#other' })).toBe(1);
    await clock.pass(60_000);
    expect(await times(5)).toBe(3);
  });
});

describe('bursts', () => {
  const merging = () =>
    worldWith({ channel: fakeChannel({ bursts: 'merge' }), rules: { 'inbox.burstMs': '30' } });
  const all = async (world: World, messages: readonly IncomingMessage[]) => {
    await Promise.all(messages.map((each) => world.conversation.accept(each)));
    return speakersSince(world, 0);
  };

  test('ten calls in a row are one answer, whatever is said to others between them', async () => {
    const world = await merging();
    const calls = Array.from({ length: 10 }, (_, index) => inLobby(`Alicia, ${index}`));
    expect(
      await all(
        world,
        calls.flatMap((each) => [each, inLobby('jaja')]),
      ),
    ).toEqual(['alicia']);
    expect(why(world, '#lobby').filter((each) => each === 'merge: named')).toHaveLength(9);
    expect(why(world, '#lobby').filter((each) => each === 'ignore: not addressed')).toHaveLength(10);
  });

  test('that open a thread each are one answer, those in threads of a persona are not', async () => {
    const world = await merging();
    const calls = (count: number) =>
      Array.from({ length: count }, (_, index) =>
        inLobby(`Alicia, ${index}`, { place: { thread: `t${index}` } }),
      );
    expect(await all(world, calls(10))).toEqual(['alicia']);
    for (const each of calls(2)) await world.conversation.accept(each);
    expect(await all(world, calls(2))).toHaveLength(5);
  });

  test('of several people are several answers, and so are those to several personas or in several threads', async () => {
    const world = await merging();
    const place: Partial<Place> = { thread: 't' };
    const answers = await all(world, [
      inLobby('Alicia, uno'),
      inLobby('Alicia, dos', { who: 'bob' }),
      inLobby('Mika, tres'),
      inLobby('Mika, cuatro', { place }),
    ]);
    expect(answers.toSorted()).toEqual(['alicia', 'alicia', 'mika', 'mika']);
  });
});

describe('quiet', () => {
  test('nobody answers, commands still work, and it ends by itself', async () => {
    const clock = handClock();
    const world = await worldWith({ clock });
    await answersTo(world, '/kith quiet 1', { role: 'admin' });
    expect(await answersTo(world, 'Alicia, hola')).toEqual([]);
    expect(await answersTo(world, '/affinity')).toEqual(['command']);
    expect(why(world, '#lobby')).toEqual(['command: typed', 'ignore: quiet', 'command: typed']);
    await clock.pass(3_600_000);
    expect(await answersTo(world, 'Alicia, hola')).toEqual(['alicia']);
  });
});

describe('an edit of what nobody heeded', () => {
  test('is answered when it calls somebody soon enough, once', async () => {
    const clock = handClock();
    const world = await worldWith({ clock });
    const one = inLobby('hola');
    await world.conversation.accept(one);
    await world.conversation.accept(edit(one, 'hola a todos'));
    await clock.pass(50_000);
    await world.conversation.accept(edit(one, 'hola, Alicia', { at: one.at + 2_000 }));
    await world.conversation.accept(edit(one, 'hola, Alicia. Eres linda', { at: one.at + 3_000 }));
    expect(speakersSince(world, 0)).toEqual(['alicia']);
    expect((await knownOf(world)).said).toEqual(['hola, Alicia. Eres linda']);
  });

  test('is too late after a minute, and commands nothing', async () => {
    const clock = handClock();
    const world = await worldWith({ clock });
    const [one, two] = [inLobby('hola'), inLobby('hola')];
    for (const each of [one, two]) await world.conversation.accept(each);
    await clock.pass(30_000);
    await world.conversation.accept(edit(one, 'hola a todos'));
    await world.conversation.accept(edit(two, '/privacy erase yes'));
    await clock.pass(31_000);
    await world.conversation.accept(edit(one, 'hola, Alicia', { at: one.at + 2_000 }));
    expect(world.channel.said).toEqual([]);
    expect(why(world, '#lobby').slice(0, 2)).toEqual(['ignore: too late', 'ignore: not addressed']);
  });
});

test('whoever passes by is nobody Kith knows, nor told of what fails', async () => {
  const world = await worldWith({
    wrapStore: (store) => ({
      ...store,
      messages: { ...store.messages, ofPlatform: () => Promise.reject(new Error('the store is away')) },
    }),
  });
  await answersTo(world, 'hola a todos', { who: 'eva' });
  expect(
    await answersTo(world, 'ja', { who: 'eva', more: { repliesTo: { id: 'fake:x' as never } } }),
  ).toEqual([]);
  const counts = await world.parts.store.counts();
  expect(counts.accounts).toBe(0);
});
