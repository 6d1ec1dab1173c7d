import type { User } from 'grammy/types';
import { checkMarkup, isLong } from './check.ts';
import { type Params, textual } from './params.ts';
import { change, edit, erase, posts, send, textOf } from './posts.ts';
import { fault, missing, Refusal } from './refusal.ts';
import type { Call } from './request.ts';
import { reactionEmoji } from './schema.ts';
import type { Settings } from './settings.ts';
import { type Stage, target } from './stage.ts';
import type { Account, Place, Post } from './world.ts';

/** Answers one call of a method. */
type Answer = (stage: Stage, account: Account, params: Params) => unknown;

/** The result of a call. @throws Refusal */
export function answerCall(stage: Stage, settings: Settings, account: Account, call: Call): unknown {
  const method = call.method.toLowerCase();
  if (posts(method)) return send(stage, account, method, call);
  if (/^editmessage(text|caption|replymarkup)$/.test(method))
    return edit(stage, account, method, call.params);
  const answer = METHODS[method];
  if (answer !== undefined) return answer(stage, account, call.params);
  const result = settings.answer(account, method, call.params, stage.note);
  if (result !== undefined) return result;
  throw new Refusal(501, `Not Implemented: ${call.method} is not played here`, true);
}

const METHODS: Readonly<Record<string, Answer>> = {
  getme: (_, { user, hasPrivacy }) => ({
    ...user,
    can_join_groups: true,
    can_read_all_group_messages: !hasPrivacy,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
    has_topics_enabled: false,
    allows_users_to_create_topics: false,
    can_manage_bots: false,
    supports_join_request_queries: false,
  }),
  logout: () => true,
  close: () => true,
  sendmessagedraft: draft,
  sendchataction: (stage, account, { chat_id: chat, action }) => {
    if (
      !/^(typing|(record|upload)_(video|voice|video_note)|upload_(photo|document)|choose_sticker|find_location)$/.test(
        String(action),
      )
    ) {
      throw fault('wrong parameter action in request');
    }
    stage.typing.set(target(stage, account, chat), stage.now() + stage.seconds.typing * 1000);
    return true;
  },
  deletemessage: (stage, account, params) => erase(stage, account, params, params.message_id),
  deletemessages: (stage, account, params) => {
    const { message_ids: ids } = params;
    if (!Array.isArray(ids) || ids.length < 1 || ids.length > 100)
      throw fault('message_ids must be 1 to 100');
    const place = target(stage, account, params.chat_id);
    for (const id of ids) if (stage.world.inPlace(place, id) !== undefined) erase(stage, account, params, id);
    return true;
  },
  answercallbackquery: answerCallback,
  setmessagereaction: react,
  getfile: ({ files }, _, { file_id: id }) => {
    const file = files.get(String(id));
    if (file === undefined) throw fault('invalid file_id');
    const { path, bytes } = file;
    return { file_id: file.id, file_unique_id: `u${file.id}`, file_size: bytes.length, file_path: path };
  },
  getuserprofilephotos: () => ({ total_count: 0, photos: [] }),
  getchat: (stage, account, { chat_id: chat }) => ({
    ...target(stage, account, chat).chat,
    accent_color_id: 0,
    max_reaction_count: 11,
    accepted_gift_types: {},
  }),
  getchatmember: (stage, account, { chat_id: chat, user_id: user }) => {
    const member = memberOf(stage, target(stage, account, chat), Number(user));
    if (member === undefined) throw missing('user not found');
    return member;
  },
  getchatadministrators: (stage, account, { chat_id: chat }) => {
    const place = target(stage, account, chat);
    if (place.person !== undefined) throw fault('there are no administrators in the private chat');
    const bots = [...place.bots].filter(([, standing]) => standing === 'administrator').map(([id]) => id);
    return [...place.admins, ...bots].map((id) => memberOf(stage, place, id));
  },
  getchatmembercount: (stage, account, { chat_id: chat }) => {
    const place = target(stage, account, chat);
    return place.person === undefined ? place.members.size + place.bots.size : 2;
  },
  leavechat: (stage, account, { chat_id: chat }) => {
    target(stage, account, chat).bots.set(account.user.id, 'outside');
    return true;
  },
  editephemeralmessagetext: (stage, account, params) => {
    const changed = textOf(stage, params);
    const markup = checkMarkup(params.reply_markup, true);
    change(stage, account, ephemeral(stage, account, params), { isText: true, changed, markup, params });
    return true;
  },
  deleteephemeralmessage: (stage, account, params) => {
    ephemeral(stage, account, params).isErased = true;
    return true;
  },
};

