import { describe, expect, test } from 'vitest';
import { createLruCache } from '../../../src/cache/lru.ts';
import { createInbox, type InboxOptions } from '../../../src/core/conversation/inbox.ts';
import type { IncomingMessage } from '../../../src/core/message.ts';
import { silentLog } from '../../../src/system/log.ts';
import { handClock } from '../llm/hand-clock.ts';
import { deletion, edit, message, reaction } from './world.ts';

/** An inbox whose answers wait until they are let go; what it heard and what it decided. */
function inboxWith(options: Partial<InboxOptions> = {}) {
  const clock = handClock();
  const heard: string[] = [];
  const decisions: string[] = [];
  let gate = Promise.resolve();
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
    async onMessages(burst) {
      heard.push(burst.map(({ text, isAddressed }) => (isAddressed ? text : `(${text})`)).join('+'));
      await gate;
    },
    onCommand: async ({ name }) => void heard.push(`/${name}`),
    onEdit: async ({ text }) => void heard.push(`edit ${text}`),
    onDeletion: async ({ messages }) => void heard.push(`delete ${messages.join()}`),
    onMove: async () => {},
    onReaction: async ({ meaning }) => void heard.push(meaning),
    ...options,
  });
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    gate = promise;
    return () => {
      gate = Promise.resolve();
      resolve();
    };
  };
  return { inbox, heard, decisions, hold, clock };
}

const quiet = (text: string): IncomingMessage => message(text, { more: { isAddressed: false } });

describe('a message that waits', () => {
  test('is heard as it reads now, in its lane or in a burst', async () => {
    const { inbox, heard, hold, clock, decisions } = inboxWith({ burstMs: () => 700 });
    const [one, two, three] = [message('one'), message('two'), message('three')];
    const go = hold();
    void inbox.accept(one);
    void inbox.accept(two);
    void inbox.accept(edit(one, 'uno'));
    void inbox.accept(edit(two, 'dos'));
    await clock.pass(700);
    expect(heard).toEqual(['uno+dos']);
    void inbox.accept(three);
    void inbox.accept(edit(three, 'tres'));
    go();
    await clock.pass(700);
    expect(heard).toEqual(['uno+dos', 'tres']);
    expect(decisions).toEqual(['edit edit: waiting', 'edit edit: waiting', 'edit edit: waiting']);
  });

  test('may be edited into one that is for us, and never out of it', async () => {
    const { inbox, heard, hold } = inboxWith();
    const go = hold();
    void inbox.accept(message('first'));
    const [one, two] = [quiet('hola'), message('alicia')];
    void inbox.accept(one);
    void inbox.accept(two);
    void inbox.accept(edit(one, 'hola alicia', { isAddressed: true }));
    void inbox.accept(edit(two, 'nobody', { isAddressed: false }));
    go();
    await inbox.idle();
    expect(heard).toEqual(['first', 'hola alicia', 'nobody']);
  });

  test('is not heard once it is gone, and nobody waits for it', async () => {
    const { inbox, heard, hold, clock, decisions } = inboxWith({ burstMs: () => 700 });
    const [one, two] = [message('one'), message('two')];
    const dealt = [inbox.accept(one), inbox.accept(two)];
    void inbox.accept(deletion(one.place, one));
    await dealt[0];
    await clock.pass(700);
    expect(heard).toContain('two');
    expect(heard).not.toContain('one+two');
    const go = hold();
    const three = message('three');
    const last = inbox.accept(three);
    void inbox.accept(deletion(three.place, three));
    await last;
    go();
    await clock.pass(700);
    expect(heard.join()).not.toContain('three');
    expect(decisions.filter((each) => each === 'message retract: deleted')).toHaveLength(2);
  });

  test('keeps its quiet time though another one of the burst is gone', async () => {
    const { inbox, heard, clock } = inboxWith({ burstMs: () => 700 });
    const [one, two] = [message('one'), message('two')];
    void inbox.accept(one);
    await clock.pass(600);
    void inbox.accept(two);
    void inbox.accept(deletion(one.place, one));
    await clock.pass(699);
    expect(heard.filter((each) => !each.startsWith('delete'))).toEqual([]);
    await clock.pass(1);
    expect(heard).toContain('two');
  });

  test('is not split from its burst by what is said of older ones', async () => {
    const { inbox, heard, clock } = inboxWith({ burstMs: () => 700 });
    const old = message('old');
    void inbox.accept(old);
    await clock.pass(700);
    void inbox.accept(message('one'));
    void inbox.accept(edit(old, 'older'));
    void inbox.accept(message('two'));
    await clock.pass(1_400);
    expect(heard).toEqual(['old', 'one+two', 'edit older']);
  });
});

