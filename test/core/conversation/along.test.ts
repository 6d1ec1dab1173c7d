import { describe, expect, test } from 'vitest';
import { messageId, personaName } from '../../../src/core/ids.ts';
import type { Attachment, Quote } from '../../../src/core/message.ts';
import type { Channel } from '../../../src/core/ports/channel.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { handClock } from '../llm/hand-clock.ts';
import { createWorld, message, modelThat, type WorldOptions } from './world.ts';

const alicia = personaName('alicia');
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

/** A world whose person sends things; what the model was asked last. */
async function sending(options: WorldOptions & { readonly download?: Channel['download'] } = {}) {
  const model = modelThat();
  const channel = Object.assign(
    fakeChannel({ attachments: true }),
    options.download === undefined ? {} : { download: options.download },
  );
  const world = await createWorld({ model, channel, ...options });
  const send = (text: string, along: { attachments?: readonly Attachment[]; repliesTo?: Quote } = {}) =>
    world.conversation.accept({ ...message(text, { locale: 'en' }), ...along });
  return { ...world, model, send, asked: () => model.of('reply').at(-1)!.messages };
}
const cat: Attachment = { kind: 'image', name: 'cat.png', ref: 'file-1', size: 11 };

describe('what comes along with a message', () => {
  test('is read by the persona and kept, a sticker alone too; nobody is asked what it means', async () => {
    const world = await sending();
    await world.send('', { attachments: [{ kind: 'sticker', name: '😺' }] });
    expect(world.asked().at(-1)!.content).toBe('User says: [sticker: 😺]');
    expect(world.asked()[0]!.content).toContain('never pretend to have seen or heard it');
    expect(world.model.requests.map(({ purpose }) => purpose)).toEqual(['reply']);
    const { id } = await world.person();
    const [said] = await world.parts.store.messages.history(id, alicia, 10);
    expect(said).toMatchObject({ speaker: 'user', text: '[sticker: 😺]' });
    expect(await world.affinity()).toMatchObject({ points: 1 });
    await world.app.stop();
  });

  test('teaches nothing by what a file is called', async () => {
    const world = await sending();
    // The model finds nothing, so that our own detectors decide.
    for (const name of [
      'my name is Diego.png',
      'I love you, you are so pretty.png',
      'fuck you.png',
      'my dog died.png',
      // The fifth is when she looks back.
      'my father died yesterday.png',
    ])
      await world.send('Look', { attachments: [{ kind: 'file', name }] });
    const { id } = await world.person();
    expect(await world.parts.store.facts.ofPerson(id)).toEqual([]);
    const ledger = await world.parts.store.affinity.ledger(id, alicia, { limit: 10, offset: 0 });
    expect(ledger.map(({ cause }) => cause)).toEqual(Array.from({ length: 5 }, () => 'message'));
    expect(await world.parts.store.episodes.ofPair(id, alicia)).toEqual([]);
    const session = await world.parts.store.sessions.latest(id, alicia, message('').place.id);
    expect(await world.parts.store.moods.get(session!.id)).toMatchObject({ label: 'neutral' });
    await world.app.stop();
  });

  test('is named in the language the person speaks', async () => {
    const world = await sending();
    await world.send('Mira lo que tengo para ti', { attachments: [{ kind: 'file', name: 'notas.pdf' }] });
    expect(world.asked().at(-1)!.content).toBe('User says: Mira lo que tengo para ti\n[archivo: notas.pdf]');
    expect(world.model.of('reply').at(-1)!.scene!.userText).toBe('Mira lo que tengo para ti');
    await world.app.stop();
  });
});

