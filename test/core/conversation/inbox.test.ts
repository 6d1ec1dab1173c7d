import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createLruCache } from '../../../src/cache/lru.ts';
import { createInbox, type InboxOptions } from '../../../src/core/conversation/inbox.ts';
import { accountId, messageId, placeId } from '../../../src/core/ids.ts';
import type { IncomingCommand, IncomingMessage } from '../../../src/core/message.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';

let events = 0;
const said = (
  text: string,
  { who = 'ana', where = 'here', id = `event-${++events}` } = {},
): IncomingMessage => ({
  kind: 'message',
  eventId: id,
  id: messageId(id),
  place: { id: placeId(where), channel: 'fake', audience: 'one' },
  author: { account: accountId(who), name: who, role: 'member' },
  at: 1,
  text,
  isAddressed: true,
});
const commanded = (name: string): IncomingCommand => {
  const { eventId, place, author, at } = said('');
  return { kind: 'command', eventId, place, author, at, name, args: [] };
};
const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));

function inboxWith(options: Partial<InboxOptions> = {}, clock = handClock()) {
  const heard: string[][] = [];
  const decisions: string[] = [];
  const inbox = createInbox({
    clock,
    cache: createLruCache({ maxEntries: 1_000, clock }),
    log: silentLog,
    burstMs: () => 0,
    burstMaxMs: 3_000,
    duplicateSeconds: 60,
    hearsBots: false,
    origin: async () => undefined,
    decided: (event, what, why) => void decisions.push(`${event.kind} ${what}: ${why}`),
    onMessages: async (burst) => void heard.push(burst.map((message) => message.text)),
    onCommand: async (command) => void heard.push([`/${command.name}`]),
    onEdit: async ({ text }) => void heard.push([`edit ${text}`]),
    onDeletion: async ({ messages }) => void heard.push([`delete ${messages.join()}`]),
    onMove: async ({ from }) => void heard.push([from]),
    onReaction: async ({ meaning }) => void heard.push([meaning]),
    ...options,
  });
  return { inbox, heard, clock, decisions };
}

describe('lanes', () => {
  test("a person's messages are dealt with one at a time and in order, everybody's at once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ who: fc.constantFrom('ana', 'bob', 'eva'), wait: fc.nat({ max: 3 }) }), {
          maxLength: 30,
        }),
        async (messages) => {
          const busy = new Set<string>();
          const done: Record<string, number[]> = {};
          const { inbox } = inboxWith({
            async onMessages([message]) {
              const who = message!.author.name;
              expect(busy.has(who)).toBe(false);
              busy.add(who);
              const [index, wait] = message!.text.split(' ').map(Number) as [number, number];
              for (let turn = 0; turn < wait; turn++) await breathe();
              busy.delete(who);
              done[who] = [...(done[who] ?? []), index];
            },
          });
          await Promise.all(
            messages.map(({ who, wait }, index) => inbox.accept(said(`${index} ${wait}`, { who }))),
          );
          expect(Object.values(done).flat()).toHaveLength(messages.length);
          for (const order of Object.values(done)) expect(order).toEqual(order.toSorted((a, b) => a - b));
        },
      ),
      { numRuns: 60 },
    );
  });

  test('one that hangs holds up nobody else, nor its own commands', async () => {
    const { inbox, heard } = inboxWith({
      onMessages: async ([message]) => {
        if (message!.author.name === 'ana') await new Promise(() => {});
        heard.push([message!.text]);
      },
    });
    void inbox.accept(said('stuck'));
    await inbox.accept(said('hola', { who: 'bob' }));
    await inbox.accept(commanded('help'));
    expect(heard).toEqual([['hola'], ['/help']]);
  });

  test('the promise resolves when the event has been dealt with, not before', async () => {
    const gate = Promise.withResolvers<void>();
    const { inbox } = inboxWith({ onMessages: () => gate.promise });
    let isDone = false;
    const accepted = inbox.accept(said('hola')).then(() => {
      isDone = true;
    });
    await breathe();
    expect(isDone).toBe(false);
    gate.resolve();
    await accepted;
  });

  test('whatever is thrown in a lane, the next message is heard', async () => {
    const { inbox, heard } = inboxWith({
      onMessages: async ([message]) => {
        if (message!.text === 'bad') throw new Error('boom');
        heard.push([message!.text]);
      },
    });
    await Promise.all([inbox.accept(said('bad')), inbox.accept(said('good'))]);
    await inbox.accept(said('better'));
    expect(heard).toEqual([['good'], ['better']]);
  });

  test('a channel that cannot say how it groups messages costs the grouping only', async () => {
    const { inbox, heard } = inboxWith({
      burstMs: () => {
        throw new Error('the channel is in no state to say');
      },
    });
    await Promise.all([inbox.accept(said('one')), inbox.accept(said('two'))]);
    expect(heard).toEqual([['one'], ['two']]);
  });
});

