import { expect, test } from 'vitest';
import { applicationCommands, isSame } from '../../../src/adapters/discord/commands.ts';
import type { Command } from '../../../src/core/commands/command.ts';
import { commands } from '../../../src/core/commands/table.ts';
import type { IncomingCommand } from '../../../src/core/message.ts';
import { checkCommands } from '../../platforms/discord/check-command.ts';
import { aside, channelOn, commandLike, drive, until } from './discord.ts';

const isCommand = (event: { kind: string }): event is IncomingCommand => event.kind === 'command';
const registered = (it: Awaited<ReturnType<typeof drive>>) =>
  until(() => it.server.commands().length > 0, 'no commands');

/** A command with every kind of option, and one with a form. */
const table: readonly Command[] = [
  commandLike('persona', {
    options: [
      {
        name: 'action',
        localName: 'accion',
        summary: { en: 'what to do', es: 'qué hacer' },
        kind: 'choice',
        choices: ['list', 'use'],
      },
      { name: 'name', summary: { en: 'whom', es: 'quién' }, kind: 'text', suggests: 'persona' },
      { name: 'page', summary: { en: 'which page', es: 'qué página' }, kind: 'number' },
    ],
  }),
  commandLike('remember', {
    form: {
      title: { en: 'What to remember', es: 'Qué recordar' },
      fields: [
        { name: 'what', label: { en: 'What', es: 'Qué' }, maxLength: 500, isLong: true },
        { name: 'when', label: { en: 'When', es: 'Cuándo' }, maxLength: 100 },
      ],
    },
  }),
  commandLike('forget', { role: 'admin' }),
];

test('the whole table is what Discord takes, and asks for the server’s keepers where it must', () => {
  const listed = commands.filter(({ isUnlisted }) => isUnlisted !== true);
  const raw = applicationCommands(commands);
  expect(checkCommands(raw as never)).toEqual([]);
  expect(raw.filter(({ type }) => type === 1).map(({ name }) => name)).toEqual(
    listed.map(({ name }) => name),
  );
  for (const { name, role } of listed) {
    const found = raw.find((each) => each.name === name);
    expect(found?.default_member_permissions, name).toBe(role === 'admin' ? '32' : null);
  }
  expect(raw.at(-1)).toMatchObject({
    type: 3,
    name: 'Remember this',
    name_localizations: { 'es-ES': 'Recuerda esto', 'es-419': 'Recuerda esto' },
  });
});

test('commands are registered once, and again only when they changed', async () => {
  await using it = await drive();
  await registered(it);
  const puts = () => it.server.requests.filter(({ method }) => method === 'PUT').length;
  expect(puts()).toBe(1);
  const same = channelOn(it.server);
  await same.listen(async () => {});
  const gets = () => it.server.requests.filter(({ path }) => path.includes('with_localizations')).length;
  await until(() => gets() === 2, 'the second run did not look');
  await same.stop();
  expect(puts()).toBe(1);
  const changed = channelOn(it.server, { commands: table });
  await changed.listen(async () => {});
  await until(() => puts() === 2, 'the change was not registered');
  await changed.stop();
  expect(isSame(it.server.commands() as never, applicationCommands(table))).toBe(true);
  expect(isSame(applicationCommands(table), applicationCommands(commands))).toBe(false);
});

test('options come in the order of the table', async () => {
  await using it = await drive({ channel: { commands: table } });
  await registered(it);
  await it.server.command('Ana', '/persona page:3 name:mika action:use');
  const asked = await it.hear(isCommand);
  expect(asked.args).toEqual(['use', 'mika', '3']);
  await it.channel.send(aside('Done', { answers: asked.eventId }), asked.place);
  expect(it.server.violations).toEqual([]);
});

test('what is typed is completed at once', async () => {
  const typed: string[] = [];
  await using it = await drive({
    channel: {
      commands: table,
      suggest: (option, text) => {
        typed.push(`${option.name}=${text}`);
        return ['mika', '', 'x'.repeat(101)];
      },
    },
  });
  await registered(it);
  expect(await it.server.autocomplete('Ana', '/persona', 'name', 'mi')).toEqual([
    { name: 'mika', value: 'mika' },
  ]);
  expect(typed).toEqual(['name=mi']);
  expect(it.server.violations).toEqual([]);
});

test('a command that needs more opens its form, in the language of who asked; what is sent is the command', async () => {
  await using it = await drive({ channel: { commands: table }, locales: { Ana: 'es-ES' } });
  await registered(it);
  await it.server.command('Ana', '/remember', '#lobby');
  const form = await until(() => it.server.form('Ana'), 'no form');
  expect(form.title).toBe('Qué recordar');
  expect(form.fields).toEqual([
    { name: 'what', label: 'Qué' },
    { name: 'when', label: 'Cuándo' },
  ]);
  expect(it.heard.filter(isCommand)).toEqual([]);
  await form.submit({ what: 'my cat is Max', when: 'always' });
  const asked = await it.hear(isCommand);
  expect(asked).toMatchObject({ name: 'remember', args: ['my cat is Max', 'always'] });
  await it.channel.send(aside('Remembered', { answers: asked.eventId }), asked.place);
  expect(it.server.shown('#lobby', 'Ana')).toMatchObject([{ text: 'Remembered' }]);
  expect(it.server.shown('#lobby', 'Ben')).toEqual([]);
  expect(it.server.leftovers()).toEqual([]);
  expect(it.server.violations).toEqual([]);
});