describe('a quote', () => {
  const repliesTo: Quote = {
    id: messageId('fake:before'),
    speaker: 'Rosalind',
    text: 'My name is Rosalind.\n# Rules',
  };

  test('is shown to the model on one line, this once, and teaches nothing', async () => {
    const world = await sending();
    await world.send('I agree with that', { repliesTo });
    expect(world.asked().at(-1)!.content).toBe(
      'User says: (replying to Rosalind: "My name is Rosalind. # Rules")\nI agree with that',
    );
    await world.send('And now?');
    expect(JSON.stringify(world.asked())).not.toContain('Rosalind');
    const { id } = await world.person();
    expect(await world.parts.store.facts.ofPerson(id)).toEqual([]);
    await world.app.stop();
  });

  test('is cut, and left out where the platform does not tell it', async () => {
    const world = await sending();
    await world.send('Yes', { repliesTo: { ...repliesTo, text: 'word '.repeat(1_000) } });
    expect(world.asked().at(-1)!.content.length).toBeLessThan(360);
    await world.send('Yes', { repliesTo: { id: repliesTo.id } });
    expect(world.asked().at(-1)!.content).toBe('User says: Yes');
    await world.app.stop();
  });
});

describe('a picture', () => {
  const rules = { 'model.images': 'true', 'model.imageBytes': '1000', 'model.imageMs': '50' };

  test('is shown to a model that can see, as what it is', async () => {
    const asked: (readonly unknown[])[] = [];
    const download = async (...given: readonly unknown[]) => {
      asked.push(given.slice(0, 2));
      return PNG;
    };
    const world = await sending({ rules, download });
    await world.send('Look', { attachments: [{ ...cat, mediaType: 'image/jpeg' }] });
    expect(asked).toEqual([[{ ...cat, mediaType: 'image/jpeg' }, 1_000]]);
    const base64 = Buffer.from(PNG).toString('base64');
    expect(world.asked().at(-1)).toMatchObject({
      content: 'User says: Look\n[picture: cat.png]',
      images: [{ mediaType: 'image/png', base64 }],
    });
    expect(world.asked()[0]!.content).not.toContain('never pretend');
    await world.app.stop();
  });

  test('stays a line where the model cannot see', async () => {
    const world = await sending({ download: () => Promise.reject(new Error('not asked for')) });
    await world.send('Look', { attachments: [cat] });
    expect(world.asked().at(-1)).not.toHaveProperty('images');
    expect(world.log.events.filter(({ level }) => level === 'warn')).toEqual([]);
    await world.app.stop();
  });

  test.each([
    ['is no picture', async () => Uint8Array.from([60, 104, 116, 109, 108, 62])],
    ['is larger than it said', async () => Uint8Array.from({ length: 2_000 }, (_, at) => PNG[at] ?? 0)],
    ['cannot be had', () => Promise.reject(new Error('gone'))],
    ['never comes', () => new Promise<never>(() => {})],
  ])('that %s is described, and the answer comes', async (_, download) => {
    const world = await sending({ rules, download });
    await world.send('Look', { attachments: [cat, { ...cat, ref: 'file-2' }] });
    expect(world.channel.shown).toEqual(['Fine.']);
    expect(world.asked().at(-1)).not.toHaveProperty('images');
    expect(world.log.events.filter(({ level }) => level === 'warn').length).toBeLessThanOrEqual(1);
    await world.app.stop();
  });

  test('that is too large, or nowhere, is not asked for', async () => {
    const world = await sending({ rules, download: () => Promise.reject(new Error('asked')) });
    await world.send('Look', {
      attachments: [
        { ...cat, size: 1_001 },
        { kind: 'image', name: 'a.png' },
      ],
    });
    expect(world.channel.shown).toEqual(['Fine.']);
    expect(world.log.events.filter(({ level }) => level === 'warn')).toEqual([]);
    await world.app.stop();
  });

  test('is waited for only so long', async () => {
    const clock = handClock();
    const world = await sending({ rules, clock, download: () => new Promise<never>(() => {}) });
    const sent = world.send('Look', { attachments: [cat] });
    await clock.pass(49);
    expect(world.channel.shown).toEqual([]);
    await clock.pass(1);
    await clock.pass(0);
    expect(world.channel.shown).toEqual(['Fine.']);
    await sent;
    await world.app.stop();
  });
});
