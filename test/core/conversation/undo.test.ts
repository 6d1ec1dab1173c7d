import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createConversation } from '../../../src/core/conversation/conversation.ts';
import type { IncomingMessage } from '../../../src/core/message.ts';
import { affinityKey } from '../../../src/core/people/keys.ts';
import { stems } from '../../../src/core/retrieval/words.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import {
  alicia,
  createWorld,
  deletion,
  edit,
  knownOf,
  message,
  modelThat,
  type World,
  type WorldOptions,
  watched,
} from './world.ts';

async function worldWith(options: WorldOptions = {}): Promise<World> {
  const world = await createWorld({ model: modelThat(), ...options });
  onTestFinished(() => world.app.stop());
  return world;
}

const tell = async (world: World, ...texts: readonly string[]): Promise<readonly IncomingMessage[]> => {
  const messages = texts.map((text, index) => message(text, { at: 1_700_000_000_000 + index * 1_000 }));
  for (const each of messages) await world.conversation.accept(each);
  return messages;
};

describe('a deleted message', () => {
  test('taught nothing: points, facts and searches are as if it had not been said', async () => {
    const world = await worldWith();
    const [, one] = await tell(world, 'Hola', 'Me llamo Diego. Eres linda', '¿Qué tal?');
    expect(await knownOf(world)).toMatchObject({ facts: ['personal_info/name Diego'], points: 4 });
    await world.conversation.accept(deletion(one!.place, one!));
    expect(await knownOf(world)).toEqual({ facts: [], points: 2, episodes: [], said: ['Hola', '¿Qué tal?'] });
    await world.say('¿Recuerdas a Diego?');
    const asked = (world.parts.model as ReturnType<typeof modelThat>).of('reply').at(-1)!;
    expect(JSON.stringify(asked.messages.slice(0, -1))).not.toContain('Diego');
  });

  test('is in no copy that is kept of what is known', async () => {
    const world = await worldWith();
    const { cache, recall, store } = world.parts;
    const [one] = await tell(world, 'Los ornitorrincos son raros', 'Hola');
    const pair = { person: (await world.person()).id, persona: world.parts.personas.get(alicia).name };
    const isFound = async (word: string, text: string) => {
      const found = await recall.search({ ...pair, stems: stems(word), limit: 5 });
      return found.some(({ message: hit }) => hit.text === text);
    };
    expect(await isFound('ornitorrinco', one!.text)).toBe(true);
    await world.conversation.accept(edit(one!, 'Los erizos pinchan'));
    expect(await isFound('ornitorrinco', one!.text)).toBe(false);
    expect(await isFound('erizos', 'Los erizos pinchan')).toBe(true);
    await world.conversation.accept(deletion(one!.place, one!));
    expect(await recall.search({ ...pair, stems: stems('erizos'), limit: 5 })).toEqual([]);
    const copy = await cache.get(affinityKey(pair));
    expect(copy ?? (await store.affinity.get(pair.person, pair.persona))).toMatchObject({ points: 1 });
  });

  test('waits for what its author is being answered', async () => {
    const gate = Promise.withResolvers<string>();
    const answers = ['First.', gate.promise];
    const world = await worldWith({ model: modelThat({ reply: () => answers.shift() ?? '…' }) });
    const [one] = await tell(world, 'Hola');
    const busy = world.conversation.accept(message('¿Qué tal?'));
    const gone = world.conversation.accept(deletion(one!.place, one!));
    for (let turn = 0; turn < 50; turn++) await new Promise(setImmediate);
    expect((await knownOf(world)).said).toContain('Hola');
    gate.resolve('Second.');
    await Promise.all([busy, gone]);
    expect((await knownOf(world)).said).toEqual(['¿Qué tal?']);
  });

  test('takes its reply with it, every page, though one of them cannot be removed', async () => {
    const channel = fakeChannel({}, { pageLength: 4 });
    const world = await worldWith({ channel, model: modelThat({ reply: () => 'one two six' }) });
    const [one] = await tell(world, 'Hola');
    expect(channel.shown).toEqual(['one ', 'two ', 'six']);
    channel.fail('remove', 1);
    await world.conversation.accept(deletion(one!.place, one!));
    expect(channel.shown).toEqual(['one ']);
    expect(world.log.events.map(({ event }) => event)).toContain('Reply could not be taken back');
  });

  test('leaves a reply that answered more than it, and every reply where that is the rule', async () => {
    const burst = await worldWith({
      channel: fakeChannel({ bursts: 'merge' }),
      rules: { 'inbox.burstMs': '20' },
    });
    const both = ['Hola', 'Eres linda'].map((text) => message(text));
    await Promise.all(both.map((each) => burst.conversation.accept(each)));
    await burst.conversation.accept(deletion(both[0]!.place, both[0]!));
    expect(burst.channel.shown).toEqual(['Fine.']);
    await burst.conversation.accept(deletion(both[1]!.place, both[1]!));
    expect(burst.channel.shown).toEqual([]);
    expect((await knownOf(burst)).points).toBe(0);

    const lasting = await worldWith({ rules: { 'manners.replyFollowsDeletion': 'false' } });
    const [one] = await tell(lasting, 'Hola');
    await lasting.conversation.accept(deletion(one!.place, one!));
    expect(lasting.channel.shown).toEqual(['Fine.']);
    expect(lasting.channel.calls).not.toContain('remove');
  });

  test('while it is being answered waits for the answer, and is gone with it', async () => {
    const gate = Promise.withResolvers<string>();
    const world = await worldWith({ model: modelThat({ reply: () => gate.promise }) });
    const one = message('Me llamo Diego');
    const answered = world.conversation.accept(one);
    const gone = world.conversation.accept(deletion(one.place, one));
    gate.resolve('Hola, Diego.');
    await Promise.all([answered, gone]);
    expect(await knownOf(world)).toEqual({ facts: [], points: 0, episodes: [], said: [] });
    expect(world.channel.shown).toEqual([]);
  });

  test('brought again, under whatever event, changes nothing; nor does its message', async () => {
    const world = await worldWith();
    const [one] = await tell(world, 'Eres linda', 'Hola');
    for (const event of [
      deletion(one!.place, one!),
      deletion(one!.place, one!),
      { ...one!, eventId: 'again' },
    ])
      await world.conversation.accept(event);
    expect(await knownOf(world)).toMatchObject({ points: 1, said: ['Hola'] });
    expect(world.channel.shown).toEqual(['Fine.']);
  });

  test('is not learned from again in another run', async () => {
    const world = await worldWith();
    const [one] = await tell(world, 'Me llamo Diego');
    await world.conversation.accept(deletion(one!.place, one!));
    const next = createConversation(world.parts);
    await next.accept(edit(one!, 'Me llamo Ana'));
    await next.accept({ ...one!, eventId: 'once more' });
    expect(await knownOf(world)).toEqual({ facts: [], points: 0, episodes: [], said: [] });
    expect(world.channel.shown).toEqual([]);
  });

  test('is somebody else’s business where it was never heard, and recorded where it was ours', async () => {
    const world = await worldWith();
    const [one] = await tell(world, 'Hola');
    await world.conversation.accept(deletion(one!.place, 'fake:unknown', world.channel.ids[0]!));
    const decided = world.parts.decisions.of(one!.place.id).slice(0, 2);
    expect(decided.map(({ why }) => why).toSorted()).toEqual(['ours deleted', 'unheard']);
    expect(await knownOf(world)).toMatchObject({ points: 1 });
  });
});

