import { describe, expect, test } from 'vitest';
import { offered, readSlash, slashOf } from '../../../src/adapters/slack/commands.ts';
import { slackManifest } from '../../../src/adapters/slack/index.ts';
import { commands } from '../../../src/core/commands/table.ts';
import type { IncomingCommand, Outgoing } from '../../../src/core/message.ts';
import type { SlackServer } from '../../platforms/slack/server.ts';
import { clean, placeOf, reply, type Scene, scene, soon } from './scene.ts';

const given = async ({ heard }: Scene, count = 1): Promise<IncomingCommand> => {
  const calls = () => heard.filter((event) => event.kind === 'command');
  await soon(() => calls().length >= count);
  return calls()[count - 1]!;
};
const answer = ({ eventId }: IncomingCommand, text: string, more: Partial<Outgoing> = {}): Outgoing => ({
  kind: 'command',
  text,
  visibleTo: 'author',
  answers: eventId,
  ...more,
});
const why = [{ label: 'Why', command: '/affinity why' }];
const seen = (slack: SlackServer, where: string, who: string) =>
  slack.shown(where, who).map(({ text, onlyFor, buttons }) => ({ text, onlyFor, buttons }));

describe('a slash command', () => {
  test.for([
    ['/affinity', 'why', 'affinity', ['why']],
    ['/kith', 'affinity history 2', 'affinity', ['history', '2']],
    ['/kith', 'afinidad', 'affinity', []],
    ['/kith', '/help', 'help', []],
    ['/kith', 'why 12', 'kith', ['why', '12']],
    ['/kith', '', 'help', []],
    ['/kith-help', '', 'help', []],
    ['/recuerda', 'mi perro', 'remember', ['mi', 'perro']],
  ] as const)('%s %s means %s', async ([slash, text, name, args]) => {
    expect(await readSlash(commands, slash, text, async () => false)).toEqual({ name, args });
  });

  test('alone shows an administrator the settings', async () => {
    expect(await readSlash(commands, '/kith', '', async () => true)).toEqual({ name: 'kith', args: [] });
  });

  test('is answered where it was given, to whoever gave it', async () => {
    const all = await scene();
    await all.slack.command('Ana', '/affinity why', '#lobby');
    const call = await given(all);
    expect(call).toMatchObject({ name: 'affinity', args: ['why'], author: { name: 'Ana', role: 'member' } });
    expect(call.place).toEqual(placeOf(all.slack, '#lobby'));
    await all.channel.send(answer(call, '**12** points', { actions: why }), call.place);
    expect(seen(all.slack, '#lobby', 'Ana')).toEqual([
      { text: '12 points', onlyFor: 'Ana', buttons: ['Why'] },
    ]);
    expect(seen(all.slack, '#lobby', 'Ben')).toEqual([]);
    await clean(all);
  });

  test('of several pages is answered in full, whatever Slack lets a URL be used for', async () => {
    const all = await scene();
    await all.slack.command('Ana', '/privacy export', 'direct');
    const call = await given(all);
    const pages = all.channel.paginate(answer(call, 'line of it\n'.repeat(2_400)), call.place);
    expect(pages.length).toBeGreaterThan(5);
    for (const [index, page] of pages.entries())
      await all.channel.send(page, call.place, { key: `${call.eventId}#${index}` });
    const lines = all.slack.shown('direct', 'Ana').flatMap(({ text }) => text.trim().split('\n'));
    expect(lines).toHaveLength(2_400);
    await clean(all);
  });

  test.for(['500', 'cut after', 'cut before'] as const)('whose answer met a %s stands once', async (kind) => {
    const all = await scene();
    await all.slack.command('Ana', '/mood', '#lobby');
    const call = await given(all);
    all.slack.next({ kind, on: 'response_url' });
    await all.channel.send(answer(call, 'calm'), call.place);
    expect(seen(all.slack, '#lobby', 'Ana')).toEqual([{ text: 'calm', onlyFor: 'Ana', buttons: [] }]);
    await clean(all);
  });

  test('typed as a message is answered for its author alone, never for the channel', async () => {
    const all = await scene();
    const id = await all.slack.say({ who: 'Ana', where: '#lobby', text: '/affinity', mentions: true });
    const [event] = await all.until(1);
    if (event?.kind !== 'message') throw new Error('no message');
    await all.channel.send(
      { kind: 'command', text: 'secret', visibleTo: 'author', answers: event.eventId },
      event.place,
    );
    expect(seen(all.slack, '#lobby', 'Ana')).toEqual([{ text: 'secret', onlyFor: 'Ana', buttons: [] }]);
    // In a thread without answers Slack would show it to nobody.
    expect(all.slack.shown('#lobby', 'Ana')[0]?.thread).toBeUndefined();
    await all.slack.say({ who: 'Ana', where: '#lobby', text: '/mood', thread: id });
    await soon(() => all.heard.some((each) => each.kind === 'message' && each.text === '/mood'));
    const second = all.heard.findLast((each) => each.kind === 'message');
    if (second?.kind !== 'message') throw new Error('no message');
    await all.channel.send(
      { kind: 'command', text: 'calm', visibleTo: 'author', answers: second.eventId },
      second.place,
    );
    expect(all.slack.shown('#lobby', 'Ana').at(-1)).toMatchObject({
      text: 'calm',
      onlyFor: 'Ana',
      thread: id,
    });
    await clean(all);
  });

  test('nobody can be shown the answer of says so without it', async () => {
    const all = await scene();
    const place = placeOf(all.slack, '#lobby');
    await all.channel.send({ kind: 'command', text: 'secret', visibleTo: 'author', answers: 'x' }, place);
    expect(seen(all.slack, '#lobby', 'Ben')).toMatchObject([
      { text: expect.stringContaining('for you alone') },
    ]);
    await clean(all);
  });

  test('that nobody answered is closed when the channel stops', async () => {
    const all = await scene();
    all.slack.describe('Ana', { locale: 'es-MX' });
    await all.slack.command('Ana', '/mood', '#lobby');
    await given(all);
    await all.channel.stop();
    expect(seen(all.slack, '#lobby', 'Ana')).toMatchObject([{ text: expect.stringContaining('demasiado') }]);
    await clean(all);
  });
});