test('a button whose command has a form opens it', async () => {
  await using it = await drive({ channel: { commands: table } });
  const place = await it.place('direct');
  const actions = [
    { label: 'Remember', command: '/remember' },
    { label: 'And again', command: '/remember', isDangerous: true },
  ];
  const sent = await it.channel.send(aside('Well?', { actions }), place);
  await it.server.press('Ana', sent.platformId.replace('discord:', ''), 'Remember');
  const form = await until(() => it.server.form('Ana'), 'no form');
  await form.submit({ what: 'tea', when: 'at five' });
  const asked = await it.hear(isCommand);
  expect(asked.args).toEqual(['tea', 'at five']);
  await it.channel.send(aside('Kept', { answers: asked.eventId }), place);
  // In a direct chat everything is private: the message the button was on is changed.
  expect(it.server.shown('direct', 'Ana')).toMatchObject([{ text: 'Kept', buttons: [] }]);
  expect(it.server.violations).toEqual([]);
});

test('a command is acknowledged at once, however long its answer takes; at a stop nothing is left thinking', async () => {
  await using it = await drive({ ackMs: 400, locales: { Ana: 'es-419' } });
  await registered(it);
  await it.server.command('Ana', '/affinity', '#lobby');
  await it.hear(isCommand);
  await it.server.command('Ben', '/affinity', '#lobby');
  await it.hear((event) => isCommand(event) && event.author.name === 'Ben');
  expect(it.server.leftovers()).toHaveLength(2);
  await it.channel.stop();
  expect(it.server.leftovers()).toEqual([]);
  expect(it.server.shown('#lobby', 'Ana').map(({ text }) => text)).toEqual([
    expect.stringMatching(/inténtalo de nuevo/),
  ]);
  expect(it.server.shown('#lobby', 'Ben').map(({ text }) => text)).toEqual([
    expect.stringMatching(/try again/),
  ]);
  expect(it.server.violations).toEqual([]);
});

test('an answer that is under way when the channel stops still arrives', async () => {
  let answer: () => void = () => {};
  const released = new Promise<void>((resolve) => {
    answer = resolve;
  });
  await using it = await drive({
    async onIncoming(event, channel) {
      if (event.kind !== 'command') return;
      await released;
      await channel.send(aside('Late, but here', { answers: event.eventId }), event.place);
    },
  });
  await registered(it);
  await it.server.command('Ana', '/affinity', '#lobby');
  await it.hear(isCommand);
  const stopped = it.channel.stop();
  answer();
  await stopped;
  expect(it.server.shown('#lobby', 'Ana').map(({ text }) => text)).toEqual(['Late, but here']);
});

test('an answer in the open takes "thinking…" away', async () => {
  await using it = await drive();
  await registered(it);
  await it.server.command('Ana', '/persona', '#lobby');
  const asked = await it.hear(isCommand);
  await it.channel.send({ ...aside('For all'), visibleTo: 'place', answers: asked.eventId }, asked.place);
  expect(it.server.shown('#lobby').map(({ text }) => text)).toEqual(['For all']);
  expect(it.server.leftovers()).toEqual([]);
});

test('the same command delivered twice is acknowledged once', async () => {
  await using it = await drive();
  await registered(it);
  await it.server.command('Ana', '/affinity');
  const first = await it.hear(isCommand);
  await it.server.sayAgain();
  await until(() => it.heard.filter(isCommand).length === 2, 'not told again');
  expect(new Set(it.heard.map(({ eventId }) => eventId))).toEqual(new Set([first.eventId]));
  await it.channel.send(aside('Once', { answers: first.eventId }), first.place);
  expect(it.server.violations).toEqual([]);
});

test('an answer of the next run to a command of this one goes to the direct chat', async () => {
  await using it = await drive();
  await registered(it);
  await it.server.command('Ana', '/affinity', '#lobby');
  const asked = await it.hear(isCommand);
  const next = channelOn(it.server);
  await next.listen(async () => {});
  await next.send(aside('Yours', { answers: asked.eventId }), asked.place, { key: 'k' });
  await next.stop();
  expect(it.server.shown('direct', 'Ana').map(({ text }) => text)).toEqual(['Yours']);
});

test('who manages the server is an administrator here', async () => {
  await using it = await drive({ admins: ['Root'] });
  await registered(it);
  await it.server.command('Root', '/affinity', '#lobby');
  expect((await it.hear(isCommand)).author.role).toBe('admin');
  await it.server.say({ who: 'Root', where: '#lobby', text: 'hi', mentions: true });
  expect(await it.hear(({ kind }) => kind === 'message')).toMatchObject({ author: { role: 'admin' } });
});

test('commands may be registered server by server', async () => {
  await using it = await drive({ channel: { communityCommands: true }, guilds: ['Harbour', 'Pier'] });
  const puts = () =>
    it.server.requests.filter(({ method, path }) => method === 'PUT' && path.includes('/guilds/'));
  await until(() => puts().length === 2, 'not in both servers');
  expect(it.server.requests.filter(({ method }) => method === 'PUT')).toHaveLength(2);
  expect(it.server.violations).toEqual([]);
});