describe('a fact', () => {
  test('that another message told as well stays, with that message', async () => {
    const world = await worldWith();
    const [one, two] = await tell(world, 'Vivo en Madrid', 'Ya sabes que vivo en Madrid');
    await world.conversation.accept(deletion(one!.place, one!));
    const { id } = await world.person();
    const [fact] = await world.parts.store.facts.ofPerson(id);
    expect(fact).toMatchObject({ value: 'Madrid', message: two!.id, firstMentioned: two!.at });
    await world.conversation.accept(deletion(two!.place, two!));
    expect((await knownOf(world)).facts).toEqual([]);
  });

  test('that was replaced or denied by it holds again', async () => {
    const world = await worldWith();
    const [, two] = await tell(world, 'Vivo en Madrid', 'Ahora vivo en Lisboa');
    await world.conversation.accept(deletion(two!.place, two!));
    expect((await knownOf(world)).facts).toEqual(['personal_info/location Madrid']);
    const denial = message('Ya no vivo en Madrid', { at: 1_700_000_009_000 });
    await world.conversation.accept(denial);
    expect((await knownOf(world)).facts).toEqual([]);
    await world.conversation.accept(deletion(denial.place, denial));
    expect((await knownOf(world)).facts).toEqual(['personal_info/location Madrid']);
  });

  test('that was denied or forgotten after it was told does not come back with an earlier telling', async () => {
    for (const ends of ['Ya no vivo en Madrid', '/forget location']) {
      const world = await worldWith();
      const [, , three] = await tell(world, 'Vivo en Madrid', ends, 'Vivo en Madrid');
      expect((await knownOf(world)).facts).toEqual(['personal_info/location Madrid']);
      await world.conversation.accept(deletion(three!.place, three!));
      expect((await knownOf(world)).facts, ends).toEqual([]);
    }
  });

  test('of a burst belongs to the message that told it, also when a model found it', async () => {
    for (const isModel of [true, false]) {
      const facts = '{"facts":[{"category":"personal_info","key":"name","value":"Diego","confidence":0.9}]}';
      const world = await worldWith({
        channel: fakeChannel({ bursts: 'merge' }),
        rules: { 'inbox.burstMs': '20' },
        model: modelThat(isModel ? { facts: () => facts } : {}),
      });
      const both = ['Me llamo Diego', 'me gusta el mar'].map((text) => message(text));
      await Promise.all(both.map((each) => world.conversation.accept(each)));
      const { id } = await world.person();
      const name = (await world.parts.store.facts.ofPerson(id)).find(({ key }) => key === 'name');
      expect(name?.message).toBe(both[0]!.id);
    }
  });
});

