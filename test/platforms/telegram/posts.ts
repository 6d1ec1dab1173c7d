import type { Message } from 'grammy/types';
import { checkMarkup, isLong } from './check.ts';
import { formatted } from './entities.ts';
import type { Formatted } from './html.ts';
import { type Params, textual } from './params.ts';
import { fault, missing } from './refusal.ts';
import type { Call } from './request.ts';
import { ownPost, type Stage, target, threadFields } from './stage.ts';
import { type Account, idOf, type Person, type Place, type Post, quoted } from './world.ts';

const MEDIA: Readonly<Record<string, string>> = {
  sendphoto: 'photo',
  senddocument: 'document',
  sendvoice: 'voice',
  sendaudio: 'audio',
  sendsticker: 'sticker',
  sendvideo: 'video',
  sendanimation: 'animation',
};

/** Whether a method posts a message here. */
export const posts = (method: string): boolean => method === 'sendmessage' || MEDIA[method] !== undefined;

/** Sends a text, or one of the media with a caption. */
export function send(stage: Stage, account: Account, method: string, call: Call): Message {
  const { params } = call;
  const media = MEDIA[method];
  const { text, entities } = media === undefined ? textOf(stage, params) : captionOf(stage, params);
  const markup = checkMarkup(params.reply_markup);
  const place = target(stage, account, params.chat_id);
  const thread = threadIn(place, params);
  const replied = repliedIn(stage, place, params);
  const receiver = receiverOf(stage, account, place, params);
  stage.flood.admit({ token: account.token, place, kind: 'message', what: textual(params.text) });
  const written = { text, ...(entities.length > 0 && { entities }) };
  const caption =
    text === '' ? {} : { caption: text, ...(entities.length > 0 && { caption_entities: entities }) };
  const id = stage.world.nextId(place);
  const message = {
    ...(receiver === undefined
      ? { message_id: id }
      : { message_id: 0, ephemeral_message_id: id, receiver_user: receiver.user }),
    from: account.user,
    chat: place.chat,
    date: Math.floor(stage.now() / 1000),
    ...threadFields(place, thread, replied),
    ...(replied !== undefined && { reply_to_message: quoted(replied) }),
    ...(media === undefined ? written : { [media]: mediaOf(stage, media, call), ...caption }),
    ...(markup !== undefined && 'inline_keyboard' in markup && { reply_markup: markup }),
  } as unknown as Message;
  stage.world.add({
    id: receiver === undefined ? idOf(message) : `${place.chat.id}/ephemeral/${id}`,
    place,
    message: markup === undefined ? message : ({ ...message, reply_markup: markup } as unknown as Message),
    raw: textual(params[media === undefined ? 'text' : 'caption']),
    edits: 0,
    isErased: false,
    reactions: new Map(),
    ...(receiver !== undefined && { onlyFor: receiver }),
  });
  stage.typing.delete(place);
  stage.drafts = stage.drafts.filter((draft) => draft.place !== place || draft.account !== account);
  return message;
}

/** New text, caption or keyboard of an own message; without a keyboard the old one goes. */
export function edit(stage: Stage, account: Account, method: string, params: Params): Message {
  const isText = method === 'editmessagetext';
  const isMarkup = method === 'editmessagereplymarkup';
  const changed = isMarkup ? undefined : isText ? textOf(stage, params) : captionOf(stage, params);
  const markup = checkMarkup(params.reply_markup, true);
  return change(stage, account, ownPost(stage, account, params), { isText, changed, markup, params });
}

interface Change {
  readonly isText: boolean;
  readonly changed: Formatted | undefined;
  readonly markup: object | undefined;
  readonly params: Params;
}

/** @throws Refusal */
export function change(stage: Stage, account: Account, post: Post, by: Change): Message {
  const { isText, changed, markup, params } = by;
  if (isText && post.message.text === undefined) throw fault('there is no text in the message to edit');
  const { reply_markup: _, ...before } = post.message as Message & { reply_markup?: unknown };
  const kept = markup !== undefined && 'inline_keyboard' in markup ? { reply_markup: markup } : {};
  const names = isText ? ['text', 'entities'] : ['caption', 'caption_entities'];
  const content =
    changed === undefined
      ? {}
      : {
          [String(names[0])]: changed.text,
          [String(names[1])]: changed.entities.length > 0 ? changed.entities : undefined,
        };
  const after = { ...before, ...content, ...kept } as Message;
  if (signature(after) === signature(post.message)) {
    throw fault(
      'message is not modified: specified new message content and reply markup are exactly the same as a current content and reply markup of the message',
    );
  }
  stage.flood.admit({
    token: account.token,
    place: post.place,
    kind: 'edit',
    what: textual(params.text),
  });
  post.message = { ...after, edit_date: Math.floor(stage.now() / 1000) } as Message;
  post.edits += 1;
  if (changed !== undefined) post.raw = textual(params[isText ? 'text' : 'caption']);
  return post.message;
}

const signature = (message: Message): string => {
  const { text, caption, entities, caption_entities, reply_markup } = message;
  const buttons = (reply_markup as { inline_keyboard?: unknown } | undefined)?.inline_keyboard;
  return JSON.stringify([text ?? caption, entities ?? caption_entities ?? [], buttons ?? []]);
};

