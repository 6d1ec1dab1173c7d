import type { Command, CommandOption } from '../../core/commands/command.ts';
import type { Incoming, Place, Sent } from '../../core/message.ts';
import type { Channel } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Random } from '../../core/ports/random.ts';
import { createAtlas } from './atlas.ts';
import { direct, shared } from './capabilities.ts';
import { applicationCommands, registerCommands } from './commands.ts';
import { createDoubles } from './doubles.ts';
import { download } from './download.ts';
import { type Page, paginate } from './encode.ts';
import { examine } from './examine.ts';
import { nameLineOf } from './face.ts';
import { createGateway, type Session, type SessionEvents } from './gateway.ts';
import { CHANNEL, snowflakeOf } from './ids.ts';
import { createIncoming } from './incoming.ts';
import { createInteractions } from './interactions.ts';
import type { Packet } from './packet.ts';
import { wanted as wantedPermissions } from './permissions.ts';
import { createPost } from './post.ts';
import { createPrivately } from './privately.ts';
import { codeOf, createRest, refusal, type Wire } from './rest.ts';
import { createWebhooks } from './webhooks.ts';

export interface DiscordOptions {
  readonly token: string;
  /** Base of the REST API, ending in `/api`. */
  readonly apiUrl: string;
  /** Whether to ask for the privileged Message Content intent; `auto`: go on without it where Discord refuses. */
  readonly messageContent: 'auto' | 'on' | 'off';
  /** Pause between two edits of a growing answer, ms. */
  readonly editEveryMs: number;
  /** Longest one request may take, ms. */
  readonly requestMs: number;
  /** First pause before Discord is tried again, ms; doubles each time, with jitter. */
  readonly retryBaseMs: number;
  readonly retryMaxMs: number;
  /** Registers commands in each server instead of everywhere: there they change at once. */
  readonly communityCommands?: boolean;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly commands: readonly Command[];
  /** What is offered while somebody types an option, at most 25. */
  readonly suggest: (option: CommandOption, typed: string) => readonly string[];
}

/** What the SDK does for the channel. */
export interface Sdk {
  readonly wire: Wire;
  /** The same with queues of its own, for acknowledgements. */
  readonly urgentWire: Wire;
  createSession(events: SessionEvents): Session;
  /** Lets go of timers. */
  close(): void;
}

/** Discord shows activity for ten seconds. */
const TYPING_EVERY_MS = 8_000;
/** How long commands under way, then messages, then farewells may take once the channel stops. */
const GRACE_MS = 2_500;

