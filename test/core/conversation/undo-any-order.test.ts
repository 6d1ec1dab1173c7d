import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Incoming, IncomingMessage } from '../../../src/core/message.ts';
import { fakeChannel } from '../delivery/fake-channel.ts';
import { createWorld, deletion, edit, knownOf, message, modelThat, type World } from './world.ts';

const text = fc.constantFrom(
  'Vivo en Madrid',
  'Ahora vivo en Lisboa',
  'Me llamo Diego',
  'Me llamo Ana',
  'Me gusta el mar',
  'Eres linda',
  'Hola',
);

/** Up to six messages, each as it reads first and after its edits; what comes in of them later or before. */
const plan = fc.record({
  messages: fc.array(fc.array(text, { minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 6 }),
  changes: fc.array(
    fc.record({
      of: fc.nat(5),
      /** 0: the message is deleted; 1, 2: so many edits later; 3: it is brought again. */
      what: fc.nat(3),
      /** How many messages came before. */
      after: fc.nat(6),
      isTwice: fc.boolean(),
    }),
    { maxLength: 8 },
  ),
  /** Whether everything is dealt with before the next event comes. */
  pauses: fc.array(fc.boolean(), { minLength: 12, maxLength: 12 }),
});

interface Story {
  readonly events: readonly Incoming[];
  /** How each message reads in the end; undefined once it is gone. */
  readonly final: readonly (string | undefined)[];
}

const timeOf = (index: number) => 1_700_000_000_000 + index * 10_000;

function storyOf(
  { messages, changes }: typeof plan extends fc.Arbitrary<infer Plan> ? Plan : never,
  who: string,
): Story {
  const said = messages.map(([first = ''], index) => message(first, { who, at: timeOf(index) }));
  const versions = messages.map(() => 0);
  const gone = new Set<number>();
  const arriving: Incoming[][] = Array.from({ length: said.length + 1 }, () => []);
  for (const { of, what, after, isTwice } of changes) {
    const one = said[of];
    if (one === undefined) continue;
    const at = Math.min(after, said.length);
    const event = changeOf(one, what, messages[of]?.[what]);
    // A message is brought again after it was brought; its edits and its deletion may even come before it.
    if (event === one && at <= of) continue;
    if (event.kind === 'deletion') gone.add(of);
    if (event.kind === 'edit') versions[of] = Math.max(versions[of] ?? 0, what);
    arriving[at]?.push(event, ...(isTwice ? [event] : []));
  }
  return {
    events: [...said, undefined].flatMap((one, index) => [
      ...(arriving[index] ?? []),
      ...(one === undefined ? [] : [one]),
    ]),
    final: messages.map((texts, index) => (gone.has(index) ? undefined : texts[versions[index] ?? 0])),
  };
}

function changeOf(one: IncomingMessage, what: number, reads: string | undefined): Incoming {
  if (what === 0) return deletion(one.place, one);
  return reads === undefined
    ? one
    : edit(one, reads, { at: one.at + what, eventId: `${one.eventId}, edit ${what}` });
}

/** Somebody else says, in order, what is left in the end. */
async function expectedOf(world: World, who: string, final: Story['final']) {
  for (const [index, each] of final.entries())
    if (each !== undefined) await world.say(each, { who, at: timeOf(index) });
  return knownOf(world, who);
}

test.each(['separate', 'merge'] as const)(
  'whatever comes in whatever order, what is known is what the surviving texts teach (%s)',
  async (bursts) => {
    const channel = fakeChannel({ bursts });
    const world = await createWorld({ model: modelThat(), channel, rules: { 'inbox.burstMs': '3' } });
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(plan, async (drawn) => {
        const who = `run ${++runs}`;
        const { events, final } = storyOf(drawn, who);
        const before = { said: channel.said.length, shown: channel.shown.length };
        for (const [index, event] of events.entries()) {
          void world.conversation.accept(event);
          if (drawn.pauses[index % drawn.pauses.length]) await world.conversation.idle();
        }
        await world.conversation.idle();

        const survivors = final.filter((each) => each !== undefined).length;
        const standing = channel.shown.length - before.shown;
        expect(channel.said.length - before.said).toBeLessThanOrEqual(final.length);
        expect(standing).toBeLessThanOrEqual(survivors);
        expect(standing).toBeGreaterThanOrEqual(bursts === 'separate' ? survivors : Math.min(1, survivors));
        const known = await knownOf(world, who);
        // Looks for an episode come every few messages, and one that is gone was one of them.
        const expected = await expectedOf(world, `${who}, control`, final);
        expect({ ...known, episodes: [] }).toEqual({ ...expected, episodes: [] });
      }),
      { numRuns: 12 },
    );
    await world.app.stop();
  },
  60_000,
);
