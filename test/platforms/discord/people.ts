import type { Line, OpenForm, Platform } from '../platform.ts';
import { fillCommand, nameCommand, nest, resolvedIn } from './command-line.ts';
import type { CommandBook } from './commands.ts';
import type { Gateway } from './gateway.ts';
import type { Interactions, Opening } from './interactions.ts';
import { changeReaction } from './messages.ts';
import { amend, findMessage, post, remove } from './post.ts';
import { buttonsOf, labelOf } from './shown.ts';
import { textOf } from './text.ts';
import type { Bag, Channel, File, Message, User } from './types.ts';
import { addWebhook } from './webhooks.ts';
import type { World } from './world.ts';

/** A file, picture, voice message or sticker somebody sends along. */
export interface Attached {
  readonly name: string;
  readonly kind: 'image' | 'voice' | 'sticker' | 'file';
  readonly bytes?: Uint8Array;
  readonly type?: string;
}

export interface DiscordLine extends Line {
  readonly attach?: readonly Attached[];
}

export interface Choice {
  readonly name: string;
  readonly value: string | number;
}

export interface DiscordPeople
  extends Pick<Platform, 'edit' | 'erase' | 'react' | 'command' | 'press' | 'form'> {
  say(line: DiscordLine): Promise<string>;
  /** What the bot offers while somebody types an option of a command, e.g. `/persona use`. */
  autocomplete(
    who: string,
    command: string,
    option: string,
    typed: string,
    where?: string,
  ): Promise<readonly Choice[]>;
  /** Somebody picks values of a select menu, by the labels or values of its options. */
  choose(who: string, id: string, ...values: readonly string[]): Promise<void>;
  /** Another bot says something. */
  sayAsBot(line: Line): Promise<string>;
  /** A proxy such as PluralKit repeats somebody's words by a webhook of its own. */
  sayAsWebhook(line: Line): Promise<string>;
}

interface Parts {
  readonly world: World;
  readonly gateway: Gateway;
  readonly interactions: Interactions;
  readonly commands: CommandBook;
  readonly store: (channel: Channel, files: readonly File[], body: Bag) => readonly Bag[];
  readonly ackMs: number;
}

/** What people do on a local Discord. */
export function createDiscordPeople({
  world,
  gateway,
  interactions,
  commands,
  store,
  ackMs,
}: Parts): DiscordPeople {
  const placeOf = (user: User, { where, thread }: { where?: string; thread?: string }): Channel => {
    const target = thread === undefined ? (where ?? 'direct') : `thread:${thread}`;
    const channel = world.place(target, user);
    if (!world.may(user, channel, 'ViewChannel')) throw new Error(`${user.name} cannot see ${target}`);
    return channel.type === 15 ? newPost(world, channel, user) : channel;
  };
  const there = (id: string, who?: User): Message => {
    const found = findMessage(world, id);
    if (found === undefined || (who !== undefined && found.onlyFor !== undefined && found.onlyFor !== who))
      throw new Error(`message ${id} is not there`);
    return found;
  };
  const open = (opening: Opening) => gateway.asPerson(() => interactions.open(opening, gateway.isReady()));

  const utter = (author: User, line: DiscordLine): string => {
    const channel = placeOf(author, line);
    const content = line.mentions ? `<@${world.bot.id}> ${line.text}` : line.text;
    const pieces = line.attach ?? [];
    const files = pieces.filter(({ kind }) => kind !== 'sticker').map(fileOf);
    const isVoice = pieces.some(({ kind }) => kind === 'voice');
    const attachments = store(channel, files, {}).map((one) =>
      isVoice ? { ...one, duration_secs: 2.5, waveform: 'AAAA' } : one,
    );
    const stickers = pieces.filter(({ kind }) => kind === 'sticker');
    const reference = line.replyTo === undefined ? {} : { message_reference: { message_id: line.replyTo } };
    const { wire } = gateway.asPerson(() =>
      post(world, {
        channel,
        author,
        body: { content, flags: isVoice ? 1 << 13 : 0, ...reference },
        attachments,
        fields: {
          ...(stickers.length > 0 && {
            sticker_items: stickers.map(({ name }) => ({ id: world.nextId(), name, format_type: 1 })),
          }),
        },
      }),
    );
    return wire.id;
  };

  const useComponent = (user: User, message: Message, component: Bag, fields: Bag): void => {
    if (component.disabled === true) throw new Error(`${labelOf(component)} is disabled`);
    const data = { component_type: component.type, custom_id: component.custom_id, id: 1, ...fields };
    const name = labelOf(component) || String(component.custom_id);
    open({ type: 3, user, channel: message.channel, data, source: message, name });
  };

  return {
    say: async (line) => utter(world.person(line.who), line),
    sayAsBot: async (line) => utter(world.anotherBot(line.who), line),
    async sayAsWebhook({ who, where, text }) {
      const channel = world.place(where ?? '#lobby');
      const others = [...world.webhooks.values()].filter(({ channelId }) => channelId === channel.id);
      const proxy = world.anotherBot('PluralKit');
      const webhook =
        others.find(({ ownerId }) => ownerId === proxy.id) ??
        addWebhook(world, channel, 'Proxy', proxy.id, proxy.id);
      return gateway.asPerson(() =>
        post(world, { channel, author: webhook, body: { content: text }, username: who }),
      ).wire.id;
    },
    async edit(id, text) {
      gateway.asPerson(() => amend(world, there(id), { content: text }));
    },
    async erase(id) {
      gateway.asPerson(() => remove(world, there(id)));
    },
    async react(who, id, emoji) {
      const user = world.person(who);
      gateway.asPerson(() =>
        changeReaction(world, there(id, user), user.id, { id: null, name: emoji }, true),
      );
    },
    async command(who, line, where) {
      const user = world.person(who);
      const channel = placeOf(user, where === undefined ? {} : { where });
      const { command, options } = fillCommand(world, commands.visible(channel.guildId), line);
      const needed = command.default_member_permissions;
      if (channel.guildId !== undefined && needed !== null && needed !== undefined) {
        const held = world.permissions(user, channel);
        if ((held & BigInt(textOf(needed))) !== BigInt(textOf(needed)) || needed === '0')
          if ((held & 8n) === 0n) throw new Error(`${who} may not use ${line}`);
      }
      const resolved = resolvedIn(world, channel.guildId, options);
      const data = { ...invoked(command), options, ...(Object.keys(resolved).length > 0 && { resolved }) };
      open({ type: 2, user, channel, data, name: line });
    },
    async autocomplete(who, line, option, typed, where) {
      const user = world.person(who);
      const channel = placeOf(user, where === undefined ? {} : { where });
      const { command, path, options } = nameCommand(commands.visible(channel.guildId), line);
      const known = options.find(({ name }) => name === option);
      if (known?.autocomplete !== true) throw new Error(`${line} does not complete ${option}`);
      const focused = { name: option, type: known.type, value: typed, focused: true };
      const data = { ...invoked(command), options: nest(path, [focused]) };
      const asked = open({ type: 4, user, channel, data, name: `${line} ${option}` });
      const deadline = Date.now() + ackMs + 200;
      while (asked.state === 'waiting' && Date.now() < deadline)
        await new Promise((next) => setTimeout(next, 5));
      return (asked.choices ?? []) as unknown as readonly Choice[];
    },
    async press(who, id, label) {
      const user = world.person(who);
      const message = there(id, user);
      const button = buttonsOf(message.wire.components).find((one) => labelOf(one) === label);
      if (button === undefined) throw new Error(`message ${id} has no button ${label}`);
      if (button.style === 5) throw new Error(`${label} is a link`);
      useComponent(user, message, button, {});
    },
    async choose(who, id, ...values) {
      const user = world.person(who);
      const message = there(id, user);
      const select = rowsOf(message.wire.components).find((one) => one.type === 3);
      if (select === undefined) throw new Error(`message ${id} has no select menu`);
      const options = select.options as Bag[];
      const picked = values.map((text) => {
        const option = options.find(({ label, value }) => label === text || value === text);
        if (option === undefined) throw new Error(`the menu offers no ${text}`);
        return option.value;
      });
      useComponent(user, message, select, { values: picked });
    },
    form: (who) => formOf(world, interactions, open, world.person(who)),
  };
}

