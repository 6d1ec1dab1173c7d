import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { Capabilities } from '../../src/core/capabilities.ts';
import { authorOf, type Incoming, type Outgoing, type Place } from '../../src/core/message.ts';
import type { Channel } from '../../src/core/ports/channel.ts';
import { deliveryContract } from './channel-delivery.contract.ts';

/** A channel that listens, and a way for somebody to say something on it. */
export interface ChannelUnderTest {
  readonly channel: Channel;
  /** Where what is said by `say` is said. */
  readonly place: Place;
  /** Somebody says something on the platform; `id` is the platform's own id of it, where it gives one. */
  say(text: string): void | Promise<void>;
  /** The same platform event once more, as after a lost acknowledgement; absent where that cannot happen. */
  sayAgain?(): void | Promise<void>;
  /** The platform refuses the next post for a moment; absent where that cannot happen. */
  refuse?(): void;
  /** Everything shown so far, as the person sees it; absent where it cannot be read back. */
  shown?(): string;
}

export interface ChannelContractOptions {
  readonly open: () => ChannelUnderTest | Promise<ChannelUnderTest>;
  /** A place of every kind the channel has; that of `open` when left out. */
  readonly places?: readonly Place[];
}

/** Length as the platform counts it. */
const measure: Readonly<Record<Capabilities['text']['unit'], (text: string) => number>> = {
  utf16: (text) => text.length,
  codepoints: (text) => [...text].length,
  bytes: (text) => Buffer.byteLength(text),
};

const reply = (text: string): Outgoing => ({
  kind: 'reply',
  text,
  visibleTo: 'place',
  speaker: { persona: 'alicia' as never, displayName: 'Alicia' },
});
const letters = (text: string) => text.replace(/[\s\p{Cc}]/gu, '').toWellFormed();
const streaming = { key: 'turn#0', onShown: () => {} };
const settled = () => new Promise<void>((resolve) => setTimeout(resolve, 20));

