import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { personaName } from '../../../src/core/ids.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { handClock } from '../llm/hand-clock.ts';
import { checkBooks, createWorld, hangs, message, modelThat, watched } from './world.ts';

const folder = mkdtempSync(join(tmpdir(), 'kith-turn-'));
afterAll(() => rmSync(folder, { recursive: true }));
const alicia = personaName('alicia');
const breathe = async (turns = 5) => {
  for (let turn = 0; turn < turns; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

describe('a message', () => {
  test('is stored, answered, counted and settled', async () => {
    const world = await createWorld({ model: modelThat({ reply: () => 'Hola, Ana.' }) });
    expect(await world.say('Hola')).toEqual(['Hola, Ana.']);
    expect(await checkBooks(world.parts.store, (await world.person()).id, alicia)).toMatchObject({
      points: 1,
      sum: 1,
      users: ['Hola'],
      replies: ['Hola, Ana.'],
      unfinished: 0,
    });
    await world.app.stop();
  });

  test('steps come in their order: stored, loaded, said, reflected, applied', async () => {
    const steps: string[] = [];
    const channel = fakeChannel();
    const world = await createWorld({
      model: modelThat({
        reply: () => {
          steps.push('model reply');
          return 'Hola.';
        },
        mood: () => {
          steps.push('model mood', channel.shown.length === 1 ? 'the person has their answer' : 'too early');
          return '{"mood":null,"intensity":null}';
        },
      }),
      channel,
      wrapStore: (store) =>
        watched(store, (name, call) => {
          steps.push(name);
          return call();
        }),
    });
    await world.say('Hola');
    const order = [
      'turns.open',
      'messages.recent',
      'model reply',
      'turns.replied',
      'turns.delivered',
      'model mood',
      'the person has their answer',
      'apply',
    ].map((step) => steps.indexOf(step));
    expect(order).not.toContain(-1);
    expect(order).toEqual(order.toSorted((a, b) => a - b));
    await world.app.stop();
  });

  test('everything a reply is made from is asked for at once', async () => {
    const clock = handClock();
    let under = 0;
    let most = 0;
    let isSlow = false;
    const world = await createWorld({
      model: modelThat(),
      clock,
      wrapStore: (store) =>
        watched(store, async (name, call) => {
          if (!isSlow || !/^(affinity|moods|facts)\.|^messages\.recent/.test(name)) return call();
          most = Math.max(most, ++under);
          await clock.sleep(50);
          under--;
          return call();
        }),
    });
    isSlow = true;
    const begun = clock.now();
    const model = world.parts.model as ReturnType<typeof modelThat>;
    const answered = world.say('Hola');
    while (model.of('reply').length === 0) {
      await clock.pass(10);
      if (clock.now() - begun > 5_000) break;
    }
    const loadedAt = clock.now();
    isSlow = false;
    // Affinity, mood, recent messages, facts, and what was to be forgotten.
    expect(most).toBe(5);
    // A step of 10 ms more than the slowest of them, where one after the other would be 250.
    expect(loadedAt - begun).toBeLessThan(100);
    await clock.pass(1_000);
    await answered;
    await world.app.stop();
  });

  test('the prompt holds the last ten messages exactly, oldest first, and not the one being answered', async () => {
    let count = 0;
    const model = modelThat({ reply: () => `Answer number ${++count}.` });
    const world = await createWorld({ model });
    for (let index = 1; index <= 13; index++) await world.say(`Line number ${index}`);
    const prompt = model.of('reply').at(-1)!.messages;
    const turns = prompt.filter(({ role }) => role !== 'system');
    expect(turns.map(({ content }) => content)).toEqual([
      ...[8, 9, 10, 11, 12].flatMap((index) => [`Line number ${index}`, `Answer number ${index}.`]),
      'User says: Line number 13',
    ]);
    await world.app.stop();
  });

  test('a mood colours the message after the one that made it', async () => {
    const model = modelThat({ mood: () => '{"mood":"shy","intensity":0.3}' });
    const world = await createWorld({ model });
    await world.say('Hola');
    await world.say('¿Qué tal?');
    const moods = model.of('reply').map(({ scene }) => scene?.mood);
    expect(moods).toEqual(['neutral', 'shy']);
    await world.app.stop();
  });

  test.each([
    ['facts', 'Me llamo Diego'],
    ['mood', 'You are pretty'],
  ] as const)('where the %s question fails, the other parts stand', async (purpose, text) => {
    const failing = modelThat({ [purpose]: () => new Error('broken') });
    const world = await createWorld({ model: failing, rules: { 'model.retries': '0' } });
    await world.say(text);
    const person = await world.person();
    const books = await checkBooks(world.parts.store, person.id, alicia);
    expect(books.points).toBeGreaterThan(0);
    expect(books.unfinished).toBe(0);
    // Our own detectors took over.
    if (purpose === 'facts') {
      expect(await world.parts.store.facts.ofPerson(person.id)).toMatchObject([
        { key: 'name', value: 'Diego' },
      ]);
    } else {
      const session = await world.parts.store.sessions.latest(person.id, alicia, message('').place.id);
      expect(await world.parts.store.moods.get(session!.id)).toMatchObject({ label: 'shy' });
    }
    await world.app.stop();
  });

  test('a reflection that hangs keeps nobody from the answer, and ends at its deadline', async () => {
    const clock = handClock();
    const model = modelThat({ mood: hangs, facts: hangs });
    const world = await createWorld({ model, clock, rules: { 'reflect.deadlineMs': '5000' } });
    let isOver = false;
    const over = world.say('You are pretty').then(() => {
      isOver = true;
    });
    await breathe(40);
    expect(world.channel.shown).toEqual(['Fine.']);
    expect(isOver).toBe(false);
    await clock.pass(5_000);
    await breathe(20);
    await over;
    expect(await world.affinity()).toMatchObject({ points: 2 });
    await world.app.stop();
  });

  test('a model that fails is covered by words of the persona, and the message counts', async () => {
    const model = modelThat({ reply: () => new Error('ECONNRESET at 10.0.0.1:443') });
    const world = await createWorld({ model, rules: { 'model.retries': '0' } });
    const [answer] = await world.say('Hello');
    expect(answer).not.toMatch(/ECONN|Error|undefined/);
    expect(world.parts.personas.default.unavailable.en).toContain(answer);
    expect(await world.affinity()).toMatchObject({ points: 1 });
    await world.app.stop();
  });

  test('messages of one burst are answered together and counted one by one', async () => {
    const model = modelThat();
    const channel = fakeChannel({ bursts: 'merge' });
    const world = await createWorld({ model, channel, rules: { 'inbox.burstMs': '20' } });
    await Promise.all([world.say('Hello'), world.say('You are very pretty'), world.say('How are you?')]);
    expect(channel.shown).toEqual(['Fine.']);
    expect(model.of('reply').at(-1)!.messages.at(-1)!.content).toBe(
      'User says: Hello\nYou are very pretty\nHow are you?',
    );
    expect(await checkBooks(world.parts.store, (await world.person()).id, alicia)).toMatchObject({
      points: 4,
      sum: 4,
      rows: 3,
      users: ['Hello', 'You are very pretty', 'How are you?'],
      replies: ['Fine.'],
    });
    await world.app.stop();
  });
});

describe('a message that comes again', () => {
  test('after a restart is neither answered nor counted again', async () => {
    const directory = join(folder, 'again');
    const first = await createWorld({ directory, model: modelThat() });
    await first.say('Hola', { id: 'same' });
    await first.app.stop();

    const second = await createWorld({ directory, model: modelThat() });
    expect(await second.say('Hola', { id: 'same' })).toEqual([]);
    expect(await checkBooks(second.parts.store, (await second.person()).id, alicia)).toMatchObject({
      points: 1,
      users: ['Hola'],
      replies: ['Fine.'],
    });
    await second.app.stop();
  });

  test.each([
    ['before', ['old', 'new']],
    ['after', ['new', 'old']],
  ])('in one burst %s a new one leaves the new one its answer and its point', async (_, order) => {
    const directory = join(folder, order.join('-'));
    const first = await createWorld({ directory, model: modelThat() });
    await first.say('The old one', { id: 'old' });
    await first.app.stop();

    const model = modelThat({ reply: () => 'Only the new one.' });
    const channel = fakeChannel({ bursts: 'merge' });
    const second = await createWorld({ directory, model, channel, rules: { 'inbox.burstMs': '20' } });
    await Promise.all(order.map((id) => second.say(`The ${id} one`, { id })));
    expect(channel.shown).toEqual(['Only the new one.']);
    expect(model.of('reply')[0]!.messages.at(-1)!.content).toBe('User says: The new one');
    expect(await checkBooks(second.parts.store, (await second.person()).id, alicia)).toMatchObject({
      points: 2,
      sum: 2,
      rows: 2,
      users: ['The old one', 'The new one'],
      isAnsweredOnce: true,
      unfinished: 0,
    });
    await second.app.stop();
  });
});

describe('where something breaks', () => {
  test('a platform that refuses the answer costs the answer only: it is kept, the message counts', async () => {
    const channel = fakeChannel({ typing: true });
    channel.fail('send', 1, 'forbidden');
    const world = await createWorld({ model: modelThat(), channel });
    await world.say('Hola');
    expect(channel.shown).toEqual([]);
    expect(channel.calls.at(-1)).toBe('quiet');
    expect(await checkBooks(world.parts.store, (await world.person()).id, alicia)).toMatchObject({
      points: 1,
      replies: ['Fine.'],
      unfinished: 0,
    });
    expect(await world.say('¿Sigues ahí?')).toEqual(['Fine.']);
    await world.app.stop();
  });

  test.each(['people.ofAccount', 'turns.open', 'messages.recent', 'turns.replied'])(
    'a store that fails at %s gets the person a line, and nothing is left running',
    async (broken) => {
      let isBroken = true;
      const channel = fakeChannel({ typing: true, stream: 'edit', editEveryMs: 0 });
      const world = await createWorld({
        model: modelThat(),
        channel,
        wrapStore: (store) =>
          watched(store, (name, call) =>
            isBroken && name === broken ? Promise.reject(new Error('SQLITE_FULL /var/x')) : call(),
          ),
      });
      await world.say('Hello');
      expect(channel.shown.at(-1)).toBe('That did not work just now. Nothing was lost; please try again.');
      const typing = channel.calls.filter((call) => call === 'typing' || call === 'quiet');
      expect(typing.length % 2).toBe(0);
      expect(typing.filter((call) => call === 'quiet')).toHaveLength(typing.length / 2);
      isBroken = false;
      const before = channel.shown.length;
      await world.say('Hello again');
      expect(channel.shown.slice(before)).toEqual(['Fine.']);
      await world.app.stop();
    },
  );

  test('a command that cannot be answered takes nothing else of its burst with it', async () => {
    const channel = fakeChannel({ bursts: 'merge' });
    const world = await createWorld({ model: modelThat(), channel, rules: { 'inbox.burstMs': '20' } });
    channel.fail('send', 1, 'forbidden');
    await Promise.all([
      world.say('One'),
      world.say('/help'),
      world.say('Two'),
      world.say('/mood'),
      world.say('Three'),
    ]);
    const books = await checkBooks(world.parts.store, (await world.person()).id, alicia);
    expect(books).toMatchObject({ users: ['One', 'Two', 'Three'], points: 3, unfinished: 0 });

    channel.fail('send', 2, 'forbidden');
    await Promise.all([world.say('Four'), world.say('/help'), world.say('Five')]);
    expect((await checkBooks(world.parts.store, (await world.person()).id, alicia)).users).toEqual([
      'One',
      'Two',
      'Three',
      'Four',
      'Five',
    ]);
    await world.app.stop();
  });

  test('a turn that could not be settled is finished later, with the points it is worth', async () => {
    let isBroken = true;
    const world = await createWorld({
      model: modelThat(),
      wrapStore: (store) =>
        watched(store, (name, call) =>
          isBroken && name === 'apply' ? Promise.reject(new Error('locked')) : call(),
        ),
    });
    expect(await world.say('Hello')).toEqual(['Fine.']);
    isBroken = false;
    expect(await world.parts.store.turns.unfinished(10)).toMatchObject([{ state: 'delivered' }]);
    await world.app.stop();
  });
});
