import type { Message, MessageEntity } from 'grammy/types';
import type { Line, OpenForm, Where } from '../platform.ts';
import { detected } from './entities.ts';
import { photoSize } from './posts.ts';
import { reactionEmoji } from './schema.ts';
import { type Stage, threadFields } from './stage.ts';
import { type Account, idOf, type Person, type Place, type Post, quoted } from './world.ts';

/** A line with what only Telegram has. */
export interface TelegramLine extends Line {
  /** Part of the message replied to that is quoted. */
  readonly quote?: string;
  /** Sent with the text as its caption; stickers have none. */
  readonly attachment?: {
    readonly kind: 'photo' | 'sticker' | 'voice' | 'document';
    readonly bytes?: Uint8Array;
    /** Emoji of a sticker. */
    readonly emoji?: string;
    readonly fileName?: string;
  };
  /** Name of a person mentioned as people without a user name are; it must be in the text. */
  readonly names?: string;
}

export type People = ReturnType<typeof createPeople>;

/** What people do: each deed becomes the updates the bots may see. */
export function createPeople(stage: Stage) {
  const { world } = stage;
  const now = (): number => Math.floor(stage.now() / 1000);
  let lastCallback = 4_000_000_000;

  const deliver = (place: Place, kind: 'message' | 'edited_message', message: Message): void => {
    for (const account of world.accounts) {
      if (!isSeen(place, account, message)) continue;
      stage.acted.set(`${place.chat.id}/${message.from?.id}`, stage.now());
      stage.updates.get(account)?.push(kind, message);
    }
  };

  const post = (place: Place, who: Person, content: object): Post => {
    const message = {
      message_id: world.nextId(place),
      from: who.user,
      chat: place.chat,
      date: now(),
      ...content,
    } as unknown as Message;
    return world.add({
      id: idOf(message),
      place,
      message,
      raw: message.text ?? message.caption ?? '',
      edits: 0,
      isErased: false,
      reactions: new Map(),
    });
  };

  const standingChanged = (place: Place, account: Account, who: Person, from: string, to: string): void => {
    const member = (status: string) => ({
      user: account.user,
      status,
      ...(status === 'kicked' && { until_date: 0 }),
    });
    stage.updates.get(account)?.push('my_chat_member', {
      chat: place.chat,
      from: who.user,
      date: now(),
      old_chat_member: member(from),
      new_chat_member: member(to),
    });
  };

  const enter = (where: Where, who: string): Place => {
    const place = world.place(where, who);
    if (place.isBlocked && place.account !== undefined) {
      standingChanged(place, place.account, world.person(who), 'kicked', 'member');
    }
    place.isStarted = true;
    place.isBlocked = false;
    return place;
  };

  const say = async (line: TelegramLine): Promise<string> => {
    const place = enter(line.where ?? 'direct', line.who);
    const account = place.account ?? world.accounts[0];
    const text = line.mentions === true ? `@${account?.user.username} ${line.text}` : line.text;
    const thread = line.thread === undefined ? undefined : world.post(line.thread).message;
    const topics = [thread?.message_thread_id, thread?.message_id];
    const topic = topics.find((one) => one !== undefined && place.topics.has(one));
    const nearest = topic === undefined ? line.thread : undefined;
    const to = line.replyTo ?? nearest;
    const replied = to === undefined ? undefined : world.post(to).message;
    const entities = [...detected(text), ...named(text, line.names)];
    const sent = post(place, world.person(line.who), {
      ...threadFields(place, topic, replied),
      ...(replied !== undefined && { reply_to_message: quoted(replied) }),
      ...(line.quote !== undefined && {
        quote: { text: line.quote, position: replied?.text?.indexOf(line.quote) ?? 0, is_manual: true },
      }),
      ...content(text, entities, line.attachment),
    });
    deliver(place, 'message', sent.message);
    return sent.id;
  };

  const named = (text: string, name: string | undefined): readonly MessageEntity[] =>
    name === undefined
      ? []
      : [
          {
            type: 'text_mention',
            offset: text.indexOf(name),
            length: name.length,
            user: world.person(name).user,
          },
        ];

  function content(
    text: string,
    entities: readonly MessageEntity[],
    attachment: TelegramLine['attachment'],
  ): object {
    if (attachment === undefined) return { text, ...(entities.length > 0 && { entities }) };
    const { kind, bytes = new Uint8Array([1, 2, 3]), emoji = '🙂', fileName = 'file.txt' } = attachment;
    const id = `AgAC${stage.files.size + 1}`;
    stage.files.set(id, { id, path: `${kind}s/file_${stage.files.size + 1}`, bytes });
    const file = { file_id: id, file_unique_id: `u${id}`, file_size: bytes.length };
    const caption =
      text === '' ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
    if (kind === 'photo') return { photo: [{ ...photoSize(id), file_size: bytes.length }], ...caption };
    if (kind === 'voice') return { voice: { ...file, duration: 3, mime_type: 'audio/ogg' }, ...caption };
    if (kind === 'document') return { document: { ...file, file_name: fileName }, ...caption };
    const shape = { type: 'regular', width: 512, height: 512, is_animated: false, is_video: false };
    return { sticker: { ...file, ...shape, emoji } };
  }

  const press = async (who: string, id: string, label: string): Promise<void> => {
    const { message, place } = world.post(id);
    const markup = message.reply_markup as unknown as
      | { inline_keyboard?: readonly Button[][]; keyboard?: readonly (Button | string)[][] }
      | undefined;
    const key = markup?.keyboard?.flat().find((one) => (typeof one === 'string' ? one : one.text) === label);
    if (key !== undefined) return void (await say({ who, where: place.where, text: label }));
    const button = markup?.inline_keyboard?.flat().find(({ text }) => text === label);
    if (button === undefined) throw new Error(`no button of ${id} says ${label}`);
    if (button.callback_data === undefined) return;
    const account = world.accounts.find(({ user }) => user.id === message.from?.id);
    if (account === undefined) throw new Error(`${id} is from no bot`);
    const person = world.person(who);
    lastCallback += 1;
    stage.callbacks.set(String(lastCallback), {
      account,
      who: person,
      label,
      at: stage.now(),
      isAnswered: false,
    });
    stage.acted.set(`${place.chat.id}/${person.user.id}`, stage.now());
    stage.updates.get(account)?.push('callback_query', {
      id: String(lastCallback),
      from: person.user,
      message,
      chat_instance: String(place.chat.id * 31),
      data: button.callback_data,
    });
  };

  /** The last forced reply somebody is asked for and has not given. */
  const form = (who: string): OpenForm | undefined => {
    const { user } = world.person(who);
    const asked = world.posts.findLast(({ message, place, isErased }) => {
      const markup = message.reply_markup as { force_reply?: boolean; selective?: boolean } | undefined;
      const isHere =
        place.person === undefined ? place.members.has(user.id) : place.person.user.id === user.id;
      const isMeant = markup?.selective !== true || message.reply_to_message?.from?.id === user.id;
      return markup?.force_reply === true && isHere && isMeant && !isErased;
    });
    const isAnswered = world.posts.some(
      ({ message }) =>
        message.from?.id === user.id &&
        message.reply_to_message?.message_id === asked?.message.message_id &&
        message.chat.id === asked?.message.chat.id,
    );
    if (asked === undefined || isAnswered) return undefined;
    const title = asked.message.text ?? '';
    const { input_field_placeholder: hint } = asked.message.reply_markup as {
      input_field_placeholder?: string;
    };
    return {
      title,
      fields: [{ name: 'text', label: hint ?? title }],
      submit: async (values) =>
        void (await say({ who, where: asked.place.where, text: values.text ?? '', replyTo: asked.id })),
    };
  };

  return {
    say,
    press,
    form,
    async edit(id: string, text: string): Promise<void> {
      const sent = world.post(id);
      const { reply_markup: _, ...before } = sent.message;
      sent.message = {
        ...before,
        ...(before.text === undefined ? { caption: text } : { text, entities: detected(text) }),
        edit_date: now(),
      } as unknown as Message;
      sent.edits += 1;
      deliver(sent.place, 'edited_message', sent.message);
    },
    /** Bots hear nothing of deletions. */
    async erase(id: string): Promise<void> {
      world.post(id).isErased = true;
    },
    /** One reaction each; the same emoji again takes it away. */
    async react(who: string, id: string, emoji: string): Promise<void> {
      if (!reactionEmoji.has(emoji)) throw new Error(`nobody can react with ${emoji} on Telegram`);
      const { place, message, reactions } = world.post(id);
      const { user } = world.person(who);
      const types = (list: readonly string[]) => list.map((one) => ({ type: 'emoji', emoji: one }));
      const before = reactions.get(user.id) ?? [];
      const after = before.includes(emoji) ? [] : [emoji];
      reactions.set(user.id, after);
      for (const account of world.accounts) {
        const mayKnow = place.account === account || place.bots.get(account.user.id) === 'administrator';
        if (!mayKnow) continue;
        stage.updates.get(account)?.push('message_reaction', {
          chat: place.chat,
          message_id: message.message_id,
          user,
          date: now(),
          old_reaction: types(before),
          new_reaction: types(after),
        });
      }
    },
    async command(who: string, line: string, where: Where = 'direct'): Promise<void> {
      const account = world.accounts[0];
      const isDirect = where.startsWith('direct');
      const text = isDirect ? line : line.replace(/^\/\w+/, `$&@${account?.user.username}`);
      await say({ who, where, text });
    },
    /** Opens the bot, by a deep link where there is a payload. */
    start: (who: string, payload?: string): Promise<string> =>
      say({ who, text: payload === undefined ? '/start' : `/start ${payload}` }),
    /** Adds the bot to a group by a link. */
    async startgroup(who: string, where: Where, payload: string): Promise<void> {
      const account = world.accounts[0];
      const place = world.place(where, who);
      if (account === undefined) return;
      place.bots.set(account.user.id, 'member');
      standingChanged(place, account, world.person(who), 'left', 'member');
      deliver(place, 'message', post(place, world.person(who), { new_chat_members: [account.user] }).message);
      await say({ who, where, text: `/start@${account.user.username} ${payload}` });
    },
    block(who: string, where: Where = 'direct'): void {
      const place = world.place(where, who);
      place.isBlocked = true;
      if (place.account !== undefined) {
        standingChanged(place, place.account, world.person(who), 'member', 'kicked');
      }
    },
    kick(where: Where, by: string): void {
      const place = world.place(where, by);
      for (const account of world.accounts) {
        place.bots.set(account.user.id, 'kicked');
        standingChanged(place, account, world.person(by), 'member', 'kicked');
      }
    },
    /** A basic group becomes a supergroup: new chat id, two service messages. */
    migrate(where: Where, by: string): void {
      const place = world.place(where, by);
      const before = place.chat;
      const outgoing = post(place, world.person(by), {});
      world.migrate(place);
      outgoing.message = { ...outgoing.message, migrate_to_chat_id: place.chat.id } as Message;
      const incoming = post(place, world.person(by), { migrate_from_chat_id: before.id });
      deliver(place, 'message', outgoing.message);
      deliver(place, 'message', incoming.message);
    },
    /** Opens a topic in a forum; the id of the message that opened it. */
    topic(who: string, where: Where, name: string): string {
      const place = world.place(where, who);
      if (!('is_forum' in place.chat)) throw new Error(`${where} is not among the forums`);
      const opened = post(place, world.person(who), { forum_topic_created: { name, icon_color: 7_322_096 } });
      const thread = opened.message.message_id;
      opened.message = { ...opened.message, message_thread_id: thread, is_topic_message: true } as Message;
      place.topics.set(thread, name);
      deliver(place, 'message', opened.message);
      return opened.id;
    },
    /** Presses stop on a draft that offers it. */
    stopGenerating(who: string): void {
      const draft = stage.drafts.find(({ place, canStop }) => canStop && place.person?.name === who);
      if (draft === undefined) throw new Error(`${who} sees no draft to stop`);
      stage.drafts = stage.drafts.filter((one) => one !== draft);
      stage.updates.get(draft.account)?.push('stopped_message_generation', {
        chat: draft.place.chat,
        ...(draft.thread !== undefined && { message_thread_id: draft.thread }),
        draft_id: draft.id,
      });
    },
  };
}

interface Button {
  readonly text: string;
  readonly callback_data?: string;
}

/** Whether a bot gets to see a message: in groups with privacy only what is meant for it. */
function isSeen(place: Place, account: Account, message: Message): boolean {
  if (place.account !== undefined) return place.account === account;
  const standing = place.bots.get(account.user.id);
  if (standing !== 'member' && standing !== 'administrator') return false;
  const { text, caption, sticker, photo, voice, document } = message;
  const isService = [text, caption, sticker, photo, voice, document].every((one) => one === undefined);
  if (!account.hasPrivacy || standing === 'administrator' || isService) return true;
  if (message.reply_to_message?.from?.id === account.user.id) return true;
  const written = text ?? caption ?? '';
  return (message.entities ?? message.caption_entities ?? []).some((entity) => {
    const piece = written.slice(entity.offset, entity.offset + entity.length).toLowerCase();
    const name = `@${account.user.username.toLowerCase()}`;
    if (entity.type === 'bot_command') return !piece.includes('@') || piece.endsWith(name);
    if (entity.type === 'text_mention') return entity.user.id === account.user.id;
    return entity.type === 'mention' && piece === name;
  });
}