function formOf(
  world: World,
  interactions: Interactions,
  open: (opening: Opening) => unknown,
  user: User,
): OpenForm | undefined {
  const holder = interactions.modalOf(user);
  const modal = holder?.modal;
  if (holder === undefined || modal === undefined) return undefined;
  const rows = modal.components as Bag[];
  const inputs = rows.flatMap((row) => {
    const input = (row.component ?? (row.components as Bag[] | undefined)?.[0]) as Bag | undefined;
    return input === undefined ? [] : [{ row, input, label: String(row.label ?? input.label) }];
  });
  return {
    title: String(modal.title),
    fields: inputs.map(({ input, label }) => ({ name: String(input.custom_id), label })),
    async submit(values) {
      const components = inputs.map(({ row, input, label }, at) => {
        const value = values[String(input.custom_id)] ?? values[label] ?? textOf(input.value);
        refuseValue(input, label, value);
        const own = { type: input.type, id: at * 2 + 2, custom_id: input.custom_id };
        const filled =
          input.type === 4 ? { ...own, value } : { ...own, values: value === '' ? [] : value.split(',') };
        return row.type === 18
          ? { type: 18, id: at * 2 + 1, component: filled }
          : { type: 1, id: at * 2 + 1, components: [filled] };
      });
      const resolved = resolvedIn(world, holder.channel.guildId, []);
      interactions.closeModal(user);
      const data = {
        custom_id: modal.custom_id,
        components,
        ...(Object.keys(resolved).length > 0 && { resolved }),
      };
      open({
        type: 5,
        user,
        channel: holder.channel,
        data,
        source: holder.source,
        name: `form ${String(modal.title)}`,
      });
    },
  };
}

/** As Discord's client keeps a form open until its fields are right. */
function refuseValue(input: Bag, label: string, value: string): void {
  if (value === '' && input.required !== false) throw new Error(`${label} is required`);
  if (value === '' || input.type !== 4) return;
  if (value.length < Number(input.min_length ?? 0) || value.length > Number(input.max_length ?? 4000))
    throw new Error(`${label} is too short or too long`);
}

const invoked = ({ id, name, type, guild_id: guild }: Bag): Bag => ({
  id,
  name,
  type,
  ...(guild !== undefined && { guild_id: guild }),
});

const rowsOf = (components: unknown): readonly Bag[] =>
  Array.isArray(components) ? (components as Bag[]).flatMap((one) => [one, ...rowsOf(one.components)]) : [];

function fileOf({ name, kind, bytes, type }: Attached): File {
  const usual = { image: 'image/png', voice: 'audio/ogg', sticker: 'image/png', file: 'text/plain' }[kind];
  return { name, type: type ?? usual, bytes: bytes ?? new TextEncoder().encode(name) };
}

function newPost(world: World, forum: Channel, user: User): Channel {
  const fields = {
    id: world.nextId(),
    type: 11,
    name: 'A post',
    parentId: forum.id,
    ownerId: user.id,
    overwrites: [],
  };
  return world.addChannel({ ...fields, ...(forum.guildId !== undefined && { guildId: forum.guildId }) });
}