/** What every channel does. */
export function channelContract(name: string, { open, places }: ChannelContractOptions): void {
  const opened: Channel[] = [];
  /** Opened and listening; what comes in is kept. */
  async function listening() {
    const under = await open();
    opened.push(under.channel);
    const heard: Incoming[] = [];
    await under.channel.listen(async (event, onTaken) => {
      heard.push(event);
      onTaken?.();
    });
    const until = async (count: number) => {
      for (let tries = 0; tries < 200 && heard.length < count; tries++) await settled();
      return heard;
    };
    return { ...under, heard, until };
  }
  const everywhere = async (check: (channel: Channel, place: Place, under: ChannelUnderTest) => unknown) => {
    const under = await open();
    opened.push(under.channel);
    for (const place of places ?? [under.place]) await check(under.channel, place, under);
  };
  afterEach(async () => {
    for (const channel of opened.splice(0)) await channel.stop();
  });

  describe(`channel: ${name}`, () => {
    test('what a place can do, the channel has a method for', () =>
      everywhere((channel, place) => {
        const { stream, edits, editEveryMs, typing, announce, attachments, text } =
          channel.capabilities(place);
        if (stream === 'native') expect(channel.openStream).toBeDefined();
        if (stream === 'edit')
          expect({ edits, editEveryMs: editEveryMs > 0 }).toEqual({ edits: true, editEveryMs: true });
        if (edits) expect(channel.edit).toBeDefined();
        if (typing) expect(channel.typing).toBeDefined();
        if (announce) expect(channel.announce).toBeDefined();
        if (attachments) expect(channel.download).toBeDefined();
        expect(text.limit).toBeGreaterThan(0);
        expect(editEveryMs).toBeGreaterThanOrEqual(0);
      }));

    test('what the channel has a method for, some place can do', async () => {
      if (places === undefined) return;
      const { channel } = await listening();
      const all = places.map((place) => channel.capabilities(place));
      expect({
        openStream: channel.openStream !== undefined,
        edit: channel.edit !== undefined,
        typing: channel.typing !== undefined,
        announce: channel.announce !== undefined,
        download: channel.download !== undefined,
      }).toEqual({
        openStream: all.some(({ stream }) => stream === 'native'),
        edit: all.some(({ edits }) => edits),
        typing: all.some(({ typing }) => typing),
        announce: all.some(({ announce }) => announce),
        download: all.some(({ attachments }) => attachments),
      });
    });

    test('every page fits, none is empty, and together they lose nothing', () =>
      everywhere((channel, place) => {
        const { limit, unit } = channel.capabilities(place).text;
        const text = fc.oneof(
          fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }),
          fc
            .constantFrom('palabra ', '🐈‍⬛', '```ts\ncode\n```\n', 'ñ', 'a\n\n', '**b** ')
            .chain((piece) =>
              fc.nat(12_000).map((size) => piece.repeat(Math.ceil((size + 1) / piece.length))),
            ),
        );
        fc.assert(
          fc.property(text, (words) => {
            fc.pre(words.trim() !== '');
            const pages = channel.paginate(reply(words), place);
            for (const page of pages) expect(measure[unit](page.text)).toBeLessThanOrEqual(limit);
            // Fences are closed and opened again at a cut; everything else comes once and in order.
            const joined = pages.map((page) => page.text).join('\n');
            expect(letters(joined).replaceAll('```ts', '').replaceAll('`', '')).toBe(
              letters(words).replaceAll('```ts', '').replaceAll('`', ''),
            );
          }),
          { numRuns: 60 },
        );
      }));

    test('paginating is pure: it gives the same twice and keeps who speaks, to whom and about what', () =>
      everywhere((channel, place) => {
        const actions = [{ label: 'More', command: '/affinity history 2' }];
        for (const length of [1, 2_000]) {
          const message: Outgoing = Object.freeze({
            ...reply('uno dos tres '.repeat(length)),
            notice: 'One line of our own.',
            replyTo: 'fake:message' as never,
            answers: 'event-1',
            actions,
          });
          const pages = channel.paginate(message, place);
          expect(channel.paginate(message, place)).toEqual(pages);
          const { kind, visibleTo, speaker, replyTo, answers } = message;
          for (const page of pages)
            expect(page).toMatchObject({ kind, visibleTo, speaker, replyTo, answers });
          for (const page of pages.slice(0, -1)) {
            expect(page.actions).toBeUndefined();
            expect(JSON.stringify(page)).not.toContain(message.notice);
          }
          if (channel.capabilities(place).buttons) expect(pages.at(-1)!.actions).toEqual(actions);
          expect(JSON.stringify(pages.at(-1))).toContain(message.notice);
          // What an earlier run has shown of a page is shown the same by the next.
          for (const page of pages)
            expect(channel.paginate(page, place).map(({ text }) => text)).toEqual([page.text]);
        }
      }));

    test('what comes in has a place and an author of this channel, and ids of its own', async () => {
      const { channel, say, until, place } = await listening();
      await say('one');
      await until(1);
      await say('two');
      const [first, second] = await until(2);
      for (const event of [first!, second!]) {
        expect(event.eventId).not.toBe('');
        expect(event.place).toEqual(place);
        expect(event.place.channel).toBe(channel.name);
        expect(event.place.id).toMatch(new RegExp(`^${channel.name}:.`));
        expect(authorOf(event)?.account).toMatch(new RegExp(`^${channel.name}:.`));
        expect(event.at).toBeGreaterThan(0);
        expect(JSON.parse(JSON.stringify(event))).toEqual(event);
      }
      expect(first!.eventId).not.toBe(second!.eventId);
      if (first!.kind === 'message' && second!.kind === 'message') {
        expect(first!.author).toEqual(second!.author);
        expect([first!.text, second!.text]).toEqual(['one', 'two']);
        expect(first!.id).toMatch(new RegExp(`^${channel.name}:.`));
        expect(first!.id).not.toBe(second!.id);
      }
    });

    test('an event that comes twice has the same id both times', async () => {
      const { say, sayAgain, until } = await listening();
      if (sayAgain === undefined) return;
      await say('one');
      await until(1);
      await sayAgain();
      const [first, second] = await until(2);
      expect(second!.eventId).toBe(first!.eventId);
    });

    test('whatever somebody types comes in well-formed and without control characters', async () => {
      const { say, until } = await listening();
      await say('a\u0000\u001b[31mb\ud83d c');
      const [event] = await until(1);
      if (event!.kind !== 'message') return;
      expect(event!.text.isWellFormed()).toBe(true);
      expect(event!.text).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f]/);
      expect(letters(event!.text)).toMatch(/a.*b.*c/);
    });

    test('a page that was sent has an id of the platform', () =>
      everywhere(async (channel, place) => {
        const one = await channel.send(reply('one'), place);
        const two = await channel.send(reply('two'), place);
        expect(one.platformId).not.toBe('');
        expect(two.platformId).not.toBe(one.platformId);
      }));

    test('what grows is shown in full when it is finished', async () => {
      const { channel, place, shown } = await listening();
      if (channel.capabilities(place).stream !== 'native' || channel.openStream === undefined) return;
      const live = await channel.openStream({ kind: 'reply', visibleTo: 'place' }, place, streaming);
      for (const piece of ['Uno ', 'dos', ' tr', 'es.']) live.append(piece);
      const sent = await live.finish(reply('Uno dos tres.'));
      expect(sent.every(({ platformId }) => platformId !== '')).toBe(true);
      expect(sent.length).toBeGreaterThan(0);
      if (shown !== undefined) expect(shown().match(/Uno dos tres\./g)).toHaveLength(1);
    });

    test('what grew can be taken back or corrected', async () => {
      const { channel, place, shown } = await listening();
      if (channel.capabilities(place).stream !== 'native' || channel.openStream === undefined) return;
      const taken = await channel.openStream({ kind: 'reply', visibleTo: 'place' }, place, streaming);
      taken.append('Nev');
      await taken.discard();
      const corrected = await channel.openStream({ kind: 'reply', visibleTo: 'place' }, place, streaming);
      corrected.append('A sentence that broke o');
      await corrected.finish(reply('Something else.'));
      if (shown !== undefined) expect(shown()).toContain('Something else.');
    });

    deliveryContract(listening);

    test('how it is doing is told, from the first connection to the stop', async () => {
      const { channel } = await listening();
      if (channel.health === undefined) return;
      expect(['ready', 'degraded']).toContain(channel.health().state);
      await channel.stop();
      expect(channel.health().state).toBe('stopped');
    });

    test('listening twice brings nothing twice', async () => {
      const { channel, say, heard, until } = await listening();
      await channel
        .listen(async (event, onTaken) => {
          heard.push(event);
          onTaken?.();
        })
        .catch(() => {});
      await say('one');
      await until(1);
      await settled();
      expect(heard).toHaveLength(1);
    });

    test('activity ends with its signal, and a signal that is over shows none', async () => {
      const { channel, place } = await listening();
      if (channel.typing === undefined) return;
      const over = new AbortController();
      channel.typing(place, over.signal);
      over.abort();
      expect(() => channel.typing!(place, AbortSignal.abort())).not.toThrow();
    });

    test('once stopped it takes nothing in, and stopping twice is no error', async () => {
      const { channel, say, heard, until } = await listening();
      await say('one');
      await until(1);
      await channel.stop();
      try {
        await say('two');
      } catch {
        // A closed platform may refuse outright.
      }
      await settled();
      expect(heard).toHaveLength(1);
      await channel.stop();
    });

    test('a channel that never listened can be stopped', () => everywhere((channel) => channel.stop()));
  });
}
