import {
  ActionRowBuilder,
  AttachmentBuilder,
  ButtonBuilder,
  ButtonStyle,
  ChannelType,
  ContainerBuilder,
  type GuildTextBasedChannel,
  type Interaction,
  LabelBuilder,
  type Message,
  MessageFlags,
  ModalBuilder,
  SlashCommandBuilder,
  type TextChannel,
  TextInputBuilder,
  TextInputStyle,
} from 'discord.js';
import { describe, expect, test } from 'vitest';
import { driveDiscord, waitFor } from './client.ts';

const messageOf = (act: (resolve: (message: Message) => void) => void): Promise<Message> => new Promise(act);

describe('messages', () => {
  test('a mention in a channel is heard and answered with a reply', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    client.on(
      'messageCreate',
      (message) =>
        void (async () => {
          if (!message.author.bot) await message.reply(`**Hello**, \`${message.author.displayName}\``);
        })(),
    );
    const id = await server.say({ who: 'Ana', where: '#lobby', text: 'are you here?', mentions: true });
    const [answer] = await waitFor(() => server.shown('#lobby').length > 0 && server.shown('#lobby'));
    expect(answer).toMatchObject({
      text: 'Hello, Ana',
      raw: '**Hello**, `Ana`',
      speaker: 'Alicia',
      replyTo: id,
    });
    expect(server.violations).toEqual([]);
  });

  test('a direct chat, an edit of each side, typing and a deletion', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const updates: string[] = [];
    client.on('messageUpdate', (_old, message) => void updates.push(message.content ?? ''));
    const heard = messageOf((resolve) => client.once('messageCreate', resolve));
    const id = await server.say({ who: 'Ana', text: 'hola' });
    const message = await heard;
    expect([message.channel.type, message.content]).toEqual([ChannelType.DM, 'hola']);
    if (!message.channel.isSendable()) throw new Error('not sendable');
    await message.channel.sendTyping();
    expect(server.isTyping('direct')).toBe(true);
    const sent = await message.channel.send('one');
    expect(server.isTyping('direct')).toBe(false);
    await sent.edit('two');
    expect(server.shown('direct', 'Ana')).toMatchObject([{ text: 'two', edits: 1 }]);
    await server.edit(id, 'adiós');
    await waitFor(() => updates.includes('adiós'));
    await sent.delete();
    expect(server.shown('direct', 'Ana')).toEqual([]);
  });

  test('the same nonce is not posted twice; a cut connection is where it matters', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const channel = client.channels.cache.get(server.channelOf('#lobby')) as TextChannel;
    server.next({ kind: 'cut after' });
    const message = { content: 'once', nonce: '77', enforceNonce: true };
    await expect(channel.send(message)).rejects.toThrow('other side closed');
    await channel.send(message);
    expect(server.shown('#lobby').map(({ text }) => text)).toEqual(['once']);
    expect(server.requests.filter(({ method }) => method === 'POST')).toHaveLength(2);
  });

  test('a 429 is waited for, and a 500 tried again', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const channel = client.channels.cache.get(server.channelOf('#lobby')) as TextChannel;
    server.next({ kind: '429', retryAfter: 0.2 }, { kind: '500' });
    const start = Date.now();
    await channel.send('at last');
    expect(Date.now() - start).toBeGreaterThanOrEqual(200);
    const statuses = server.requests.filter(({ method }) => method === 'POST').map(({ status }) => status);
    expect(statuses).toEqual([429, 500, 200]);
    expect(server.violations).toEqual([]);
  });

  test('reactions of both sides, history, a file and a voice message', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const channel = client.channels.cache.get(server.channelOf('#lobby')) as TextChannel;
    const reactions: string[] = [];
    client.on('messageReactionAdd', (reaction) => void reactions.push(reaction.emoji.name ?? ''));
    const sent = await channel.send({
      content: 'x',
      files: [new AttachmentBuilder(Buffer.from('ab'), { name: 'a.txt' })],
    });
    await sent.react('👍');
    await server.react('Ana', sent.id, '👎');
    await waitFor(() => reactions.includes('👎'));
    const attach = [{ name: 'v.ogg', kind: 'voice', bytes: new Uint8Array([1, 2, 3]) }] as const;
    await server.say({ who: 'Ana', where: '#lobby', text: '', attach });
    const history = await channel.messages.fetch({ limit: 2 });
    const voice = history.first();
    expect(voice?.flags.has(MessageFlags.IsVoiceMessage)).toBe(true);
    const bytes = await (await fetch(voice?.attachments.first()?.url ?? '')).arrayBuffer();
    expect([...new Uint8Array(bytes)]).toEqual([1, 2, 3]);
    expect(history.last()?.attachments.first()?.name).toBe('a.txt');
    expect(server.violations).toEqual([]);
  });

  test('a thread on demand, a private channel and components version 2', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const root = await server.say({ who: 'Ana', where: '#lobby', text: 'a story' });
    const inThread = messageOf((resolve) =>
      client.on('messageCreate', (one) => one.content === 'go on' && resolve(one)),
    );
    await server.say({ who: 'Ana', where: '#lobby', thread: root, text: 'go on' });
    const { channel } = await inThread;
    expect([channel.isThread(), channel.id]).toEqual([true, root]);
    await (channel as GuildTextBasedChannel).send('then');
    expect(server.shown('#lobby')).toMatchObject([{ text: 'then', thread: root }]);
    await server.say({ who: 'Ana', where: '!den', text: 'psst' });
    const den = (await client.channels.fetch(server.channelOf('!den'))) as TextChannel;
    const card = new ContainerBuilder().addTextDisplayComponents((text) => text.setContent('# Card'));
    await den.send({ flags: MessageFlags.IsComponentsV2, components: [card] });
    expect(server.shown('!den', 'Ana').map(({ text }) => text)).toEqual(['Card']);
    expect(server.shown('!den', 'Bob')).toEqual([]);
    expect(server.violations).toEqual([]);
  });

  test('people with closed direct chats cannot be written to', async () => {
    await using driven = await driveDiscord({ closedDirect: ['Ana'] });
    const { server, client } = driven;
    const user = await client.users.fetch(server.idOf('Ana'));
    await expect(user.send('hi')).rejects.toMatchObject({ code: 50007 });
    expect(server.violations).toEqual([]);
  });
});