export function erase(stage: Stage, account: Account, params: Params, messageId: unknown): true {
  const place = target(stage, account, params.chat_id);
  const post = stage.world.inPlace(place, messageId);
  if (post === undefined) throw missing('message to delete not found');
  const isOwn = post.message.from?.id === account.user.id;
  const mayAll = place.person !== undefined || place.bots.get(account.user.id) === 'administrator';
  if (!isOwn && !mayAll) throw fault("message can't be deleted");
  post.isErased = true;
  return true;
}

/** @throws Refusal where the text is empty, too long or not parsed. */
export function textOf({ note }: Stage, params: Params, least = 1): Formatted {
  const { text = '', parse_mode: parseMode, entities } = params;
  if (typeof text !== 'string') throw fault("can't parse text: it must be a String");
  const written = formatted({ text, parseMode, entities }, note);
  if (written.text.length < least) throw fault('message text is empty');
  if (!isLong(written.text, 0, 4096)) throw fault('message is too long');
  return written;
}

function captionOf({ note }: Stage, params: Params): Formatted {
  const { caption = '', parse_mode: parseMode, caption_entities: entities } = params;
  const written = formatted({ text: String(caption), parseMode, entities }, note);
  if (!isLong(written.text, 0, 1024)) throw fault('message caption is too long');
  return written;
}

function threadIn(place: Place, { message_thread_id: thread }: Params): number | undefined {
  if (thread === undefined) return undefined;
  if (place.topics.has(Number(thread))) return Number(thread);
  // Only topics are threads to write to: neither a thread of replies nor the general topic (1) is.
  const isForum = 'is_forum' in place.chat && place.chat.is_forum === true;
  throw isForum && Number(thread) !== 1
    ? missing('message thread not found')
    : fault('message thread not found');
}

function repliedIn(stage: Stage, place: Place, params: Params): Message | undefined {
  const parameters = params.reply_parameters as Params | undefined;
  const id = parameters?.message_id ?? params.reply_to_message_id;
  if (params.reply_to_message_id !== undefined) stage.note('reply_to_message_id is deprecated');
  if (parameters !== undefined && (typeof parameters !== 'object' || parameters === null)) {
    throw fault("can't parse reply parameters: expected an Object");
  }
  if (parameters !== undefined && id === undefined && parameters.ephemeral_message_id === undefined) {
    throw fault("can't parse reply parameters: message_id is missing");
  }
  if (id === undefined) return undefined;
  const post = stage.world.inPlace(place, id);
  if (post === undefined) {
    if (parameters?.allow_sending_without_reply === true) return undefined;
    throw missing('message to be replied not found');
  }
  const { quote } = parameters ?? {};
  if (typeof quote === 'string' && !(post.message.text ?? post.message.caption ?? '').includes(quote)) {
    throw missing('QUOTE_TEXT_INVALID');
  }
  return post.message;
}

/** Whom alone a message in a group is for: only somebody who did something a moment ago. */
function receiverOf(
  { world, acted, seconds, now }: Stage,
  account: Account,
  place: Place,
  params: Params,
): Person | undefined {
  const parameters = params.ephemeral_message_parameters as Params | undefined;
  if (parameters === undefined) return undefined;
  if (place.person !== undefined) throw fault('ephemeral messages are for groups');
  const receiver = world.personById(Number(parameters.receiver_user_id));
  if (receiver === undefined || !place.members.has(receiver.user.id)) throw fault('PARTICIPANT_ID_INVALID');
  const isAdmin = place.bots.get(account.user.id) === 'administrator';
  const at = acted.get(`${place.chat.id}/${receiver.user.id}`) ?? 0;
  if (!isAdmin && now() - at > seconds.ephemeral * 1000) {
    throw fault(`ephemeral messages answer an action of the last ${seconds.ephemeral} seconds`);
  }
  return receiver;
}

function mediaOf(stage: Stage, media: string, { params, files }: Call): unknown {
  const given = params[media];
  const reference = typeof given === 'string' ? given.replace(/^attach:\/\//, '') : media;
  const upload = files.get(reference);
  if (upload === undefined && (typeof given !== 'string' || given.startsWith('attach://'))) {
    throw fault(`there is no ${media} in the request`);
  }
  const isKnown = typeof given === 'string' && stage.files.has(given);
  if (upload === undefined && !isKnown && !/^https?:/.test(textual(given))) {
    throw fault('wrong remote file identifier specified');
  }
  const id = isKnown ? textual(given) : `BQAC${stage.files.size + 1}`;
  if (upload !== undefined) {
    if (upload.bytes.length === 0) throw fault('file must be non-empty');
    stage.files.set(id, {
      id,
      path: `${media}s/file_${stage.files.size + 1}_${upload.name}`,
      bytes: upload.bytes,
    });
  }
  return media === 'photo' ? [photoSize(id)] : { file_id: id, file_unique_id: `u${id}` };
}

export const photoSize = (id: string) => ({ file_id: id, file_unique_id: `u${id}`, width: 640, height: 480 });