/** The parts of the channel, joined. */
export function createChannel(options: DiscordOptions, sdk: Sdk): Channel {
  const { clock, log, editEveryMs, commands } = options;
  const atlas = createAtlas();
  const stopping = new AbortController();
  const rest = createRest({ ...options, wire: sdk.wire, onRefused: () => gateway.refuse(refusal()) });
  const webhooks = createWebhooks({ rest, atlas, log });
  const post = createPost({ ...options, rest, atlas, webhooks });
  const privately = createPrivately({ rest, atlas, post });
  const interactions = createInteractions({
    ...options,
    wire: sdk.urgentWire,
    rest: createRest({ ...options, wire: sdk.urgentWire, onRefused: () => gateway.refuse(refusal()) }),
    atlas,
  });
  const doubles = createDoubles({ clock, stopping: stopping.signal });
  const wanted = applicationCommands(commands);
  const underWay = new Set<Promise<unknown>>();
  const asked = new Set<Promise<unknown>>();
  const told = new Set<string>();
  let listener: ((event: Incoming) => Promise<void>) | undefined;
  let listening: Promise<void> | undefined;
  let stopped: Promise<void> | undefined;

  function tell(event: Incoming): void {
    if (stopping.signal.aborted || listener === undefined) return;
    const dealtWith = listener(event).catch((error: unknown) =>
      log.error('An event was not dealt with', { error }),
    );
    if (event.kind !== 'command') return;
    track(asked, dealtWith);
  }
  const hear = createIncoming({ atlas, doubles, clock, tell });

  function onPacket(packet: Packet): void {
    // Before anything else: Discord waits three seconds, and busy machines are slow.
    if (packet.t === 'INTERACTION_CREATE') {
      if (stopping.signal.aborted) return;
      const received = interactions.receive(packet.d).then((event) => event !== undefined && tell(event));
      track(asked, received);
      return;
    }
    try {
      atlas.learn(packet);
      const isNewServer = packet.t === 'GUILD_CREATE' && gateway.health().state === 'ready';
      if (isNewServer && options.communityCommands === true) void register([packet.d.id]);
      if (packet.t === 'CHANNEL_UPDATE') webhooks.forget(packet.d.id);
      if (packet.t === 'GUILD_DELETE' && packet.d.unavailable !== true)
        log.info('The bot was taken out of a server', { server: packet.d.id });
      hear(packet);
    } catch (error) {
      log.error('An event of Discord could not be read', { event: packet.t, error });
    }
  }

  const gateway = createGateway({
    ...options,
    createSession: sdk.createSession,
    onPacket,
    isComplete: atlas.isComplete,
    onReady: () => void register(),
  });

  async function register(guilds?: readonly string[]): Promise<void> {
    const { application } = atlas.self;
    const where =
      options.communityCommands === true ? (guilds ?? atlas.guilds().map(({ id }) => id)) : [undefined];
    for (const guild of where)
      try {
        if (await registerCommands(rest, application, wanted, guild))
          log.info('Discord commands registered', { commands: wanted.length });
      } catch (error) {
        log.warn('Discord commands could not be registered', { error });
      }
  }

  /** A place that lacks a permission says so once, with its name. */
  function complain(place: Place, error: unknown): void {
    if (told.has(place.id) || (codeOf(error) !== 50013 && codeOf(error) !== 50001)) return;
    const channel = snowflakeOf(place.id);
    const lacking = wantedPermissions.filter((permission) => !atlas.may(channel, permission));
    // Not by permissions, then: the bot is no longer there, or may not be told why.
    if (lacking.length === 0 && codeOf(error) !== 50013) return;
    told.add(place.id);
    log.warn('The bot lacks permissions in a channel', {
      channel: atlas.nameOf(channel),
      place: place.id,
      ...(lacking.length === 0 ? {} : { lacking }),
    });
  }

  async function sendNow(page: Page, place: Place, options: Parameters<Channel['send']>[2]): Promise<Sent> {
    if (page.visibleTo === 'place') {
      const sent = await post.send(page, place, options);
      if (page.answers !== undefined) await interactions.release(page.answers);
      return sent;
    }
    const answered = await interactions.answer(page, options?.signal);
    if (answered !== undefined) return answered;
    return place.audience === 'one' ? post.send(page, place, options) : privately(page, place, options);
  }

  function typing(place: Place, signal: AbortSignal): void {
    const over = AbortSignal.any([signal, stopping.signal]);
    if (over.aborted) return;
    const channel = snowflakeOf(place.id);
    // An answer is under way: by its first words the face it speaks under is there.
    if (place.audience !== 'one') webhooks.of(channel).catch(() => {});
    const show = async () => {
      while (!over.aborted) {
        await sdk.wire({ method: 'POST', path: `/channels/${channel}/typing` });
        await clock.sleep(TYPING_EVERY_MS, over);
      }
    };
    // Whatever goes wrong with it, the answer itself says so.
    show().catch(() => {});
  }

  async function patiently(work: Promise<void>): Promise<void> {
    const enough = new AbortController();
    await Promise.race([work, clock.sleep(GRACE_MS, enough.signal).catch(() => {})]);
    enough.abort();
  }

  async function stop(): Promise<void> {
    stopping.abort(new Error('the channel stops'));
    if (listener !== undefined) {
      await patiently(settled(asked));
      await patiently(settled(underWay));
      await patiently(interactions.close());
    }
    await gateway.stop();
    sdk.close();
  }

  return {
    name: CHANNEL,
    // Each connection is brought every event. Without one it is not known which messages are ours.
    listensAlone: true,
    capabilities: (place) =>
      place.audience === 'one'
        ? direct(editEveryMs)
        : shared(editEveryMs, webhooks.isPossible(snowflakeOf(place.id))),
    listen(onIncoming) {
      listener ??= onIncoming;
      listening ??= gateway.start();
      return listening;
    },
    stop() {
      stopped ??= stop();
      return stopped;
    },
    paginate: (message) =>
      paginate(message, message.kind === 'reply' ? nameLineOf(message.speaker, atlas.self.name) : ''),
    send(page, place, sendOptions) {
      const sent = sendNow(page, place, sendOptions);
      sent.catch((error: unknown) => complain(place, error));
      track(underWay, sent);
      return sent;
    },
    async edit(sent, page, place, signal) {
      const edited = interactions
        .edit(sent, page, signal)
        .then((isDone) => (isDone ? undefined : post.edit(sent, page, place, signal)));
      track(underWay, edited);
      await edited;
    },
    async remove(sent, place) {
      if (!(await interactions.remove(sent))) await post.remove(sent, place);
    },
    typing,
    download: (attachment, limit, signal) => download(rest, attachment, limit, signal),
    health: gateway.health,
    examine: () => examine({ ...options, rest, commands: wanted }),
  };
}

function track(set: Set<Promise<unknown>>, one: Promise<unknown>): void {
  set.add(one);
  const done = () => set.delete(one);
  one.then(done, done);
}

/** Resolves when what is in the set, and what joins it meanwhile, is over. */
async function settled(set: ReadonlySet<Promise<unknown>>): Promise<void> {
  while (set.size > 0) await Promise.allSettled(set);
}