describe('webhooks', () => {
  test('a persona speaks under its own face, also in a thread, and edits itself', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    const channel = client.channels.cache.get(server.channelOf('#lobby')) as TextChannel;
    const webhook = await channel.createWebhook({ name: 'Kith' });
    const face = { username: 'Mara', avatarURL: 'https://example.org/mara.png' };
    const sent = await webhook.send({ content: 'I am Mara', ...face });
    await webhook.editMessage(sent, 'I was Mara');
    const root = await server.say({ who: 'Ana', where: '#lobby', text: 'thread' });
    server.channelOf(`thread:${root}`);
    await webhook.send({ content: 'here', threadId: root, ...face });
    expect(server.shown('#lobby')).toMatchObject([
      { text: 'I was Mara', speaker: 'Mara', avatar: face.avatarURL, edits: 1 },
      { text: 'here', speaker: 'Mara', thread: root },
    ]);
    expect(server.violations).toEqual([]);
    await server.deleteWebhooks('#lobby');
    await expect(webhook.send('gone')).rejects.toMatchObject({ code: 10015 });
    expect(server.shown('#lobby')).toHaveLength(2);
  });

  test('a missing permission, the fifteenth webhook and a forum', async () => {
    await using driven = await driveDiscord({ withoutPermissions: ['ManageWebhooks'] });
    const channel = driven.client.channels.cache.get(driven.server.channelOf('#lobby')) as TextChannel;
    await expect(channel.createWebhook({ name: 'Kith' })).rejects.toMatchObject({ code: 50013 });
    await using other = await driveDiscord({ forums: ['#stories'] });
    const forum = other.client.channels.cache.get(other.server.channelOf('#stories'));
    if (forum?.type !== ChannelType.GuildForum) throw new Error('no forum');
    const webhook = await forum.createWebhook({ name: 'Kith' });
    const sent = await webhook.send({ content: 'once', threadName: 'A tale' });
    expect(other.server.shown('#stories')).toMatchObject([{ text: 'once', thread: sent.channelId }]);
    for (let made = 1; made < 15; made += 1) await forum.createWebhook({ name: `Kith ${made}` });
    await expect(forum.createWebhook({ name: 'Kith' })).rejects.toMatchObject({ code: 30007 });
  });
});

const affinity = new SlashCommandBuilder()
  .setName('affinity')
  .setDescription('How fond')
  .addSubcommand((sub) =>
    sub
      .setName('why')
      .setDescription('The reasons')
      .addStringOption((option) => option.setName('persona').setDescription('Who').setAutocomplete(true))
      .addIntegerOption((option) => option.setName('days').setDescription('How far back').setMinValue(1)),
  );