describe('what is dropped', () => {
  test('an event that comes twice is dealt with once, also when the copies come together', async () => {
    const { inbox, heard } = inboxWith();
    const event = said('hola');
    await Promise.all([inbox.accept(event), inbox.accept({ ...event }), inbox.accept(said('otra'))]);
    await inbox.accept(event);
    expect(heard).toEqual([['hola'], ['otra']]);
  });

  test('the same id on another channel is another event', async () => {
    const { inbox, heard } = inboxWith();
    const event = said('hola');
    await inbox.accept(event);
    await inbox.accept({ ...event, place: { ...event.place, channel: 'other' } });
    expect(heard).toHaveLength(2);
  });

  test("the program's own messages and those of bots are not heard", async () => {
    const { inbox, heard } = inboxWith();
    const event = said('hola');
    await inbox.accept({ ...event, author: { ...event.author, isSelf: true } });
    await inbox.accept({ ...event, author: { ...event.author, isBot: true } });
    expect(heard).toEqual([]);
  });
});

describe('bursts', () => {
  const merging = () => inboxWith({ burstMs: (message) => (message.text.startsWith('/') ? 0 : 700) });

  test('quick messages are one utterance, with every message in it once', async () => {
    const { inbox, heard, clock } = merging();
    const first = said('one');
    void inbox.accept(first);
    await clock.pass(600);
    void inbox.accept(said('two'));
    void inbox.accept(first);
    await clock.pass(600);
    void inbox.accept(said('three'));
    await clock.pass(699);
    expect(heard).toEqual([]);
    await clock.pass(1);
    expect(heard).toEqual([['one', 'two', 'three']]);
    await inbox.idle();
  });

  test('somebody who never stops typing is answered all the same', async () => {
    const { inbox, heard, clock } = merging();
    for (let index = 0; index < 10; index++) {
      void inbox.accept(said(`${index}`));
      await clock.pass(500);
    }
    expect(heard.length).toBeGreaterThanOrEqual(1);
    expect(heard[0]!.length).toBeLessThanOrEqual(7);
    await clock.pass(3_000);
    await inbox.idle();
    expect(heard.flat()).toEqual(Array.from({ length: 10 }, (_, index) => `${index}`));
  });

  test('a command typed as text waits for no burst', async () => {
    const { inbox, heard } = merging();
    await inbox.accept(said('/help'));
    expect(heard).toEqual([['/help']]);
  });

  test('messages that come while a burst is dealt with make the next one', async () => {
    const gate = Promise.withResolvers<void>();
    const heard: string[][] = [];
    const clock = handClock();
    const { inbox } = inboxWith(
      {
        burstMs: () => 700,
        onMessages: async (burst) => {
          heard.push(burst.map((message) => message.text));
          await gate.promise;
        },
      },
      clock,
    );
    void inbox.accept(said('one'));
    await clock.pass(700);
    void inbox.accept(said('two'));
    void inbox.accept(said('three'));
    await clock.pass(700);
    gate.resolve();
    await clock.pass(700);
    await inbox.idle();
    expect(heard).toEqual([['one'], ['two', 'three']]);
  });
});

describe('the end', () => {
  test('what was accepted is dealt with, what comes later is not', async () => {
    const { inbox, heard } = inboxWith();
    void inbox.accept(said('one'));
    void inbox.accept(said('two'));
    inbox.close();
    await inbox.accept(said('three'));
    await inbox.idle();
    expect(heard).toEqual([['one'], ['two']]);
  });

  test('an empty inbox is idle at once, and again after every burst of work', async () => {
    const { inbox, heard } = inboxWith();
    await inbox.idle();
    void inbox.accept(said('one'));
    await inbox.idle();
    expect(heard).toEqual([['one']]);
  });

  test('a message accepted in the moment a lane ends is not stranded', async () => {
    const { inbox, heard } = inboxWith();
    for (let index = 0; index < 200; index++) {
      const dealt = inbox.accept(said(`a${index}`));
      for (let step = 0; step < index % 12; step++) await Promise.resolve();
      void inbox.accept(said(`b${index}`));
      await dealt;
    }
    await inbox.idle();
    expect(heard.flat()).toHaveLength(400);
  });
});
