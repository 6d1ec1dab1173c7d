import { type Desk, fault, Refusal } from './call.ts';
import { contentOf } from './content.ts';
import { messageJson } from './events.ts';
import { type Channel, type Json, type Message, type Person, stringOf, type World } from './world.ts';

export interface SlackResponses {
  /** Path at which the app may answer an interaction. */
  open(person: Person, channel: Channel, original?: Message): string;
  /** Answers a request to such a path. */
  answer(path: string, body: unknown, desk: Desk): void;
  /** What an acknowledgement of a command says, shown like an answer by its URL. */
  say(person: Person, channel: Channel, payload: Json, desk: Desk): void;
}

const MOST_USES = 5;
const LIFE_MS = 30 * 60_000;
const KNOWN = [
  'text',
  'blocks',
  'attachments',
  'response_type',
  'replace_original',
  'delete_original',
  'thread_ts',
  'mrkdwn',
  'unfurl_links',
  'unfurl_media',
  'metadata',
  'markdown_text',
];

/** The URLs by which commands and buttons are answered: five times within half an hour. */
export function createSlackResponses(world: World): SlackResponses {
  interface Open {
    readonly person: Person;
    readonly channel: Channel;
    readonly at: number;
    uses: number;
    original: Message | undefined;
  }
  const open = new Map<string, Open>();

  const post = (place: Pick<Open, 'person' | 'channel'>, args: Json, desk: Desk): Message => {
    const isPublic = args.response_type === 'in_channel';
    const message = world.post({
      channel: place.channel,
      isOurs: true,
      user: world.bot.user,
      ...(isPublic ? {} : { onlyFor: place.person.id }),
      ...(args.thread_ts === undefined ? {} : { thread: stringOf(args.thread_ts) }),
      ...contentOf(args, desk, 'response_url'),
    });
    if (isPublic) desk.posted(message);
    return message;
  };

  const replace = (message: Message, args: Json, desk: Desk): void => {
    const before = messageJson(message, world);
    Object.assign(message, contentOf(args, desk, 'response_url'));
    message.edits += 1;
    if (message.onlyFor === undefined) desk.changed(message, before);
  };

  const erase = (message: Message, desk: Desk): void => {
    message.isGone = true;
    if (message.onlyFor === undefined) desk.erased(message);
  };

  return {
    open(person, channel, original) {
      const path = `/response/${world.team.id}/${world.id('R')}`;
      open.set(path, { person, channel, at: Date.now(), uses: 0, original });
      return path;
    },
    answer(path, body, desk) {
      const one = open.get(path);
      if (one === undefined) throw fault('no_such_url');
      if (Date.now() - one.at > LIFE_MS) throw fault('expired_url');
      if (one.uses >= MOST_USES) throw fault('used_url');
      if (typeof body !== 'object' || body === null) throw fault('invalid_payload');
      one.uses += 1;
      const args = body as Json;
      for (const name of Object.keys(args).filter((key) => !KNOWN.includes(key)))
        desk.violation(`response_url: it has no field '${name}'`);
      if (args.delete_original === true) {
        if (one.original === undefined) throw new Refusal('message_not_found');
        return erase(one.original, desk);
      }
      if (args.replace_original === true && one.original !== undefined)
        return replace(one.original, args, desk);
      one.original = post(one, args, desk);
      return undefined;
    },
    say: (person, channel, payload, desk) => void post({ person, channel }, payload, desk),
  };
}