describe('interactions', () => {
  const interactionOf = (client: {
    once: (event: 'interactionCreate', listener: (one: Interaction) => void) => unknown;
  }) => new Promise<Interaction>((resolve) => client.once('interactionCreate', resolve));

  test('a command deferred, completed and followed up in private', async () => {
    await using driven = await driveDiscord({ locales: { Ana: 'es-ES' }, admins: ['Ana'] });
    const { server, client } = driven;
    await client.application.commands.set([affinity]);
    await client.application.commands.set([affinity]);
    expect([server.commands().length, server.commandCreations()]).toEqual([1, 1]);
    const asked = interactionOf(client);
    await server.command('Ana', '/affinity why Mara 3', '#lobby');
    const interaction = await asked;
    if (!interaction.isChatInputCommand()) throw new Error('no command');
    const { options, locale, memberPermissions } = interaction;
    expect([options.getSubcommand(), options.getString('persona'), options.getInteger('days')]).toEqual([
      'why',
      'Mara',
      3,
    ]);
    expect([locale, memberPermissions?.has('Administrator')]).toEqual(['es-ES', true]);
    expect(server.leftovers()).toEqual(['/affinity why Mara 3 is unacknowledged']);
    await interaction.deferReply();
    expect(server.leftovers()).toEqual(['/affinity why Mara 3 is still thinking…']);
    expect(server.shown('#lobby')).toMatchObject([{ isUnfinished: true }]);
    await interaction.editReply('because');
    await interaction.followUp({ content: 'only you', flags: MessageFlags.Ephemeral });
    expect(server.shown('#lobby')).toMatchObject([
      { text: 'because', isUnfinished: false },
      { onlyFor: 'Ana' },
    ]);
    expect(server.shown('#lobby', 'Bob').map(({ text }) => text)).toEqual(['because']);
    await interaction.deleteReply();
    expect([server.shown('#lobby', 'Bob'), server.leftovers(), server.violations]).toEqual([[], [], []]);
  });

  test('an option is completed while it is typed', async () => {
    await using driven = await driveDiscord();
    const { server, client } = driven;
    await client.application.commands.set([affinity], client.guilds.cache.firstKey() ?? '');
    client.on(
      'interactionCreate',
      (one) =>
        void (async () => {
          if (one.isAutocomplete())
            await one.respond([{ name: `${one.options.getFocused()}ra`, value: 'mara' }]);
        })(),
    );
    const offered = await server.autocomplete('Ana', '/affinity why', 'persona', 'Ma', '#lobby');
    expect(offered).toEqual([{ name: 'Mara', value: 'mara' }]);
    await expect(server.command('Ana', '/affinity how', '#lobby')).rejects.toThrow('/affinity has no how');
    await expect(server.command('Ana', '/affinity why', 'direct')).rejects.toThrow('no command /affinity');
  });

  test.each(['labels', 'rows'])(
    'a button opens a form of %s, whose answer updates the message',
    async (kind) => {
      await using driven = await driveDiscord();
      const { server, client } = driven;
      client.on(
        'messageCreate',
        (message) =>
          void (async () => {
            const button = new ButtonBuilder()
              .setCustomId('open')
              .setLabel('Write')
              .setStyle(ButtonStyle.Primary);
            const components = [new ActionRowBuilder<ButtonBuilder>().addComponents(button)];
            if (!message.author.bot && message.channel.isSendable())
              await message.channel.send({ content: 'a card', components });
          })(),
      );
      client.on(
        'interactionCreate',
        (one) =>
          void (async () => {
            const text = new TextInputBuilder().setCustomId('note').setStyle(TextInputStyle.Short);
            const modal = new ModalBuilder().setCustomId('form').setTitle('A note');
            if (kind === 'labels')
              modal.addLabelComponents(new LabelBuilder().setLabel('Your note').setTextInputComponent(text));
            else
              modal.addComponents(
                new ActionRowBuilder<TextInputBuilder>().addComponents(text.setLabel('Your note')),
              );
            if (one.isButton()) await one.showModal(modal);
            if (one.isModalSubmit() && one.isFromMessage())
              await one.update({ content: one.fields.getTextInputValue('note'), components: [] });
          })(),
      );
      await server.say({ who: 'Ana', text: 'card' });
      const [card] = await waitFor(
        () => server.shown('direct', 'Ana').length === 1 && server.shown('direct', 'Ana'),
      );
      expect(card?.buttons).toEqual(['Write']);
      await server.press('Ana', card?.id ?? '', 'Write');
      const form = await waitFor(() => server.form('Ana'));
      expect([form.title, form.fields]).toEqual(['A note', [{ name: 'note', label: 'Your note' }]]);
      await expect(form.submit({})).rejects.toThrow('Your note is required');
      await form.submit({ note: 'be kind' });
      await waitFor(() => server.shown('direct', 'Ana')[0]?.text === 'be kind');
      expect([server.form('Ana'), server.violations]).toEqual([undefined, []]);
    },
  );
});
