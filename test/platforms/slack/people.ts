import type { Line, Shown, Where } from '../platform.ts';
import type { Desk } from './call.ts';
import { announce, announceReaction, messageJson, type Publish } from './events.ts';
import { escaped, readable } from './markup.ts';
import { buttonsOf, naming, textOf } from './reading.ts';
import type { Channel, Json, Message, Person, World } from './world.ts';

/** Something said on Slack, with what only Slack has. */
export interface SlackSaid extends Line {
  /** Also shown in the channel although it is in a thread. */
  readonly isBroadcast?: boolean;
  /** Files with it. */
  readonly files?: readonly { readonly name: string; readonly type: string; readonly content: Uint8Array }[];
}

export interface SlackPeople {
  say(line: SlackSaid): Promise<string>;
  edit(id: string, text: string): Promise<void>;
  erase(id: string): Promise<void>;
  react(who: string, id: string, emoji: string): Promise<void>;
  unreact(who: string, id: string, emoji: string): Promise<void>;
  shown(where: Where, who?: string): readonly Shown[];
  /** Posts as the bot, as if a call of it had done so; its events come back to it. */
  sayAsBot(where: Where, text: string, who?: string): Promise<string>;
}

const EMOJI: Readonly<Record<string, string>> = {
  '👍': '+1',
  '👎': '-1',
  '❌': 'x',
  '❓': 'question',
  '❤️': 'heart',
  '✅': 'white_check_mark',
};

/** People who talk, edit, react and read. `fileOf` keeps a file and tells where it is fetched. */
export function createSlackPeople(
  desk: Desk,
  publish: Publish,
  isMentionFirst: boolean,
  fileOf: (name: string, type: string, content: Uint8Array) => Json,
): SlackPeople {
  const { world } = desk;

  const threadOf = (line: SlackSaid): string | undefined => {
    const parent = line.thread ?? line.replyTo;
    return parent === undefined ? undefined : (world.message(parent).thread ?? parent);
  };

  return {
    async say(line) {
      const where = line.where ?? 'direct';
      const person = world.person(line.who);
      const channel = world.channel(where, line.who);
      const thread = threadOf(line);
      const files = line.files?.map(({ name, type, content }) => ({
        ...fileOf(name, type, content),
        user: person.id,
      }));
      const mention = line.mentions === true ? `<@${world.bot.user}> ` : '';
      const message = world.post({
        channel,
        isOurs: false,
        user: person.id,
        text: mention + escaped(line.text),
        ...(thread === undefined ? {} : { thread }),
        isBroadcast: line.isBroadcast === true,
        ...(files === undefined ? {} : { files }),
      });
      if (channel.members.has(world.bot.user)) announce(message, world, publish, isMentionFirst);
      return message.ts;
    },
    async edit(id, text) {
      const message = world.message(id);
      const before = messageJson(message, world);
      const mention = /^<@[A-Z0-9]+> /.exec(message.text)?.[0] ?? '';
      message.text = mention + escaped(text);
      message.edits += 1;
      message.edited = { user: message.user ?? world.bot.user, ts: world.ts() };
      desk.changed(message, before);
    },
    async erase(id) {
      const message = world.message(id);
      message.isGone = true;
      desk.erased(message);
    },
    async react(who, id, emoji) {
      const person = world.person(who);
      const message = world.message(id);
      const name = EMOJI[emoji] ?? emoji;
      message.reactions.set(name, (message.reactions.get(name) ?? new Set<string>()).add(person.id));
      announceReaction('reaction_added', person, name, message, world, publish);
    },
    async unreact(who, id, emoji) {
      const person = world.person(who);
      const message = world.message(id);
      const name = EMOJI[emoji] ?? emoji;
      if (message.reactions.get(name)?.delete(person.id) !== true) return;
      announceReaction('reaction_removed', person, name, message, world, publish);
    },
    shown(where, who) {
      const reader = who === undefined ? undefined : world.person(who);
      const isHere = (channel: Channel): boolean =>
        where === 'direct' && who === undefined
          ? channel.kind === 'im'
          : channel === world.channel(where, who);
      return [...world.messages.values()]
        .filter((one) => one.isOurs && !one.isGone && isHere(one.channel))
        .filter(({ onlyFor }) => onlyFor === undefined || reader === undefined || onlyFor === reader.id)
        .map((one) => shownOf(one, world));
    },
    async sayAsBot(where, text, who) {
      const message = world.post({
        channel: world.channel(where, who),
        isOurs: true,
        user: world.bot.user,
        text,
      });
      desk.posted(message);
      return message.ts;
    },
  };
}

/** A message as its readers see it. */
export function shownOf(message: Message, world: World): Shown {
  const { ts, text, blocks, username, icon, onlyFor, thread, edits, isStreaming, isMarkdown } = message;
  const only = onlyFor === undefined ? undefined : world.people.get(onlyFor);
  return {
    id: ts,
    text: visibleText(message, world),
    raw: blocks.length > 0 && !isMarkdown ? JSON.stringify({ text, blocks }) : text,
    speaker: username ?? world.bot.name,
    ...(icon === undefined ? {} : { avatar: icon }),
    ...(only === undefined ? {} : { onlyFor: only.name }),
    ...(thread === undefined ? {} : { replyTo: thread, thread }),
    buttons: buttonsOf(blocks),
    edits,
    isUnfinished: isStreaming,
  };
}

/** Blocks hide the text beside them, which is for notifications; Markdown stands above them. */
function visibleText(message: Message, world: World): string {
  const { text, blocks, isMarkdown } = message;
  const own = readable(text, naming(world), isMarkdown);
  const inBlocks = textOf(blocks, world);
  if (isMarkdown) return [own, inBlocks].filter(Boolean).join('\n');
  return inBlocks === '' ? own : inBlocks;
}

export const nameOfChannel = (channel: Channel): string =>
  ({ im: 'directmessage', group: 'privategroup', channel: channel.name })[channel.kind];

export const userOf = (person: Person, world: World): Json => ({
  id: person.id,
  username: person.name.toLowerCase(),
  name: person.name.toLowerCase(),
  team_id: world.team.id,
});
