import { describe, expect, test } from 'vitest';
import {
  type Context,
  decodeDeletion,
  decodeEdit,
  decodeMessage,
  decodeReaction,
  type Known,
} from '../../../src/adapters/slack/decode.ts';
import { readText } from '../../../src/adapters/slack/decode-text.ts';
import { causeOf } from '../../../src/adapters/slack/ids.ts';
import type { MessageEvent, ReactionEvent } from '../../../src/adapters/slack/raw.ts';
import fixtures from './fixtures/messages.json' with { type: 'json' };

const people: Readonly<Record<string, Known>> = {
  U0ANA: { name: 'Ana', locale: 'es-ES', isAdmin: true, isBot: false },
  U0BEN: { name: 'Ben', isAdmin: true, isBot: false },
};
const context = (kind: Context['kind']): Context => ({
  self: { user: 'U0KITH', bot: 'B0KITH', app: 'A0KITH', team: 'T0KITH', name: 'Kith' },
  kind,
  known: (user) => people[user],
});
const event = (name: keyof typeof fixtures) => fixtures[name] as unknown as MessageEvent;

describe('a message', () => {
  test('of a mention is for us, however it is written', () => {
    const mention = {
      type: 'app_mention',
      channel: 'C1',
      user: 'U0ANA',
      text: 'Kith, hi',
      ts: '1.2',
    } as const;
    expect(decodeMessage(mention, context('closed'))?.isAddressed).toBe(true);
    expect(decodeMessage({ ...mention, type: 'message' }, context('closed'))?.isAddressed).toBe(false);
  });

  test('at top level of a channel is answered in its own thread', () => {
    expect(decodeMessage(event('mention'), context('open'))).toEqual({
      kind: 'message',
      eventId: 'message:C0LOBBY:1781000000.000100:U0ANA',
      id: 'slack:C0LOBBY:1781000000.000100',
      place: {
        id: 'slack:C0LOBBY',
        channel: 'slack',
        audience: 'everyone',
        community: 'T0KITH',
        thread: '1781000000.000100',
      },
      author: { account: 'slack:U0ANA', name: 'Ana', locale: 'es-ES', role: 'admin' },
      at: 1_781_000_000_000,
      text: 'what about **this** & [that page](https://example.com/a?b=1&c=2) in #general?',
      isAddressed: true,
    });
  });

  test('and its mention are one event', () => {
    const said = { ...event('mention'), type: 'message' as const, channel_type: 'channel' };
    expect(decodeMessage(said, context('open'))).toEqual(decodeMessage(event('mention'), context('open')));
  });

  test('to the bot alone is answered where it is, in a thread only in one', () => {
    const flat = decodeMessage(event('direct'), context('im'));
    expect(flat?.place).toEqual({
      id: 'slack:D0ANA',
      channel: 'slack',
      audience: 'one',
      community: 'T0KITH',
    });
    expect(flat?.isAddressed).toBe(true);
    const threaded = decodeMessage(event('directThread'), context('im'));
    expect(threaded?.place.thread).toBe('1781000001.000900');
    expect(threaded?.repliesTo).toEqual({ id: 'slack:D0ANA:1781000001.000900' });
  });

  test('of another workspace comes from a member, whatever they are at home', () => {
    const said = decodeMessage(event('broadcast'), context('closed'));
    expect(said?.place).toMatchObject({ audience: 'members', thread: '1781000000.000100' });
    expect(said?.author).toMatchObject({ name: 'Ben', role: 'member' });
    expect(said?.isAddressed).toBe(false);
  });

  test('brings its files, those that are there', () => {
    expect(decodeMessage(event('files'), context('im'))?.attachments).toEqual([
      {
        kind: 'image',
        name: 'cat.png',
        mediaType: 'image/png',
        size: 12_345,
        ref: 'https://files.slack.com/files-pri/T0KITH-F1/cat.png',
      },
      {
        kind: 'voice',
        name: 'audio_message.m4a',
        mediaType: 'audio/mp4',
        size: 99,
        ref: 'https://files.slack.com/files-pri/T0KITH-F2/audio_message.m4a',
      },
      { kind: 'file', name: 'A document' },
    ]);
  });

  test('of a bot, and our own under another face, are told apart', () => {
    expect(decodeMessage(event('bot'), context('open'))?.author).toEqual({
      account: 'slack:B0OTHER',
      name: 'deploys',
      role: 'member',
      isBot: true,
    });
    expect(decodeMessage(event('ownFace'), context('open'))?.author).toMatchObject({ isSelf: true });
  });

  test('nobody wrote is none', () => {
    expect(decodeMessage(event('join'), context('open'))).toBeUndefined();
    expect(decodeMessage(event('edited'), context('open'))).toBeUndefined();
  });
});

