import { createHash } from 'node:crypto';
import { createBounded } from '../../core/bounded.ts';
import type { Author, Language, Place } from '../../core/message.ts';
import { BESIDE, FORM, type FormMemory, formMemory, formView } from './blocks.ts';
import { type Call, formOf, readButton, readSlash } from './commands.ts';
import { authorOf, homePlace, placeIn } from './decode.ts';
import { readText } from './decode-text.ts';
import { eventOf } from './ids.ts';
import { REMEMBER, TALK } from './manifest.ts';
import type {
  Body,
  ButtonPress,
  EventBody,
  FormSubmission,
  MessageShortcut,
  Shortcut,
  SlashCommand,
} from './raw.ts';
import type { ReceptionOptions } from './reception.ts';
import { languageOf, wordsIn } from './words.ts';

/** Commands, buttons, forms and shortcuts. */
export interface Interactions {
  take(body: Exclude<Body, EventBody>): Promise<void>;
  /** Somebody who did something other than write. */
  author(user: string): Author;
}

/** A command somebody gave, and the means to answer it. */
interface Asked {
  readonly user: string;
  /** What the event is told by; absent: Slack gave nothing that is its own. */
  readonly id?: string | undefined;
  readonly trigger?: string | undefined;
  /** Absent: the Home tab. */
  readonly channel?: string | undefined;
  readonly thread?: string | undefined;
  readonly url?: string | undefined;
  readonly replaces?: boolean;
}

/** Longest a form waits for the language it is to be in, ms; Slack lets it be opened within three seconds. */
const FORM_PATIENCE_MS = 500;

