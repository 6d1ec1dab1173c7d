import type { Update } from 'grammy/types';
import type { Command } from '../../core/commands/command.ts';
import type { KithError } from '../../core/errors.ts';
import type { PersonaName } from '../../core/ids.ts';
import type { Incoming, IncomingCommand } from '../../core/message.ts';
import { languageOfLocale } from '../../core/people/language.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Admins } from './admins.ts';
import type { Ask } from './ask.ts';
import { formFor, promptOf } from './commands.ts';
import { decode, groupOf } from './decode.ts';
import { type Own, writtenIn } from './decode-text.ts';
import { causeOf } from './ids.ts';
import type { Origins } from './origin.ts';
import type { Post } from './post.ts';

export interface IncomingOptions {
  readonly name: string;
  readonly persona?: PersonaName | undefined;
  readonly ask: Ask;
  readonly post: Post;
  readonly admins: Admins;
  readonly origins: Origins;
  readonly commands: readonly Command[];
  readonly clock: Clock;
  readonly log: Log;
  own(): Own | undefined;
  /** `onTaken` is called when the event would outlive the process. */
  tell(event: Incoming, onTaken: () => void): void;
}

/** How many things that must be done once are remembered, for updates that come twice. */
const REMEMBERED = 500;

/** An update that waits, and what is called when all it brings in is taken. */
interface Held {
  readonly update: Update;
  readonly onTaken: () => void;
}

/**
 * Takes updates, one after the other; what they bring in is told at once, in their order. Resolves, never rejects, when
 * all of it would outlive the process.
 */
export function createIncoming(options: IncomingOptions): (update: Update) => Promise<void> {
  const { name, persona, ask, post, admins, origins, commands, clock, log, own, tell } = options;
  /** Groups whose administrators are being asked for: what comes from there waits, in order. */
  const waiting = new Map<number, Held[]>();
  const done = new Set<string>();

  /** Whether this is the first time. */
  function once(key: string): boolean {
    if (done.has(key)) return false;
    done.add(key);
    const [oldest] = done;
    if (done.size > REMEMBERED && oldest !== undefined) done.delete(oldest);
    return true;
  }

  async function take(update: Update): Promise<void> {
    const { callback_query: press } = update;
    // Before anything else: the button spins until then.
    if (press !== undefined && once(`press:${press.id}`)) void acknowledge(press.id);
    try {
      await sort(update);
    } catch (error) {
      log.error('An update could not be read', { update: update.update_id, error });
    }
  }

  /** Saying it twice does no harm, unlike a button that goes on spinning. */
  async function acknowledge(press: string): Promise<void> {
    const say = () => ask('answerCallbackQuery', { callback_query_id: press });
    await say()
      .catch((error: KithError) => (error.details.mayStand === true ? say() : Promise.reject(error)))
      .catch((error: unknown) => log.debug('A press could not be acknowledged', { error }));
  }

  async function sort(update: Update): Promise<void> {
    notice(update);
    const group = groupOf(update, origins);
    const line = group === undefined ? undefined : waiting.get(group);
    if (line !== undefined) return held(line, update);
    if (group !== undefined && mayBeCommand(update) && !admins.isFresh(group)) return hold(group, update);
    return read(update);
  }

  const held = (line: Held[], update: Update) =>
    new Promise<void>((onTaken) => line.push({ update, onTaken }));

  function hold(group: number, first: Update): Promise<void> {
    const line: Held[] = [];
    waiting.set(group, line);
    const taken = held(line, first);
    void admins.refresh(group).then(() => {
      waiting.delete(group);
      for (const { update, onTaken } of line) void read(update).then(onTaken);
    });
    return taken;
  }

  async function read(update: Update): Promise<void> {
    const self = own();
    if (self === undefined) return;
    try {
      const reading = {
        channel: name,
        own: self,
        commands,
        origins,
        at: clock.now(),
        isAdmin: admins.isAdmin,
        ...(persona === undefined ? {} : { persona }),
      };
      const events = decode(update, reading).filter((event) => event.kind !== 'command' || !asks(event));
      await Promise.all(events.map((event) => new Promise<void>((onTaken) => tell(event, onTaken))));
    } catch (error) {
      log.error('An update could not be read', { update: update.update_id, error });
    }
  }

  /** A command that lacks what its form asks for: the person is asked. Whether it does. */
  function asks(event: IncomingCommand): boolean {
    const form = formFor(event, commands);
    const cause = causeOf(event.eventId);
    if (form === undefined || cause === undefined || event.author.isBot === true) return false;
    if (once(event.eventId))
      post
        .prompt(promptOf(form, languageOfLocale(event.author.locale)), event.place, cause)
        .catch((error: unknown) => log.warn('A form could not be opened', { command: event.name, error }));
    return true;
  }

  /** What happens to the chats themselves. */
  function notice({ message, my_chat_member: standing }: Update): void {
    if (message?.migrate_to_chat_id !== undefined) post.migrated(message.chat.id, message.migrate_to_chat_id);
    if (standing === undefined) return;
    const { status } = standing.new_chat_member;
    log.info('The bot’s standing in a chat has changed', { chat: standing.chat.id, status });
  }

  return take;
}

/** Whether it matters who administers the group: for what may be a command. */
function mayBeCommand({ message, edited_message: edited, callback_query: press }: Update): boolean {
  const written = message ?? edited;
  return press !== undefined || (written !== undefined && /(?:^|\s)\//.test(writtenIn(written).text));
}