describe('an episode', () => {
  const texts = [
    'Hola',
    'Mi perro Max murió ayer',
    'Estoy triste',
    'Ayer me dieron el trabajo nuevo',
    'Gracias',
  ];

  test('knows the messages it was read from and goes with what it tells of', async () => {
    const world = await worldWith();
    const told = await tell(world, ...texts);
    const { id } = await world.person();
    const read = () => world.parts.store.episodes.ofPair(id, world.parts.personas.get(alicia).name);
    expect((await read())[0]?.sources).toEqual(told.map((each) => each.id));
    const before = (await read()).map(({ title }) => title);
    await world.conversation.accept(deletion(told[2]!.place, told[2]!));
    expect((await read()).map(({ title }) => title)).toEqual(before);
    expect((await read())[0]?.sources).toHaveLength(4);
    await world.conversation.accept(deletion(told[4]!.place, told[4]!));
    expect((await read())[0]).toMatchObject({ at: told[3]!.at, title: before[0] });
    await world.conversation.accept(deletion(told[1]!.place, told[1]!));
    const after = (await read()).map(({ title }) => title);
    expect(after).toHaveLength(1);
    expect(after).not.toEqual(before);
    await world.conversation.accept(deletion(told[3]!.place, told[3]!));
    expect(await read()).toEqual([]);
  });

  test('is read again from what an edited message tells now', async () => {
    const world = await worldWith();
    const told = await tell(world, ...texts.with(3, 'Llueve'));
    expect((await knownOf(world)).episodes).toHaveLength(1);
    await world.conversation.accept(edit(told[1]!, 'Mi perro Max ladra'));
    expect((await knownOf(world)).episodes).toEqual([]);
  });
});