describe('what changes', () => {
  test('an edit has an id of its own, in the thread of its message', () => {
    expect(decodeEdit(event('edited'), context('open'))).toMatchObject({
      kind: 'edit',
      eventId: 'edit:C0LOBBY:1781000000.000100:U0ANA:1781000009.000000',
      id: 'slack:C0LOBBY:1781000000.000100',
      place: { thread: '1781000000.000100' },
      at: 1_781_000_009_000,
      text: 'I have @Ben two cats',
    });
  });

  test('a preview, our own edit and a gravestone are no edits', () => {
    for (const name of ['unfurled', 'ownEdit', 'gravestone', 'deleted', 'mention'] as const)
      expect(decodeEdit(event(name), context('open')), name).toBeUndefined();
  });

  test('a deletion names what is gone, a gravestone too', () => {
    expect(decodeDeletion(event('deleted'), context('open'))).toEqual({
      kind: 'deletion',
      eventId: 'deletion:C0LOBBY:1781000008.000100',
      place: {
        id: 'slack:C0LOBBY',
        channel: 'slack',
        audience: 'everyone',
        community: 'T0KITH',
        thread: '1781000000.000100',
      },
      at: 1_781_000_012_001,
      messages: ['slack:C0LOBBY:1781000008.000100'],
    });
    expect(decodeDeletion(event('gravestone'), context('open'))?.messages).toEqual([
      'slack:C0LOBBY:1781000000.000100',
    ]);
    expect(decodeDeletion(event('edited'), context('open'))).toBeUndefined();
  });

  test.for([
    ['+1', 'like'],
    ['thumbsup::skin-tone-3', 'like'],
    ['-1', 'dislike'],
    ['x', 'remove'],
    ['question', 'explain'],
    ['heart', undefined],
  ])('the reaction %s means %s', ([reaction, meaning]) => {
    const given: ReactionEvent = {
      type: 'reaction_added',
      user: 'U0ANA',
      reaction: reaction ?? '',
      item: { type: 'message', channel: 'C0LOBBY', ts: '1781000006.000700' },
      event_ts: '1781000014.000000',
    };
    const added = decodeReaction(given, '1781000000.000100', context('open'));
    expect(added?.meaning).toBe(meaning);
    if (added === undefined) return;
    expect(added).toMatchObject({
      isAdded: true,
      message: 'slack:C0LOBBY:1781000006.000700',
      place: { thread: '1781000000.000100' },
      author: { name: 'Ana' },
    });
    expect(decodeReaction({ ...given, type: 'reaction_removed' }, undefined, context('open'))?.isAdded).toBe(
      false,
    );
  });
});

test.for([
  ['*bold* _it_ ~gone~ 2 * 3 * 4', '**bold** _it_ ~~gone~~ 2 * 3 * 4'],
  ['`*code* &lt;b&gt;` and ```\n*x*\n```', '`*code* <b>` and ```\n*x*\n```'],
  ['<!here> <!channel> <!subteam^S1|@crew> <!date^1^{date}|May>', '@here @channel @crew May'],
  ['<mailto:a@b.c|a@b.c> <https://x.y> <https://x.y|x.y>', 'a@b.c https://x.y [x.y](https://x.y)'],
  ['hey <@U0KITH> you', 'hey you'],
  ['<@U0KITH>: <@U0NOBODY> <@U0OLD|old>', '@U0NOBODY @old'],
  ['a\u0000\u001b[31mb\ud83d c', 'a\ufffdb\ufffd c'],
])('%s is read as %s', ([mrkdwn = '', markdown]) => {
  expect(readText(mrkdwn, { self: 'U0KITH', nameOf: (user) => people[user]?.name })).toBe(markdown);
});

test('an event id says who caused it', () => {
  expect(causeOf('message:C1:178.1:U0ANA')).toEqual({ user: 'U0ANA', ts: '178.1' });
  expect(causeOf('command:133.73.ab:U0ANA')).toEqual({ user: 'U0ANA', ts: undefined });
  expect(causeOf('message:C1:178.1:B0OTHER')).toBeUndefined();
});