describe('order', () => {
  test('an edit or a deletion of what is being answered waits for the answer', async () => {
    const one = message('one');
    const { inbox, heard, hold, clock } = inboxWith();
    const go = hold();
    void inbox.accept(one);
    await clock.pass(0);
    void inbox.accept(edit(one, 'uno'));
    const gone = inbox.accept(deletion(one.place, one));
    await clock.pass(0);
    expect(heard).toEqual(['one']);
    go();
    await gone;
    expect(heard).toEqual(['one', 'edit uno', `delete ${one.id}`]);
  });

  test('of what was answered before goes through the lane of its author', async () => {
    const one = message('one');
    const { place, author } = one;
    const { inbox, heard, hold, clock } = inboxWith({
      origin: async (id) => (id === one.id ? { place: place.id, account: author.account } : undefined),
    });
    await inbox.accept(one);
    const go = hold();
    void inbox.accept(message('two'));
    const gone = inbox.accept(deletion(place, one));
    await clock.pass(0);
    expect(heard).toEqual(['one', 'two']);
    go();
    await gone;
    expect(heard).toEqual(['one', 'two', `delete ${one.id}`]);
  });

  test('what comes before its message is kept for it', async () => {
    const { inbox, heard } = inboxWith();
    const [one, two] = [message('one'), message('two')];
    await inbox.accept(edit(one, 'uno'));
    await inbox.accept(deletion(two.place, two));
    await inbox.accept(one);
    await inbox.accept(two);
    expect(heard).toEqual(['edit uno', `delete ${two.id}`, 'uno']);
  });

  test('an older edit changes nothing after a newer one, nor one of what is gone', async () => {
    const { inbox, heard, decisions } = inboxWith();
    const one = message('one');
    await inbox.accept(one);
    await inbox.accept(edit(one, 'second', { at: one.at + 2 }));
    await inbox.accept(edit(one, 'first', { at: one.at + 1 }));
    await inbox.accept(deletion(one.place, one));
    await inbox.accept(edit(one, 'third', { at: one.at + 3 }));
    expect(heard).toEqual(['one', 'edit second', `delete ${one.id}`]);
    expect(decisions).toEqual(['edit ignore: outdated', 'edit ignore: deleted']);
  });

  test('what comes twice is dealt with once', async () => {
    const { inbox, heard, decisions } = inboxWith();
    const one = message('one');
    const [changed, gone] = [edit(one, 'uno'), deletion(one.place, one, 'fake:other')];
    for (const event of [one, one, changed, changed, gone, gone]) await inbox.accept(event);
    expect(heard).toEqual(['one', 'edit uno', `delete ${one.id}`, 'delete fake:other']);
    expect(decisions).toEqual([
      'message ignore: duplicate',
      'edit ignore: duplicate',
      'deletion ignore: duplicate',
      'deletion ignore: duplicate',
    ]);
  });

  test('an edit that comes while the second copy of a message waits is not lost with it', async () => {
    const { inbox, heard, hold } = inboxWith();
    const [one, other] = [message('one'), message('other')];
    await inbox.accept(one);
    const go = hold();
    const all = [other, one, edit(one, 'uno')].map((event) => inbox.accept(event));
    go();
    await Promise.all(all);
    expect(heard).toEqual(['one', 'other', 'edit uno']);
  });

  test('a message that comes under two event ids is in a burst once, and called if one of them is', async () => {
    const { inbox, heard, clock } = inboxWith({ burstMs: () => 700 });
    const one = quiet('hola');
    void inbox.accept(one);
    void inbox.accept({ ...one, eventId: 'as a mention', isAddressed: true });
    await clock.pass(700);
    expect(heard).toEqual(['hola']);
  });

  test('a deletion whose author cannot be looked up fails alone', async () => {
    const { inbox, heard } = inboxWith({ origin: () => Promise.reject(new Error('the store is away')) });
    const one = message('one');
    await inbox.accept(deletion(one.place, 'fake:old'));
    await inbox.accept(one);
    await inbox.idle();
    expect(heard).toEqual(['one']);
  });
});

describe('who is heard', () => {
  const bot = (text: string) => message(text, { author: { isBot: true } });

  test('bots only where they are wanted, and then only what they say', async () => {
    for (const hearsBots of [false, true]) {
      const { inbox, heard, decisions } = inboxWith({ hearsBots });
      const said = bot('beep');
      await inbox.accept(said);
      await inbox.accept(edit(said, 'boop'));
      await inbox.accept(reaction('x', 'like', { author: { isBot: true } }));
      expect(heard).toEqual(hearsBots ? ['beep'] : []);
      expect(decisions.filter((each) => each.endsWith('bot'))).toHaveLength(hearsBots ? 2 : 3);
    }
  });

  test('what a bot writes by editing is heard as it reads once its turn comes', async () => {
    const { inbox, heard, hold } = inboxWith({ hearsBots: true });
    const go = hold();
    const [one, two] = [bot('one'), bot('t')];
    void inbox.accept(one);
    void inbox.accept(two);
    for (const text of ['tw', 'two']) void inbox.accept(edit(two, text));
    go();
    await inbox.idle();
    expect(heard).toEqual(['one', 'two']);
  });

  test('a reaction waits for no answer', async () => {
    const { inbox, heard, hold } = inboxWith();
    const go = hold();
    void inbox.accept(message('one'));
    await inbox.accept(reaction('x', 'like'));
    expect(heard).toContain('like');
    go();
    await inbox.idle();
  });
});
