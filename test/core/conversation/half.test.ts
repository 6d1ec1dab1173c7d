import { describe, expect, test } from 'vitest';
import { createConversation } from '../../../src/core/conversation/conversation.ts';
import { recoverTurns } from '../../../src/core/conversation/recover.ts';
import type { LanguageModel, ModelEvent } from '../../../src/core/ports/language-model.ts';
import { type FakeOptions, fakeChannel, fakePlatform } from '../delivery/fake-channel.ts';
import { handClock } from '../llm/hand-clock.ts';
import { createWorld, message, modelThat } from './world.ts';

const HOUR = 3_600_000;
const gone = () => false;
const breathe = async () => {
  for (let turn = 0; turn < 10; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** Says half a sentence and never another word. */
const choking: LanguageModel = {
  ...modelThat(),
  async *generate(): AsyncGenerator<ModelEvent> {
    yield { kind: 'text', text: 'I was about to' };
    await new Promise<never>(() => {});
  },
};

/** An answer another run left half shown, its process gone `ageMs` ago. `replied`: its text was stored by then. */
async function halfShown(
  state: 'open' | 'replied',
  { ageMs = 0, ...options }: FakeOptions & { readonly ageMs?: number } = {},
) {
  const own = { stream: 'edit', repeats: 'checked' } as const;
  const platform = fakePlatform();
  const world = await createWorld({ model: modelThat({ reply: () => 'The whole answer.' }) });
  const then = handClock();
  const dying = fakeChannel(own, { ...options, platform });
  const before = { ...world.parts, clock: then, channel: () => dying, owner: 'there:1:then' };
  if (state === 'replied') dying.hold('edit', new Promise(() => {}));
  void createConversation(state === 'open' ? { ...before, model: choking } : before).accept(message('Hello'));
  await breathe();
  const [turn] = await world.parts.store.turns.unfinished(1);
  expect(turn).toMatchObject({ state, spoken: platform.messages.map(({ id }) => id) });

  const channel = fakeChannel(own, { ...options, platform });
  const now = then.now() + ageMs;
  const clock = { ...handClock(), now: () => now };
  const parts = { ...world.parts, clock, channel: () => channel, owner: 'here:1:now' };
  return { world, channel, parts, half: platform.messages.map(({ text }) => text) };
}

describe('half an answer another run left', () => {
  test.each([
    ['open', 'I was about to'],
    ['replied', 'The'],
  ] as const)('%s becomes the whole one, in the same message', async (state, words) => {
    const { world, channel, parts, half } = await halfShown(state);
    expect(half).toEqual([words]);
    const ids = channel.ids;
    expect(await recoverTurns(parts, gone)).toMatchObject({ finished: 1 });
    expect(channel.shown).toEqual(['The whole answer.']);
    expect(channel.ids).toEqual(ids);
    expect(channel.calls).not.toContain('send');
    await world.app.stop();
  });

  test('is taken back where it is too late to answer', async () => {
    const { world, channel, parts } = await halfShown('open', { ageMs: 25 * HOUR });
    expect(await recoverTurns(parts, gone)).toMatchObject({ finished: 1 });
    expect(channel.shown).toEqual([]);
    expect(channel.calls).toEqual(['remove']);
    await world.app.stop();
  });

  test('says that nobody can answer now, where it cannot be taken back', async () => {
    const { world, channel, parts } = await halfShown('open', { ageMs: 25 * HOUR, without: ['remove'] });
    await recoverTurns(parts, gone);
    const lines = parts.personas.default.unavailable.en;
    expect(lines).toContain(channel.shown[0]);
    expect(channel.calls).toEqual(['edit']);
    await world.app.stop();
  });

  test('is made whole however late, where the text was stored: nothing new is posted', async () => {
    const { world, channel, parts } = await halfShown('replied', { ageMs: 25 * HOUR });
    await recoverTurns(parts, gone);
    expect(channel.shown).toEqual(['The whole answer.']);
    expect(channel.calls).toEqual(['edit']);
    await world.app.stop();
  });

  test('that a platform will not let go holds up nothing else', async () => {
    const { world, channel, parts } = await halfShown('open', { ageMs: 25 * HOUR });
    channel.fail('remove');
    channel.fail('edit');
    expect(await recoverTurns(parts, gone)).toMatchObject({ finished: 1 });
    expect(await world.parts.store.turns.unfinished(10)).toEqual([]);
    await world.app.stop();
  });

  test('is no answer while its first words are on their way, where nobody could be asked for them', async () => {
    const world = await createWorld({ model: modelThat({ reply: () => 'The whole answer.' }) });
    const channel = fakeChannel({ stream: 'edit', repeats: 'unchecked' });
    const taken = Promise.withResolvers<void>();
    channel.hold('send', taken.promise);
    const said = createConversation({ ...world.parts, channel: () => channel }).accept(message('Hello'));
    await breathe();
    // A run that finds it stored would take the first words for all of it.
    expect(await world.parts.store.turns.unfinished(1)).toMatchObject([{ state: 'open', spoken: [''] }]);
    taken.resolve();
    await said;
    expect(channel.shown).toEqual(['The whole answer.']);
    await world.app.stop();
  });

  test('that nobody can find again does not stand for the answer', async () => {
    const world = await createWorld({ rules: { 'model.retries': '0' } });
    const platform = fakePlatform();
    const own = { stream: 'edit', repeats: 'unchecked' } as const;
    const dying = fakeChannel(own, { platform });
    dying.hold('send', new Promise(() => {}));
    const before = { ...world.parts, channel: () => dying, model: choking, owner: 'there' };
    void createConversation(before).accept(message('Hello'));
    await breathe();
    expect(await world.parts.store.turns.unfinished(1)).toMatchObject([{ state: 'open', spoken: [''] }]);
    const channel = fakeChannel(own, { platform });
    const mute = modelThat({ reply: () => new Error('no words') });
    await recoverTurns({ ...world.parts, channel: () => channel, model: mute, owner: 'here' }, gone);
    expect(world.parts.personas.default.unavailable.en).toContain(channel.shown[0]);
    await world.app.stop();
  });

  test('is known by the pages that stand, when the platform refuses the rest for good', async () => {
    const world = await createWorld({ model: modelThat({ reply: () => 'One page and another.' }) });
    const channel = fakeChannel({ repeats: 'checked' }, { pageLength: 10 });
    const { send } = channel;
    Object.assign(channel, {
      send: (...given: Parameters<typeof send>) => {
        if (channel.shown.length === 1) channel.fail('send', 1, 'forbidden');
        return send(...given);
      },
    });
    await createConversation({ ...world.parts, channel: () => channel }).accept(message('Hello'));
    expect(channel.shown).toEqual(['One page a']);
    expect(await world.parts.store.messages.ofPlatform(channel.ids[0]!)).toMatchObject({
      text: 'One page and another.',
    });
    await world.app.stop();
  });

  test('is taken back by the run that must stop, and said whole by the next', async () => {
    const stopping = new AbortController();
    const world = await createWorld();
    const channel = fakeChannel({ stream: 'edit', repeats: 'checked' });
    const parts = { ...world.parts, channel: () => channel, owner: 'there', model: choking };
    void createConversation({ ...parts, stopping: stopping.signal }).accept(message('Hello'));
    await breathe();
    expect(channel.shown).toEqual(['I was about to']);
    stopping.abort();
    await breathe();
    expect(channel.shown).toEqual([]);
    const whole = modelThat({ reply: () => 'The whole answer.' });
    await recoverTurns({ ...parts, owner: 'here', model: whole }, gone);
    expect(channel.shown).toEqual(['The whole answer.']);
    await world.app.stop();
  });
});