describe('a button', () => {
  test('on a private answer replaces it in place', async () => {
    const all = await scene();
    await all.slack.command('Ana', '/affinity', '#lobby');
    const first = await given(all);
    await all.channel.send(answer(first, 'close', { actions: why }), first.place);
    await all.slack.press('Ana', all.slack.shown('#lobby', 'Ana')[0]!.id, 'Why');
    const second = await given(all, 2);
    expect(second).toMatchObject({ name: 'affinity', args: ['why'] });
    await all.channel.send(answer(second, 'because'), second.place);
    expect(seen(all.slack, '#lobby', 'Ana')).toEqual([{ text: 'because', onlyFor: 'Ana', buttons: [] }]);
    await clean(all);
  });

  test('everybody sees answers whoever pressed it, and stays', async () => {
    const all = await scene();
    const place = placeOf(all.slack, '#lobby');
    const sent = await all.channel.send(reply('Hello', { actions: why }), place);
    await all.slack.press('Ana', sent.platformId.split(':')[2]!, 'Why');
    const call = await given(all);
    await all.channel.send(answer(call, 'because'), call.place);
    expect(seen(all.slack, '#lobby', 'Ben')).toMatchObject([{ text: 'Hello', buttons: ['Why'] }]);
    expect(seen(all.slack, '#lobby', 'Ana')).toMatchObject([
      { text: 'Hello' },
      { text: 'because', onlyFor: 'Ana' },
    ]);
    await clean(all);
  });
});

describe('a form', () => {
  test('opens at once for a command that needs more, in the language of whoever asked', async () => {
    const all = await scene();
    all.slack.describe('Ana', { locale: 'es-ES' });
    await all.slack.command('Ana', '/remember', '#lobby');
    await soon(() => all.slack.form('Ana') !== undefined);
    expect(all.slack.form('Ana')).toMatchObject({ title: 'Guardar un recuerdo', fields: [{ name: 'what' }] });
    expect(all.heard).toEqual([]);
    await all.slack.form('Ana')?.submit({ what: 'mi perro se llama Max' });
    const call = await given(all);
    expect(call).toMatchObject({ name: 'remember', args: ['mi perro se llama Max'] });
    expect(call.place).toEqual(placeOf(all.slack, '#lobby'));
    await all.channel.send(answer(call, 'Guardado'), call.place);
    expect(seen(all.slack, '#lobby', 'Ana')).toEqual([{ text: 'Guardado', onlyFor: 'Ana', buttons: [] }]);
    await clean(all);
  });

  test('that cannot be opened leaves the command', async () => {
    const all = await scene();
    all.slack.next({ kind: '500', on: 'views.open' });
    await all.slack.command('Ana', '/remember', 'direct');
    expect(await given(all)).toMatchObject({ name: 'remember', args: [] });
  });
});

