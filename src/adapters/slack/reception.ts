import type { Command } from '../../core/commands/command.ts';
import type { Incoming } from '../../core/message.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Random } from '../../core/ports/random.ts';
import type { Answers } from './answers.ts';
import {
  type Context,
  decodeDeletion,
  decodeEdit,
  decodeMessage,
  decodeReaction,
  homePlace,
  isOwn,
  type Self,
} from './decode.ts';
import { mentionedIn } from './decode-text.ts';
import { START } from './home.ts';
import { eventOf, messageOf } from './ids.ts';
import { createInteractions } from './interactions.ts';
import type { People } from './people.ts';
import type { Body, HomeEvent, MessageEvent, PaneEvent, RawEvent, ReactionEvent } from './raw.ts';
import type { Recent } from './recent.ts';
import type { Rooms } from './rooms.ts';
import { isDenied, type Web } from './web.ts';
import { languageOf, wordsIn } from './words.ts';

export interface ReceptionOptions {
  readonly self: () => Self;
  readonly web: Web;
  readonly people: People;
  readonly rooms: Rooms;
  readonly recent: Recent;
  readonly answers: Answers;
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** `onTaken` is called when the event would outlive the process. */
  readonly emit: (event: Incoming, onTaken?: () => void) => void;
  /** The app was taken out of the workspace. */
  readonly onRemoved: () => void;
}

/** Takes what Slack tells us and hands on what it means. Resolves, never rejects, when that would outlive the process. */
export type Reception = (body: Body) => Promise<void>;

export function createReception(options: ReceptionOptions): Reception {
  const { self, web, people, rooms, recent, emit, clock, log } = options;
  const interactions = createInteractions(options);
  /** Nothing depends on them: where Slack takes none they are not offered again. */
  let hasPrompts = true;
  /** The last event of each channel that is being looked into: events leave in the order they came. */
  const tails = new Map<string, Promise<void>>();

  function inOrder(
    channel: string,
    ready: Promise<unknown>,
    read: () => Promise<Incoming | undefined>,
  ): Promise<void> {
    const before = tails.get(channel);
    const { promise: taken, resolve: onTaken } = Promise.withResolvers<void>();
    const tail: Promise<void> = Promise.allSettled([before, ready])
      .then(read)
      .then((event) => (event === undefined ? onTaken() : emit(event, onTaken)))
      .finally(() => {
        if (tails.get(channel) === tail) tails.delete(channel);
      });
    tails.set(channel, tail);
    return tail.then(() => taken);
  }

  const known = (user: string) => people.known(user);
  const contextOf = async (channel: string): Promise<Context> => ({
    self: self(),
    kind: await rooms.kindOf(channel),
    known,
  });

  function message(event: MessageEvent): Promise<void> {
    const { channel } = event;
    rooms.note(channel, event.channel_type);
    const said = event.message ?? event;
    const isOurs = isOwn(said, self());
    // Under another face nothing else may tell that it is.
    if (!isOurs && said === event && recent.isOurs(messageOf(channel, event.ts))) return Promise.resolve();
    const users = [said.user, ...mentionedIn(said.text ?? '').slice(0, 10)].filter(
      (user) => user !== undefined && user !== self().user,
    ) as readonly string[];
    if (event.subtype === undefined || event.message === undefined) remember(event);
    const ready = Promise.all([isOurs ? undefined : people.learn(users), rooms.kindOf(channel)]);
    return inOrder(channel, ready, async () => {
      const context = await contextOf(channel);
      return decodeDeletion(event, context) ?? decodeEdit(event, context) ?? decodeMessage(event, context);
    });
  }

  function remember({ channel, ts, thread_ts: thread, user, user_team: team, team: home }: MessageEvent) {
    const reader = user === undefined ? undefined : { user, team: team ?? home ?? self().team };
    recent.note(messageOf(channel, ts), thread, reader);
  }

  function reaction(event: ReactionEvent): Promise<void> {
    const { channel = '', ts = '' } = event.item;
    if (event.item.type !== 'message' || event.user === self().user) return Promise.resolve();
    const ready = Promise.all([people.learn([event.user]), rooms.kindOf(channel)]);
    return inOrder(channel, ready, async () => {
      const thread = recent.threadOf(messageOf(channel, ts));
      return decodeReaction(event, thread, await contextOf(channel));
    });
  }

  async function home({ user, channel, tab, event_ts: at }: HomeEvent): Promise<void> {
    await people.learn([user]);
    if (tab === 'messages') return prompts(user, channel);
    const start: Incoming = {
      kind: 'command',
      eventId: eventOf('home', at, user),
      place: homePlace(user, self()),
      author: interactions.author(user),
      at: clock.now(),
      name: START.slice(1),
      args: [],
    };
    await new Promise<void>((onTaken) => emit(start, onTaken));
  }

  async function pane({ assistant_thread: thread }: PaneEvent): Promise<void> {
    await people.learn([thread.user_id]);
    await prompts(thread.user_id, thread.channel_id, thread.thread_ts);
  }

  async function prompts(user: string, channel: string, thread?: string): Promise<void> {
    if (!hasPrompts) return;
    try {
      await web.once('assistant.threads.setSuggestedPrompts', {
        channel_id: channel,
        ...(thread === undefined ? {} : { thread_ts: thread }),
        prompts: wordsIn[languageOf(known(user)?.locale)].prompts,
      });
    } catch (error) {
      hasPrompts = !isDenied(error);
      throw error;
    }
  }

  async function eventOfSlack(event: RawEvent): Promise<void> {
    switch (event.type) {
      case 'message':
      case 'app_mention':
        return message(event);
      case 'reaction_added':
      case 'reaction_removed':
        return reaction(event);
      case 'app_home_opened':
        return home(event);
      case 'assistant_thread_started':
        return pane(event);
      case 'app_uninstalled':
      case 'tokens_revoked':
        return options.onRemoved();
      default:
        return undefined;
    }
  }

  return async (body) => {
    try {
      if ('event' in body) {
        const at = body.event_time ?? clock.now() / 1_000;
        await eventOfSlack({ event_ts: String(at), ...body.event } as RawEvent);
      } else await interactions.take(body);
    } catch (error) {
      log.debug('Something Slack told could not be dealt with', { error });
    }
  };
}
