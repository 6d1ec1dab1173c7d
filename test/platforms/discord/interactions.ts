import { messageFlags } from './check.ts';
import { checkChoiceList } from './check-command.ts';
import { checkModal } from './check-components.ts';
import { bagOf, refuseEdit, refuseUnfit } from './messages.ts';
import { amend, findMessage, post, remove } from './post.ts';
import { DiscordRefusal, refuseFaults, unknown } from './refusal.ts';
import type { Bag, Call, Channel, File, Message, Reply, Route, User } from './types.ts';
import { channelJson, memberJson, userJson } from './wire.ts';
import type { World } from './world.ts';

export interface Opening {
  /** 2 command, 3 component, 4 autocompletion, 5 modal. */
  readonly type: 2 | 3 | 4 | 5;
  readonly user: User;
  readonly channel: Channel;
  readonly data: Bag;
  readonly source?: Message | undefined;
  /** Name for people: `/affinity`, the label of a button. */
  readonly name: string;
}

export interface Interaction extends Opening {
  readonly id: string;
  readonly token: string;
  readonly openedAt: number;
  readonly timer: NodeJS.Timeout;
  state: 'waiting' | 'answered' | 'lapsed';
  original?: Message;
  choices?: readonly Bag[];
  modal?: Bag;
}

export interface Interactions {
  readonly routes: readonly Route[];
  /** Tells the bot of something a person did; `isHeard`: whether a client is there to acknowledge it. */
  open(opening: Opening, isHeard: boolean): Interaction;
  /** The modal open for somebody. */
  modalOf(user: User): Interaction | undefined;
  closeModal(user: User): void;
  leftovers(): readonly string[];
  stop(): void;
}

type Store = (channel: Channel, files: readonly File[], body: Bag) => readonly Bag[];

const tokenMs = 15 * 60_000;
/** Answers each type of interaction allows; 6 and 7 also fit a modal that a component opened. */
const allowed: Readonly<Record<Opening['type'], readonly number[]>> = {
  2: [4, 5, 9],
  3: [4, 5, 6, 7, 9],
  4: [8],
  5: [4, 5],
};

/** Interactions, their acknowledgements and what follows them. */
export function createInteractions(world: World, store: Store, ackMs: number): Interactions {
  const byId = new Map<string, Interaction>();
  const modals = new Map<string, Interaction>();

  function open(opening: Opening, isHeard: boolean): Interaction {
    const id = world.nextId();
    const timer = setTimeout(() => {
      if (interaction.state !== 'waiting') return;
      interaction.state = 'lapsed';
      if (isHeard) world.violations.push(`${opening.name} was not acknowledged within ${ackMs / 1000} s`);
    }, ackMs);
    timer.unref();
    const token = `aW50ZXJhY3Rpb24${id}${'t'.repeat(60)}`;
    const interaction: Interaction = { ...opening, id, token, openedAt: Date.now(), timer, state: 'waiting' };
    byId.set(id, interaction);
    world.emit('INTERACTION_CREATE', interactionJson(world, interaction));
    return interaction;
  }

  const callback = (call: Call): Reply => {
    const interaction = byId.get(call.params.interaction ?? '');
    if (
      interaction === undefined ||
      interaction.token !== call.params.token ||
      interaction.state === 'lapsed'
    )
      throw new DiscordRefusal(404, 10062, 'Unknown interaction', ['unknown, forged or lapsed interaction']);
    if (interaction.state === 'answered')
      throw new DiscordRefusal(400, 40060, 'Interaction has already been acknowledged.', [
        'acknowledged twice',
      ]);
    const { type, data } = bagOf(call.body);
    const body = bagOf(data);
    const fits = [
      ...allowed[interaction.type],
      ...(interaction.type === 5 && interaction.source ? [6, 7] : []),
    ];
    if (!fits.includes(Number(type)))
      refuseFaults([`type: ${String(type)} is no answer to an interaction of type ${interaction.type}`]);
    refuseAnswer(world, interaction, Number(type), body, call.files.length);
    clearTimeout(interaction.timer);
    interaction.state = 'answered';
    if (type === 9) {
      interaction.modal = body;
      modals.set(interaction.user.id, interaction);
    } else if (type === 8) interaction.choices = body.choices as Bag[];
    else if (type === 6 || type === 7) {
      interaction.original = interaction.source as Message;
      if (type === 7) amend(world, interaction.original, body, store(interaction.channel, call.files, body));
    } else
      interaction.original = respond(
        interaction,
        type === 5 ? thinking(body) : body,
        call.files,
        world,
        store,
      );
    if (call.query.get('with_response') !== 'true') return { status: 204 };
    const message = interaction.original?.wire;
    const flags = message?.flags ?? 0;
    return {
      status: 200,
      body: {
        interaction: {
          id: interaction.id,
          type: interaction.type,
          response_message_id: message?.id,
          response_message_loading: (flags & messageFlags.loading) !== 0,
          response_message_ephemeral: (flags & messageFlags.ephemeral) !== 0,
        },
        resource: { type, ...(message !== undefined && { message }) },
      },
    };
  };

  const holder = (call: Call): Interaction => {
    const found = [...byId.values()].find(({ token }) => token === call.params.token);
    if (found === undefined) throw unknown.webhook();
    if (Date.now() - found.openedAt > tokenMs)
      throw new DiscordRefusal(401, 50027, 'Invalid Webhook Token', ['the token lapsed after 15 minutes']);
    if (found.state !== 'answered')
      throw new DiscordRefusal(404, 10015, 'Unknown Webhook', [
        `${found.name}: follow-up before the acknowledgement`,
      ]);
    return found;
  };
  const target = (call: Call): Message => {
    const { original, token } = holder(call);
    const id = call.params.message;
    const found = id === undefined ? original : findMessage(world, id);
    if (found === undefined || found.isGone) throw unknown.message();
    if (found !== original && tokens.get(found) !== token)
      throw new DiscordRefusal(403, 50005, 'Cannot edit a message authored by another user', [
        'a foreign message',
      ]);
    return found;
  };
  const edit = (call: Call): Reply => {
    const found = target(call);
    const body = bagOf(call.body);
    refuseEdit(world, found, body, call.files.length);
    amend(world, found, body, store(found.channel, call.files, body));
    return { status: 200, body: found.wire };
  };
  const followUp = (call: Call): Reply => {
    const interaction = holder(call);
    const body = bagOf(call.body);
    refuseUnfit(world, body, call.files.length);
    const { original } = interaction;
    // As the real one: what follows a "thinking…" takes its place.
    if (original !== undefined && (original.wire.flags & messageFlags.loading) !== 0) {
      amend(world, original, body, store(interaction.channel, call.files, body));
      return { status: 200, body: original.wire };
    }
    return { status: 200, body: respond(interaction, body, call.files, world, store).wire };
  };

  const base = `/webhooks/${world.applicationId}/:token`;
  const messagesOf = (path: string): readonly Route[] => [
    { method: 'GET', path, isOpen: true, answer: (call) => ({ status: 200, body: target(call).wire }) },
    { method: 'PATCH', path, isOpen: true, limit: { requests: 5, ms: 5000 }, answer: edit },
    {
      method: 'DELETE',
      path,
      isOpen: true,
      answer: (call) => {
        remove(world, target(call));
        return { status: 204 };
      },
    },
  ];

  return {
    routes: [
      { method: 'POST', path: '/interactions/:interaction/:token/callback', isOpen: true, answer: callback },
      { method: 'POST', path: base, isOpen: true, limit: { requests: 5, ms: 2000 }, answer: followUp },
      ...messagesOf(`${base}/messages/@original`),
      ...messagesOf(`${base}/messages/:message`),
    ],
    open,
    modalOf: (user) => modals.get(user.id),
    closeModal: (user) => void modals.delete(user.id),
    leftovers: () =>
      [...byId.values()].flatMap(({ name, state, original }) => {
        if (state === 'waiting') return [`${name} is unacknowledged`];
        const isThinking =
          original !== undefined && !original.isGone && original.wire.flags & messageFlags.loading;
        return isThinking ? [`${name} is still thinking…`] : [];
      }),
    stop: () => {
      for (const { timer } of byId.values()) clearTimeout(timer);
    },
  };
}