function draft(stage: Stage, account: Account, params: Params): true {
  const { chat_id: chat, message_thread_id: thread, draft_id: id, can_stop: canStop } = params;
  const { text } = textOf(stage, params, 0);
  if (!Number.isInteger(id) || id === 0) throw fault('draft_id must be non-zero');
  const place = target(stage, account, chat);
  if (place.person === undefined) throw fault('drafts are for private chats');
  const isSame = (one: { readonly place: Place; readonly id: number }): boolean =>
    one.place === place && one.id === id;
  const before = stage.drafts.find(isSame);
  const piece = {
    account,
    place,
    thread: thread === undefined ? undefined : Number(thread),
    id: Number(id),
    text,
    raw: textual(params.text),
    pieces: (before?.pieces ?? -1) + 1,
    canStop: canStop === true,
    until: stage.now() + stage.seconds.draft * 1000,
  };
  stage.drafts = [...stage.drafts.filter((one) => one.place !== place), piece];
  return true;
}

function answerCallback(
  { callbacks, seconds, toasts, note, now }: Stage,
  account: Account,
  params: Params,
): true {
  const { callback_query_id: id, text = '', show_alert: isAlert, url } = params;
  const callback = callbacks.get(String(id));
  if (callback?.account === account && callback.isAnswered) {
    throw fault('query is too old and response timeout expired or query ID is invalid (answered already)');
  }
  if (callback !== undefined) callback.isAnswered = true;
  if (callback?.account !== account || now() - callback.at > seconds.callback * 1000) {
    throw fault('query is too old and response timeout expired or query ID is invalid');
  }
  if (!isLong(text, 0, 200)) throw fault('MESSAGE_TOO_LONG');
  if (url !== undefined && !textual(url).includes(`t.me/${account.user.username}?start=`))
    throw fault('URL_INVALID');
  if (url !== undefined && String(text) !== '') note('answerCallbackQuery: text beside a url is not shown');
  if (text !== '') toasts.push({ who: callback.who.name, text: String(text), isAlert: isAlert === true });
  return true;
}

function react(stage: Stage, account: Account, params: Params): true {
  const { chat_id: chat, message_id: id, reaction = [] } = params;
  const place = target(stage, account, chat);
  const post = stage.world.inPlace(place, id);
  if (post === undefined) throw missing('message to react not found');
  if (!Array.isArray(reaction)) throw fault("can't parse reaction types JSON object");
  if (reaction.length > 1) throw fault('REACTIONS_TOO_MANY');
  const emoji = reaction.map((one: Params) => {
    if (one.type !== 'emoji' || !reactionEmoji.has(String(one.emoji))) throw fault('REACTION_INVALID');
    return String(one.emoji);
  });
  post.reactions.set(account.user.id, emoji);
  return true;
}

function ephemeral(stage: Stage, account: Account, params: Params): Post {
  const place = target(stage, account, params.chat_id);
  const post = stage.world.posts.find(
    ({ id, onlyFor, isErased }) =>
      id === `${place.chat.id}/ephemeral/${Number(params.ephemeral_message_id)}` &&
      onlyFor?.user.id === params.receiver_user_id &&
      !isErased,
  );
  if (post === undefined) throw missing('message not found');
  return post;
}

function memberOf({ world }: Stage, place: Place, id: number): object | undefined {
  const account = world.accounts.find(({ user }) => user.id === id);
  const user: User | undefined = account?.user ?? world.personById(id)?.user;
  if (user === undefined) return undefined;
  const standing = place.bots.get(id);
  if (place.admins.has(id)) return { user, status: 'creator', is_anonymous: false };
  if (standing === 'administrator') return { user, status: 'administrator', can_delete_messages: true };
  if (standing === 'kicked') return { user, status: 'kicked', until_date: 0 };
  const isHere = standing === 'member' || place.members.has(id) || place.person?.user.id === id;
  return { user, status: isHere || place.account === account ? 'member' : 'left' };
}