describe('beside the conversation', () => {
  test('the Home tab shows the start, and its buttons change it', async () => {
    const all = await scene();
    await all.slack.openHome('Ana');
    const call = await given(all);
    expect(call).toMatchObject({ name: 'start', place: { audience: 'one' } });
    expect(all.channel.capabilities(call.place)).toMatchObject({
      stream: 'none',
      edits: false,
      buttons: true,
    });
    await all.channel.send(answer(call, 'Here is **Alicia**', { actions: why }), call.place);
    expect(all.slack.home('Ana')).toEqual({ text: 'Here is Alicia', buttons: ['Why', 'Home'] });
    await all.slack.press('Ana', 'home', 'Why');
    const second = await given(all, 2);
    await all.channel.send(answer(second, 'because'), second.place);
    expect(all.slack.home('Ana')).toEqual({ text: 'because', buttons: ['Home'] });
    await all.slack.press('Ana', 'home', 'Home');
    expect(await given(all, 3)).toMatchObject({ name: 'start', args: [], place: call.place });
    await clean(all);
  });

  test('the Messages tab and the assistant pane offer something to say', async () => {
    const all = await scene();
    await all.slack.openHome('Ana', 'messages');
    await all.slack.openAssistant('Ana');
    const prompts = () =>
      all.slack.calls.filter(({ method }) => method === 'assistant.threads.setSuggestedPrompts');
    await soon(() => prompts().length === 2);
    expect(prompts().map(({ answer: { ok } }) => ok)).toEqual([true, true]);
    await clean(all);
  });

  test('the shortcut begins a conversation in private', async () => {
    const all = await scene();
    await all.slack.shortcut('Ana', 'talk');
    const call = await given(all);
    expect(call).toMatchObject({ name: 'start', place: placeOf(all.slack, 'direct') });
    await all.channel.send(answer(call, 'Hello'), call.place);
    expect(all.slack.shown('direct', 'Ana')).toMatchObject([{ text: 'Hello' }]);
    await clean(all);
  });

  test('a message is remembered by its author only', async () => {
    const all = await scene();
    const id = await all.slack.say({ who: 'Ana', where: '#lobby', text: 'my dog is *Max*' });
    await all.slack.messageShortcut('Ana', 'remember', id);
    expect(await given(all)).toMatchObject({ name: 'remember', args: ['my dog is **Max**'] });
    await all.slack.messageShortcut('Ben', 'remember', id);
    await soon(() => all.slack.shown('#lobby', 'Ben').length === 1);
    expect(seen(all.slack, '#lobby', 'Ben')).toMatchObject([
      { text: 'I only remember what you wrote yourself.', onlyFor: 'Ben' },
    ]);
    await clean(all);
  });
});

describe('the manifest', () => {
  const manifest = (requestUrl?: string) =>
    slackManifest({ name: 'Kith', commands, ...(requestUrl === undefined ? {} : { requestUrl }) }) as {
      features: { slash_commands: { command: string; url?: string; description: string }[] };
      settings: { socket_mode_enabled: boolean; event_subscriptions: { request_url?: string } };
      oauth_config: { scopes: { bot: string[] } };
    };

  test('offers every command, none by a name Slack has taken', async () => {
    const names = manifest().features.slash_commands.map(({ command }) => command);
    expect(names[0]).toBe('/kith');
    expect(names).toContain('/kith-help');
    expect(names).not.toContain('/help');
    expect(names.length).toBe(offered(commands).length);
    expect(names.length).toBeLessThanOrEqual(25);
    expect(new Set(names).size).toBe(names.length);
    for (const { name } of offered(commands))
      expect(await readSlash(commands, slashOf(name), 'x', async () => false)).toMatchObject({ name });
  });

  test('uses Socket Mode unless Slack can call', () => {
    expect(manifest().settings.socket_mode_enabled).toBe(true);
    const url = 'https://kith.example/slack/events';
    const { settings, features } = manifest(url);
    expect(settings).toMatchObject({ socket_mode_enabled: false, event_subscriptions: { request_url: url } });
    expect(features.slash_commands.every((command) => command.url === url)).toBe(true);
    expect(JSON.stringify(manifest())).not.toContain('request_url');
  });
});
