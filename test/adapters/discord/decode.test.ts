import { describe, expect, test } from 'vitest';
import { createAtlas } from '../../../src/adapters/discord/atlas.ts';
import { decodeEdit, decodeMessage, meaningOf } from '../../../src/adapters/discord/decode.ts';
import { askedBy, chosenMessage } from '../../../src/adapters/discord/decode-command.ts';
import { causeOf, eventOf } from '../../../src/adapters/discord/ids.ts';
import { inviteLink } from '../../../src/adapters/discord/index.ts';
import { commands } from '../../../src/core/commands/table.ts';
import guild from './fixtures/guild.json' with { type: 'json' };
import message from './fixtures/message.json' with { type: 'json' };

const ready = {
  user: { id: '7', username: 'Kith' },
  application: { id: '8' },
  guilds: [{ id: '1001', unavailable: true }],
};

function charted() {
  const atlas = createAtlas();
  atlas.learn({ t: 'READY', d: ready } as never);
  expect(atlas.isComplete()).toBe(false);
  atlas.learn({ t: 'GUILD_CREATE', d: guild } as never);
  expect(atlas.isComplete()).toBe(true);
  return atlas;
}

const decoded = (more: object) => decodeMessage({ ...message, ...more } as never, charted(), 0);

describe('messages', () => {
  test('who, where, when', () => {
    expect(decoded({})).toEqual({
      kind: 'message',
      eventId: 'message:1180000000000000001:50',
      id: 'discord:1180000000000000001',
      place: { id: 'discord:3001', channel: 'discord', audience: 'everyone', community: '1001' },
      author: { account: 'discord:50', name: 'Anita', role: 'member' },
      at: Date.parse('2026-01-05T10:00:00Z'),
      text: 'hello',
      isAddressed: false,
    });
  });

  const mentions = [
    { id: '7', username: 'Kith' },
    { id: '51', username: 'ben', global_name: 'Ben', member: { nick: 'Benny' } },
    { id: '52', username: 'eva' },
  ];
  const texts: readonly (readonly [string, string, string])[] = [
    ['ours is cut out', '<@7> hola', 'hola'],
    ['in the middle too', 'so <@!7> what', 'so what'],
    ['with a comma', '<@7>, hola', 'hola'],
    ['the role made for us', '<@&2001> hola', 'hola'],
    ['those of others are names', '<@51> and <@52> and <@99>', '@Benny and @eva and @somebody'],
    [
      'roles, channels, emoji, commands',
      '<@&2002> <#3001> <:wave:123> </help:1>',
      '@Crew #lobby :wave: /help',
    ],
    ['Discord’s own marks', '||secret|| **bold**\n-# small', 'secret **bold**\nsmall'],
    ['control characters', 'a\u001b[31mb', 'ab'],
  ];
  for (const [title, content, text] of texts)
    test(`mentions and marks: ${title}`, () => {
      expect(decoded({ content, mentions })?.text).toBe(text);
    });

  test('the role made for us addresses us, a role of others does not', () => {
    expect(decoded({ content: '<@&2001> hola' })?.isAddressed).toBe(true);
    expect(decoded({ content: '<@&2002> hola' })?.isAddressed).toBe(false);
  });

  test('a reply to our webhook is for us, a reply to another’s is not', () => {
    const answered = (application_id: string) => ({
      type: 19,
      message_reference: { message_id: '90' },
      referenced_message: {
        id: '90',
        content: 'Hey <@51>',
        mentions,
        webhook_id: '60',
        application_id,
        author: { id: '60', username: 'Mika', bot: true },
      },
    });
    expect(decoded(answered('8'))).toMatchObject({
      isAddressed: true,
      repliesTo: { id: 'discord:90', text: 'Hey @Benny', speaker: 'Mika' },
    });
    expect(decoded(answered('9'))?.isAddressed).toBe(false);
    expect(decoded({ ...answered('8'), referenced_message: null })).toMatchObject({
      isAddressed: false,
      repliesTo: { id: 'discord:90' },
    });
  });

  test('a forwarded message is quoted', () => {
    const forwarded = {
      content: '',
      message_reference: { type: 1, message_id: '90' },
      message_snapshots: [{ message: { content: 'look at this', mentions: [] } }],
    };
    expect(decoded(forwarded)).toMatchObject({ text: '', repliesTo: { text: 'look at this' } });
  });

  test('joins, pins, and what may not be read are nothing', () => {
    expect(decoded({ type: 7, content: '' })).toBeUndefined();
    expect(decoded({ type: 6 })).toBeUndefined();
    expect(decoded({ content: '' })).toBeUndefined();
    expect(decoded({ content: '<@7>', mentions: [{ id: '7', username: 'Kith' }] })?.text).toBe('');
  });

  test('the owner and who manages the server are administrators', () => {
    expect(decoded({ author: { ...message.author, id: '42' } })?.author.role).toBe('admin');
    expect(decoded({ member: { roles: ['2003'] } })?.author.role).toBe('admin');
  });

  test('a preview that Discord adds is no edit', () => {
    const atlas = charted();
    expect(decodeEdit({ ...message, embeds: [{}] } as never, atlas)).toBeUndefined();
    const edited = { ...message, content: 'bye', edited_timestamp: '2026-01-05T10:01:00.000000+00:00' };
    expect(decodeEdit(edited as never, atlas)).toMatchObject({
      text: 'bye',
      eventId: `edit:1180000000000000001:50:${Date.parse('2026-01-05T10:01:00Z')}`,
    });
  });
});