/** Token of the interaction that may change a follow-up. */
const tokens = new WeakMap<Message, string>();

const thinking = (body: Bag): Bag => ({
  flags: messageFlags.loading | (Number(body.flags ?? 0) & messageFlags.ephemeral),
});

function refuseAnswer(world: World, interaction: Interaction, type: number, body: Bag, files: number): void {
  if (type === 4) refuseUnfit(world, body, files);
  if (type === 7 && interaction.source !== undefined) refuseEdit(world, interaction.source, body, files);
  if (type === 9) refuseFaults(checkModal(body));
  if (type !== 8) return;
  if (!Array.isArray(body.choices)) refuseFaults(['choices: must be a list']);
  const flat = (list: readonly Bag[]): readonly Bag[] =>
    list.flatMap((one) => [one, ...flat((one.options as Bag[] | undefined) ?? [])]);
  const focused = flat((interaction.data.options as Bag[] | undefined) ?? []).find(
    (one) => one.focused === true,
  );
  refuseFaults(
    checkChoiceList(body.choices as Bag[], Number(focused?.type ?? 3)).map((fault) => `choices${fault}`),
  );
}

function respond(
  interaction: Interaction,
  body: Bag,
  files: readonly File[],
  world: World,
  store: Store,
): Message {
  const { channel, user, type } = interaction;
  const isHidden = (Number(body.flags ?? 0) & messageFlags.ephemeral) !== 0;
  const message = post(world, {
    channel,
    author: world.bot,
    body: { ...body, message_reference: undefined, nonce: undefined },
    attachments: store(channel, files, body),
    onlyFor: isHidden ? user : undefined,
    fields: {
      type: type === 2 ? 20 : 0,
      application_id: world.applicationId,
      webhook_id: world.applicationId,
      interaction_metadata: {
        id: interaction.id,
        type,
        user: userJson(user),
        authorizing_integration_owners: {},
      },
    },
  });
  tokens.set(message, interaction.token);
  return message;
}

function interactionJson(world: World, { id, token, type, data, user, channel, source }: Interaction): Bag {
  const guild = world.guilds.get(channel.guildId ?? '');
  const place =
    guild === undefined
      ? { user: userJson(user) }
      : {
          guild_id: guild.id,
          guild: { id: guild.id, locale: 'en-US', features: [] },
          guild_locale: 'en-US',
          member: { ...memberJson(guild, user), permissions: String(world.permissions(user, channel)) },
        };
  return {
    id,
    application_id: world.applicationId,
    type,
    data,
    channel_id: channel.id,
    channel: { ...channelJson(world, channel), permissions: String(world.permissions(user, channel)) },
    ...place,
    token,
    version: 1,
    locale: user.locale,
    app_permissions: String(world.permissions(world.bot, channel)),
    entitlements: [],
    authorizing_integration_owners: { 0: guild?.id ?? '0' },
    context: guild === undefined ? 1 : 0,
    attachment_size_limit: 10_485_760,
    ...(source !== undefined && { message: structuredClone(source.wire) }),
  };
}
