import type { Update } from 'grammy/types';
import { expect, test } from 'vitest';
import { decode, type Reading } from '../../../src/adapters/telegram/decode.ts';
import { causeOf, chatOf, eventOf, spotOf } from '../../../src/adapters/telegram/ids.ts';
import { createOrigins } from '../../../src/adapters/telegram/origin.ts';
import { commands } from '../../../src/core/commands/table.ts';
import updates from './fixtures/updates.json' with { type: 'json' };

const reading: Reading = {
  channel: 'telegram',
  own: { id: 123456, username: 'alicia_bot' },
  commands,
  at: 1_763_720_100_000,
  origins: createOrigins('1:a'),
  isAdmin: () => false,
};
const read = (name: keyof typeof updates) => decode(updates[name] as unknown as Update, reading);

test('looks become Markdown, our name is cut out, others keep theirs', () => {
  expect(read('group message with every look')).toEqual([
    {
      kind: 'message',
      eventId: 'telegram:message:-1001234567890:52:7001:es:',
      id: 'telegram:-1001234567890:52',
      place: {
        id: 'telegram:-1001234567890',
        channel: 'telegram',
        audience: 'everyone',
        community: '-1001234567890',
      },
      author: { account: 'telegram:7001', name: 'Ana Ruiz', role: 'member', locale: 'es' },
      at: 1_763_720_000_000,
      text: 'mira: ***negrita*** y `código`, @bob_smith y @Bob Smith, [aquí](https://example.org/a)',
      isAddressed: true,
    },
  ]);
});

test('code and quotes are written as Markdown writes them', () => {
  expect(read('code and a quote')).toMatchObject([{ text: '> uno\n> dos\n```ts\nlet a = 1;\n```\nfin' }]);
});

test('a quoted part is what is replied to; the opening of a topic is not', () => {
  expect(read('reply in a topic with a quote')).toMatchObject([
    {
      place: { id: 'telegram:-1001234567891:9', parent: 'telegram:-1001234567891', audience: 'members' },
      isAddressed: true,
      repliesTo: { id: 'telegram:-1001234567891:58', text: 'tea', speaker: 'Alicia' },
    },
  ]);
  const [first] = read('first message of a topic');
  expect(first).toMatchObject({ isAddressed: false, text: 'hello cats' });
  expect(first).not.toHaveProperty('repliesTo');
});

test('of the sizes of a picture the largest comes in, of an animation one', () => {
  expect(read('picture with a caption')).toMatchObject([
    {
      text: 'my ~~cat~~',
      attachments: [{ kind: 'image', mediaType: 'image/jpeg', size: 90_000, ref: 'large' }],
    },
  ]);
  expect(read('animation')).toMatchObject([
    { text: '', attachments: [{ kind: 'video', name: 'cat.mp4', mediaType: 'video/mp4', ref: 'gif' }] },
  ]);
  expect(read('location')).toMatchObject([
    { attachments: [{ kind: 'location', name: 'Puerta del Sol, Madrid' }] },
  ]);
});

test('what nobody in particular wrote is nobody’s to answer', () => {
  expect(read('anonymous administrator')).toMatchObject([{ author: { name: 'Lobby', isBot: true } }]);
  expect(read('post of the linked channel')).toMatchObject([{ author: { name: 'News', isBot: true } }]);
  for (const name of ['joined', 'channel post', 'anonymous reaction'] as const)
    expect(read(name)).toEqual([]);
});

test('a press is its command, in whatever language, even on a message Telegram does not show any more', () => {
  expect(read('press on a message too old to be shown')).toEqual([
    {
      kind: 'command',
      eventId: 'telegram:press:7001:40:7001:es:affinity:4382bfdwdsb323b2d9',
      place: { id: 'telegram:7001', channel: 'telegram', audience: 'one' },
      author: { account: 'telegram:7001', name: 'Ana', role: 'member', locale: 'es-MX' },
      at: reading.at,
      name: 'affinity',
      args: ['history', '2'],
    },
  ]);
});

test('an id tells what it was made of, and one of somebody else’s nothing', () => {
  const cause = {
    kind: 'press',
    chat: -1001,
    message: 4,
    user: 7,
    language: 'en',
    detail: 'mood:99',
  } as const;
  expect(causeOf(eventOf('telegram-mika', cause))).toEqual(cause);
  expect(chatOf('telegram:-1001:9')).toEqual({ chat: -1001, topic: 9 });
  expect(spotOf('telegram:-1001:9')).toEqual({ chat: -1001, message: 9 });
  for (const id of ['', 'terminal:ana', 'telegram:x', 'telegram:1:2:3:4']) {
    expect(causeOf(id)).toBeUndefined();
    expect(chatOf(id)).toBeUndefined();
    expect(spotOf(id)).toBeUndefined();
  }
});

test('a button of a private answer means the group it was asked in, for its reader only', () => {
  const { seal, open } = createOrigins('1:a');
  const place = {
    id: 'telegram:-1001234567890:9' as never,
    channel: 'telegram',
    audience: 'members',
  } as const;
  const sealed = seal('/kith quiet 8', place, 7001);
  expect(Buffer.byteLength(sealed)).toBeLessThanOrEqual(64);
  expect(open(sealed, 7001)).toEqual({
    command: '/kith quiet 8',
    origin: { chat: -1001234567890, topic: 9, isPublic: false },
  });
  expect(open(sealed, 7002)).toEqual({ command: '/kith quiet 8' });
  expect(createOrigins('1:b').open(sealed, 7001).origin).toBeUndefined();
  expect(open(sealed.replace('\nm', '\ne'), 7001).origin).toBeUndefined();
  const long = `/forget ${'x'.repeat(50)}`;
  expect(seal(long, place, 7001)).toBe(long);
  expect(seal('/mood', { ...place, audience: 'one' }, 7001)).toBe('/mood');
});