describe('an edited message', () => {
  test('teaches what it tells now, without another answer or another mood', async () => {
    const world = await worldWith();
    const [one] = await tell(world, 'Me llamo Diego', 'Hola');
    const mood = async () => {
      const session = await world.parts.store.sessions.latest(
        (await world.person()).id,
        world.parts.personas.get(alicia).name,
        one!.place.id,
      );
      return world.parts.store.moods.get(session!.id);
    };
    const before = await mood();
    await world.conversation.accept(edit(one!, 'Me llamo Ana. Eres linda'));
    expect(await knownOf(world)).toEqual({
      facts: ['personal_info/name Ana'],
      points: 3,
      episodes: [],
      said: ['Me llamo Ana. Eres linda', 'Hola'],
    });
    expect(world.channel.shown).toHaveLength(2);
    expect(await mood()).toEqual(before);
    await world.conversation.accept(deletion(one!.place, one!));
    expect(await knownOf(world)).toMatchObject({ facts: [], points: 1, said: ['Hola'] });
  });

  test('teaches what it tells now wherever the run that took it back died, once it is brought again', async () => {
    for (const [step, moment] of [1, 2, 3].flatMap((at) => [
      [at, 'before'] as const,
      [at, 'after'] as const,
    ])) {
      const directory = mkdtempSync(join(tmpdir(), 'kith-undo-'));
      onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
      const died = Promise.withResolvers<void>();
      const die = () => {
        died.resolve();
        return new Promise<never>(() => {});
      };
      let left = Number.POSITIVE_INFINITY;
      const dying = await createWorld({
        directory,
        model: modelThat(),
        wrapStore: (store) =>
          watched(store, async (name, call) => {
            const isLast = name === 'apply' && --left === 0;
            if (isLast && moment === 'before') return die();
            const done = await call();
            return isLast ? die() : done;
          }),
      });
      const [one] = await tell(dying, 'Me llamo Diego');
      const edited = edit(one!, 'Me llamo Ana. Eres linda');
      left = step;
      void dying.conversation.accept(edited);
      await died.promise;
      await dying.app.parts.store.close();

      for (let times = 0; times < 2; times++) {
        const world = await worldWith({ directory });
        await world.conversation.accept(edited);
        expect(await knownOf(world), `${moment} ${step}`).toMatchObject({
          facts: ['personal_info/name Ana'],
          points: 2,
          said: ['Me llamo Ana. Eres linda'],
        });
        await world.app.stop();
      }
    }
  });

  test('counts when it was said, not when it was edited', async () => {
    const world = await worldWith();
    const [one, two] = await tell(world, 'Vivo en Madrid', 'Ahora vivo en Lisboa');
    await world.conversation.accept(edit(one!, 'Vivo en Sevilla', { at: two!.at + 60_000 }));
    expect((await knownOf(world)).facts).toEqual(['personal_info/location Lisboa']);
    await world.conversation.accept(deletion(two!.place, two!));
    expect((await knownOf(world)).facts).toEqual(['personal_info/location Sevilla']);
  });

  test('keeps what was sent along, and is nobody’s business where its words stay the same', async () => {
    const world = await worldWith();
    const one = message('Hola', { more: { attachments: [{ kind: 'image', name: 'cat.png' }] } });
    await world.conversation.accept(one);
    await world.conversation.accept(edit(one, 'Hola'));
    expect(world.parts.decisions.of(one.place.id)[0]).toMatchObject({ why: 'unchanged' });
    await world.conversation.accept(edit(one, 'Adiós'));
    expect((await knownOf(world)).said).toEqual([expect.stringMatching(/^Adiós\n\[.*cat\.png\]$/)]);
  });

  test('said aside from now on teaches nothing', async () => {
    for (const audience of ['one', 'everyone'] as const) {
      const world = await worldWith();
      const one = message('Me llamo Diego', { audience });
      await world.conversation.accept(one);
      await world.conversation.accept(edit(one, '((me llamo Ana))'));
      const { facts, points } = await knownOf(world);
      expect([facts.length, points]).toEqual(audience === 'one' ? [1, 1] : [0, 0]);
    }
  });
});