describe('places', () => {
  const atlas = charted();
  test('who can read along', () => {
    expect(atlas.place('3001').audience).toBe('everyone');
    expect(atlas.place('3002').audience).toBe('members');
    expect(atlas.place('3101')).toMatchObject({ audience: 'everyone', parent: 'discord:3001' });
    expect(atlas.place('3102').audience).toBe('members');
    expect(atlas.place('3103').audience).toBe('members');
    // Never heard of: nobody knows who reads there.
    expect(atlas.place('9999', '1001').audience).toBe('members');
    expect(atlas.place('9999').audience).toBe('one');
  });

  test('permissions follow roles, then overwrites', () => {
    expect(atlas.may('3001', 'Manage Webhooks')).toBe(true);
    expect(atlas.may('3002', 'Manage Webhooks')).toBe(false);
    expect(atlas.may('3103', 'Manage Webhooks')).toBe(false);
    const changed = charted();
    changed.learn({
      t: 'GUILD_MEMBER_UPDATE',
      d: { guild_id: '1001', user: { id: '7' }, roles: [] },
    } as never);
    expect(changed.may('3001', 'Manage Webhooks')).toBe(false);
  });

  test('where others are is never a place of one, whatever else is left out', () => {
    const unknown = createAtlas();
    unknown.learn({ t: 'READY', d: ready } as never);
    unknown.meet({ id: '1' }, '1001', false);
    unknown.meet({ id: '2' }, undefined, true);
    unknown.meet({ id: '3', type: 3 }, undefined, false);
    unknown.meet({ id: '4', type: 11 }, undefined, false);
    unknown.learn({ t: 'CHANNEL_CREATE', d: { id: '5', type: 0 } } as never);
    for (const id of ['1', '2', '3', '4', '5']) expect(unknown.place(id).audience, id).toBe('members');
    expect(unknown.place('1').community).toBe('1001');
    expect(unknown.place('6').audience).toBe('one');
    const left = charted();
    left.learn({ t: 'CHANNEL_DELETE', d: { id: '3001' } } as never);
    expect(left.place('3001').audience).toBe('members');
  });

  test('what is not known of permissions is tried; a change that leaves them out opens nothing', () => {
    for (const left of ['roles', 'members'] as const) {
      const unknown = createAtlas();
      unknown.learn({ t: 'READY', d: ready } as never);
      unknown.learn({ t: 'GUILD_CREATE', d: { ...guild, [left]: undefined } } as never);
      expect(unknown.isComplete()).toBe(true);
      expect(unknown.may('3002', 'Manage Webhooks'), left).toBe(true);
      expect(unknown.place('3002').audience).toBe('members');
    }
    const changed = charted();
    changed.learn({ t: 'CHANNEL_UPDATE', d: { id: '3002', type: 0, name: 'back' } } as never);
    expect(changed.place('3002')).toMatchObject({ audience: 'members', community: '1001' });
  });

  test('an outage throws nobody out, a kick does', () => {
    const left = charted();
    left.learn({ t: 'GUILD_DELETE', d: { id: '1001', unavailable: true } } as never);
    expect(left.guilds()).toHaveLength(1);
    left.learn({ t: 'GUILD_DELETE', d: { id: '1001' } } as never);
    expect(left.guilds()).toEqual([]);
    expect(left.place('3001', '1001').audience).toBe('members');
  });
});

describe('commands', () => {
  test('a button says what would be typed', () => {
    const pressed = { type: 3, data: { custom_id: '4:/afinidad history 2', component_type: 2 } };
    expect(askedBy(pressed as never, commands)).toEqual({ name: 'affinity', args: ['history', '2'] });
    const beside = { type: 3, data: { custom_id: '4+/afinidad history 2', component_type: 2 } };
    expect(askedBy(beside as never, commands)).toEqual({ name: 'affinity', args: ['history', '2'] });
    expect(askedBy({ type: 3, data: { custom_id: 'another bot’s' } } as never, commands)).toBeUndefined();
  });

  test('a message command finds its message and whose it is', () => {
    const data = {
      target_id: '5',
      resolved: { messages: { '5': { author: { id: '50' }, content: ' tea ' } } },
    };
    expect(chosenMessage({ data } as never)).toEqual({ author: '50', text: 'tea' });
  });
});

test('an event id says who caused it', () => {
  expect(causeOf(eventOf('interaction', '123', '50'))).toBe('50');
  expect(causeOf(eventOf('message', '123', '50'))).toBe('50');
  expect(causeOf('deletion:123:1')).toBeUndefined();
});

test('reactions with a skin tone mean the same', () => {
  expect(['👍', '👍🏿', '👎🏻', '❌', '❓', '❔', '✅'].map(meaningOf)).toEqual([
    'like',
    'like',
    'dislike',
    'remove',
    'explain',
    'explain',
    undefined,
  ]);
});

test('the invitation asks for what is used', () => {
  const link = new URL(inviteLink('123456789012345678'));
  expect(link.searchParams.get('scope')).toBe('bot applications.commands');
  // View Channels, Send Messages, Read Message History, Manage Webhooks, Send Messages in Threads.
  expect(link.searchParams.get('permissions')).toBe(
    String((1n << 10n) | (1n << 11n) | (1n << 16n) | (1n << 29n) | (1n << 38n)),
  );
});
