import { describe, expect, test } from 'vitest';
import type { Capabilities } from '../../../src/core/capabilities.ts';
import { createConversation } from '../../../src/core/conversation/conversation.ts';
import { recoverTurns } from '../../../src/core/conversation/recover.ts';
import type { LanguageModel, ModelEvent } from '../../../src/core/ports/language-model.ts';
import { type FakeOptions, fakeChannel, fakePlatform } from '../delivery/fake-channel.ts';
import { createWorld, message, modelThat, type World, watched } from './world.ts';

type Around = <T>(name: string, step: () => Promise<T>) => Promise<T>;
type Streams = NonNullable<FakeOptions['streams']>;
type Moment = 'before' | 'after';

/** Three pages each, and none of one is a page of the other. */
const answer = { first: 'Uno, dos. Tres, seis. Diez.', second: 'Pan y sal. Vino, miel. Fin.' };
const PAGE = 10;
const pagesOf = (text: string) => text.match(/.{1,10}/g)!;

const breathe = async () => {
  for (let turn = 0; turn < 4; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

/** Says `text` in deltas; between two of them the platform has time to show something. */
function speaking(text: string, around: Around = (_, step) => step()): LanguageModel {
  return {
    ...modelThat(),
    answersQuestions: false,
    async *generate(): AsyncGenerator<ModelEvent> {
      for (const piece of text.match(/.{1,5}/g)!) {
        await around('model', breathe);
        yield { kind: 'text', text: piece };
      }
      yield { kind: 'end', finish: 'stop', usage: {} };
    },
  };
}

/** Steps of a run until it "dies": that step's answer never comes, nor does anything after it. */
function mortal(step: number, moment: Moment) {
  const steps: string[] = [];
  const never = new Promise<never>(() => {});
  const died = Promise.withResolvers<void>();
  let isDead = false;
  const die = () => {
    isDead = true;
    died.resolve();
    return never;
  };
  const around: Around = async (name, call) => {
    if (isDead) return never;
    const isLast = steps.push(name) === step;
    if (isLast && moment === 'before') return die();
    const done = await call();
    if (isDead) return never;
    return isLast ? die() : done;
  };
  return { steps, around, died: died.promise };
}

let people = 0;

/** One message, torn off at a step and finished by another run; what the person sees in the end. */
async function tear(
  world: World,
  own: Partial<Capabilities>,
  streams: Streams,
  step: number,
  moment: Moment,
) {
  const platform = fakePlatform();
  const options = { pageLength: PAGE, platform, streams };
  const run = mortal(step, moment);
  const dying = fakeChannel(own, { ...options, around: run.around });
  const parts = {
    ...world.parts,
    channel: () => dying,
    model: speaking(answer.first, run.around),
    store: watched(world.parts.store, (name, call) =>
      name.startsWith('turns.') ? run.around(name, call) : call(),
    ),
    owner: 'first',
  };
  const who = `who${++people}`;
  const said = createConversation(parts).accept(message('Hola', { who, locale: 'es' }));
  await Promise.race([said, run.died]);
  // What was under way when the process died is over by now, or never will be.
  await breathe();
  const before = platform.messages.map(({ text }) => text);

  const channel = fakeChannel(own, options);
  await recoverTurns(
    { ...world.parts, channel: () => channel, model: speaking(answer.second), owner: 'second' },
    () => false,
  );
  const person = await world.person(who);
  const [reply] = (
    await world.parts.store.messages.history(person.id, world.parts.personas.default.name, 10)
  ).filter(({ speaker }) => speaker === 'assistant');
  return { steps: run.steps, before, platform, reply, calls: channel.calls };
}

const ways: readonly (readonly [Capabilities['stream'], Capabilities['repeats'], Streams])[] = [
  ['none', 'safe', 'messages'],
  ['none', 'checked', 'messages'],
  ['none', 'unchecked', 'messages'],
  ['edit', 'safe', 'messages'],
  ['edit', 'checked', 'messages'],
  ['edit', 'unchecked', 'messages'],
  ['native', 'safe', 'drafts'],
  ['native', 'checked', 'messages'],
  ['native', 'checked', 'drafts'],
  ['native', 'unchecked', 'drafts'],
];

describe('an answer that is torn off', () => {
  test.each(ways)(
    'in a place of stream %s and repeats %s (%s) stands whole, once',
    async (stream, repeats, streams) => {
      const world = await createWorld();
      const own = { stream, repeats, edits: stream !== 'none' };
      const whole = await tear(world, own, streams, Number.POSITIVE_INFINITY, 'before');
      expect(whole.platform.messages.map(({ text }) => text)).toEqual(pagesOf(answer.first));
      expect(whole.steps.filter((name) => /^(send|edit|finish|page)$/.test(name)).length).toBeGreaterThan(2);

      for (let step = 1; step <= whole.steps.length; step++) {
        for (const moment of ['before', 'after'] as const) {
          const { steps, before, platform, reply, calls } = await tear(world, own, streams, step, moment);
          const at = `${moment} step ${step} of ${steps.join(', ')}; then ${calls.join(', ')}`;
          const shown = platform.messages.map(({ text }) => text);
          if (steps.at(-1) === 'turns.open' && moment === 'before') {
            // Nothing was stored: the platform brings the message again, or it was never acknowledged.
            expect(shown, at).toEqual([]);
            continue;
          }
          const pages = pagesOf(reply!.text);
          expect([answer.first, answer.second], at).toContain(reply!.text);
          if (repeats === 'checked') {
            expect(shown, at).toEqual(pages);
            expect(reply!.platformIds, at).toEqual(platform.messages.map(({ id }) => id));
          } else if (repeats === 'safe') {
            // Nothing is lost by a page that comes again, but none is missing.
            expect(shown, at).toEqual(expect.arrayContaining(pages));
            const stray = shown.filter((text) => !pages.includes(text));
            expect(stray.length, at).toBeLessThanOrEqual(stream === 'edit' ? 1 : 0);
          } else {
            // Nobody can be asked: a page that may stand is not said again, and words nobody can find stay.
            const lost = pages.filter((page) => !shown.includes(page));
            const stray = shown.filter((text) => !pages.includes(text));
            expect(lost.length + stray.length, at).toBeLessThanOrEqual(1);
            // Only between the record and the request itself: not while it waits for its turn.
            const last = `${moment} ${steps.at(-1)}`;
            if (!/^before (?:send|page)$|^after turns.speaking$/.test(last)) expect(lost, at).toEqual([]);
            expect(
              stray.every((text) => before.includes(text)),
              at,
            ).toBe(true);
            expect(new Set(shown).size, at).toBe(shown.length);
            if (reply!.platformIds.includes('')) expect(lost.length, at).toBeLessThanOrEqual(1);
            else expect(lost, at).toEqual([]);
          }
        }
      }
      await world.app.stop();
    },
  );
});