export function createInteractions(options: Omit<ReceptionOptions, 'onRemoved'>): Interactions {
  const { self, web, people, rooms, answers, commands, clock, random, log, emit } = options;
  /** Interactions that were taken: one that is told again is the same one. */
  const taken = createBounded<true>(1_000);
  const author = (user: string): Author =>
    authorOf({ user, ts: '' }, { self: self(), kind: 'closed', known: (id) => people.known(id) });
  const language = (user: string): Language => languageOf(people.known(user)?.locale);

  async function placeOf({ channel, thread, user }: Asked): Promise<Place> {
    if (channel === undefined) return homePlace(user, self());
    return placeIn(channel, thread, { self: self(), kind: await rooms.kindOf(channel) });
  }

  /** Opens the form of a command that needs one, else hands the command on. */
  async function give(asked: Asked, call: Call): Promise<void> {
    const { user, url, replaces = false, thread, id = random.id() } = asked;
    const eventId = eventOf('command', id, user);
    if (taken.has(eventId)) return;
    taken.set(eventId, true);
    if (asked.trigger !== undefined && (await opened(asked, asked.trigger, call))) return;
    await Promise.all([people.learn([asked.user]), placeOf(asked)]);
    if (url !== undefined) answers.expect(eventId, { user, url, replaces, thread });
    emit({
      kind: 'command',
      eventId,
      place: await placeOf(asked),
      author: author(user),
      at: clock.now(),
      ...call,
    });
  }

  async function opened(asked: Asked, trigger: string, call: Call): Promise<boolean> {
    const command = formOf(commands, call);
    if (command === undefined) return false;
    const over = new AbortController();
    await Promise.race([
      people.learn([asked.user]),
      clock.sleep(FORM_PATIENCE_MS, over.signal).catch(() => undefined),
    ]);
    over.abort();
    const { channel, thread, url } = asked;
    const memory: FormMemory = {
      command: command.name,
      ...(channel === undefined ? {} : { channel }),
      ...(thread === undefined ? {} : { thread }),
      ...(url === undefined ? {} : { url }),
    };
    try {
      await web.once('views.open', {
        trigger_id: trigger,
        view: formView(command, language(asked.user), memory),
      });
      return true;
    } catch (error) {
      // Without its form the command says how it is typed.
      log.debug('A form could not be opened', { command: command.name, error });
      return false;
    }
  }

  async function slash(body: SlashCommand): Promise<void> {
    const { user_id: user, channel_id: channel, response_url: url, trigger_id: trigger } = body;
    rooms.note(channel, ROOM_NAMES[body.channel_name ?? '']);
    const isAdmin = async () => {
      await people.learn([user]);
      return people.known(user)?.isAdmin === true;
    };
    const call = await readSlash(commands, body.command, body.text ?? '', isAdmin);
    await give({ user, id: trigger ?? idOf(url), trigger, channel, url }, call);
  }

  async function press(body: ButtonPress): Promise<void> {
    const { user, trigger_id: trigger, container, message, response_url: url } = body;
    const [action] = body.actions;
    const call = readButton(action?.value ?? '');
    if (call === undefined) return;
    const isHome = body.view?.type === 'home' || container?.type === 'view';
    const channel = isHome ? undefined : (body.channel?.id ?? container?.channel_id);
    if (channel === undefined && !isHome) return;
    // What others see too stays as it is: the answer is for whoever pressed.
    const isOwn = container?.is_ephemeral === true || channel?.startsWith('D') === true;
    const replaces = isOwn && action?.action_id.startsWith(BESIDE) !== true;
    const thread = container?.thread_ts ?? message?.thread_ts;
    const id = trigger ?? action?.action_ts ?? idOf(url);
    await give({ user: user.id, id, trigger, channel, thread, url, replaces }, call);
  }

  async function submit({ user, view, trigger_id: trigger }: FormSubmission): Promise<void> {
    const memory = view.callback_id === FORM ? formMemory(view.private_metadata) : undefined;
    const fields = commands.find(({ name }) => name === memory?.command)?.form?.fields;
    if (memory === undefined || fields === undefined) return;
    const { channel, thread, url } = memory;
    const values = Object.values(view.state?.values ?? {});
    const args = fields.map(({ name }) => values.find((block) => name in block)?.[name]?.value ?? '');
    await give(
      { user: user.id, id: trigger ?? view.id, channel, thread, url },
      { name: memory.command, args },
    );
  }

  async function talk({ user, trigger_id: id }: Shortcut): Promise<void> {
    const { channel } = await web.ask('conversations.open', { users: user.id });
    const { id: direct } = channel as { readonly id: string };
    await give({ user: user.id, id, channel: direct }, { name: 'start', args: [] });
  }

  async function remember(body: MessageShortcut): Promise<void> {
    const { user, channel, message, response_url: url, trigger_id: id } = body;
    rooms.note(channel.id, ROOM_NAMES[channel.name ?? '']);
    await people.learn([user.id]);
    const words = wordsIn[language(user.id)];
    const nameOf = (each: string) => people.known(each)?.name;
    const text = readText(message.text ?? '', { self: self().user, nameOf });
    if (message.user !== user.id || text === '') {
      const line = message.user === user.id ? words.nothingToRemember : words.onlyYourOwn;
      return url === undefined ? undefined : answers.tell(url, line);
    }
    await give(
      { user: user.id, id, channel: channel.id, thread: message.thread_ts, url },
      { name: 'remember', args: [text] },
    );
  }

  return {
    author,
    async take(body) {
      if ('command' in body) return slash(body);
      if (body.type === 'block_actions') return press(body);
      if (body.type === 'view_submission') return submit(body);
      if (body.type === 'shortcut' && body.callback_id === TALK) return talk(body);
      if (body.type === 'message_action' && body.callback_id === REMEMBER) return remember(body);
    },
  };
}

/** What tells an interaction without an id of its own: its URL, which may be kept nowhere. */
const idOf = (url: string | undefined): string | undefined =>
  url === undefined ? undefined : createHash('sha256').update(url).digest('base64url').slice(0, 20);

/** What Slack calls channels whose name it does not tell. */
const ROOM_NAMES: Readonly<Record<string, string>> = { directmessage: 'im', privategroup: 'group' };
