import type { Chat, Message, User } from 'grammy/types';
import type { Where } from '../platform.ts';

/** A bot account. */
export interface Account {
  readonly token: string;
  readonly user: User & { readonly username: string };
  /** Whether groups show it only what is meant for it. */
  readonly hasPrivacy: boolean;
}

export interface Person {
  readonly name: string;
  readonly user: User;
}

/** A message as the server keeps it. */
export interface Post {
  /** Chat and message id: message ids repeat from chat to chat. */
  readonly id: string;
  readonly place: Place;
  message: Message;
  /** What the client sent, mark-up and all. */
  raw: string;
  edits: number;
  isErased: boolean;
  readonly onlyFor?: Person;
  /** Reactions by account id. */
  readonly reactions: Map<number, readonly string[]>;
}

export type Standing = 'member' | 'administrator' | 'kicked' | 'outside';

export interface Place {
  readonly where: Where;
  /** What the place is now: a new chat after a migration. */
  chat: Chat;
  /** In a private chat: whom with and by which bot. */
  readonly person?: Person;
  readonly account?: Account;
  isStarted: boolean;
  isBlocked: boolean;
  /** Chat ids it had before it became a supergroup. */
  readonly formerIds: number[];
  readonly members: Map<number, Person>;
  readonly admins: Set<number>;
  /** Standing of the bots by account id. */
  readonly bots: Map<number, Standing>;
  /** Names of the topics by thread id. */
  readonly topics: Map<number, string>;
}

export interface WorldOptions {
  readonly accounts: readonly Account[];
  /** IETF tag by person's name. Default: none is sent. */
  readonly languages: Readonly<Record<string, string>>;
  /** People who administer a place, by place. */
  readonly admins: Readonly<Record<Where, readonly string[]>>;
  /** Places in which the bots are administrators. */
  readonly botAdminIn: readonly Where[];
  /** Places with topics. */
  readonly forums: readonly Where[];
}

export type World = ReturnType<typeof createWorld>;

/** People, chats and everything written in them. */
export function createWorld(options: WorldOptions) {
  const people = new Map<string, Person>();
  const places = new Map<string, Place>();
  const posts: Post[] = [];
  const counters = new Map<number, number>();
  let lastUser = 7_000_000_000;
  let lastGroup = 0;

  const person = (name: string): Person => {
    const known = people.get(name);
    if (known !== undefined) return known;
    const language = options.languages[name];
    lastUser += 11;
    const user: User = {
      id: lastUser,
      is_bot: false,
      first_name: name,
      ...(/^[a-z]\w{3,31}$/i.test(name) && { username: name }),
      ...(language !== undefined && { language_code: language }),
    };
    const made = { name, user };
    people.set(name, made);
    return made;
  };

  const empty = (where: Where, chat: Chat): Place => ({
    where,
    chat,
    isStarted: false,
    isBlocked: false,
    formerIds: [],
    members: new Map(),
    admins: new Set(),
    bots: new Map(),
    topics: new Map(),
  });

  /** The private chat of somebody with a bot; it exists as soon as anybody looks for it. */
  const direct = (account: Account, who: string): Place => {
    const key = `direct@${account.user.username}:${who}`;
    const known = places.get(key);
    if (known !== undefined) return known;
    const somebody = person(who);
    const { id, first_name, username } = somebody.user;
    const chat: Chat = { id, type: 'private', first_name, ...(username !== undefined && { username }) };
    const place = { ...empty('direct', chat), person: somebody, account };
    places.set(key, place);
    return place;
  };

  /** `#name` is a public supergroup, `!name` a basic group until it has topics or migrates. */
  const group = (where: Where): Place => {
    const known = places.get(where);
    if (known !== undefined) return known;
    lastGroup += 1;
    const title = where.slice(1);
    const isForum = options.forums.includes(where);
    const isPublic = where.startsWith('#');
    if (!isPublic && !where.startsWith('!')) throw new Error(`no place is called ${where}`);
    const chat: Chat =
      isPublic || isForum
        ? {
            id: -1_002_000_000_000 - lastGroup,
            type: 'supergroup',
            title,
            ...(isPublic && { username: title }),
            ...(isForum && { is_forum: true as const }),
          }
        : { id: -4_000_000 - lastGroup, type: 'group', title };
    const place = empty(where, chat);
    const standing = options.botAdminIn.includes(where) ? 'administrator' : 'member';
    for (const { user } of options.accounts) place.bots.set(user.id, standing);
    for (const name of options.admins[where] ?? []) {
      const admin = person(name);
      place.members.set(admin.user.id, admin);
      place.admins.add(admin.user.id);
    }
    places.set(where, place);
    return place;
  };

  const accountOf = (where: Where): Account => {
    const [, username] = where.split('@');
    const found = options.accounts.find(({ user }) => username === undefined || user.username === username);
    if (found === undefined) throw new Error(`no bot is called ${username}`);
    return found;
  };

  return {
    accounts: options.accounts,
    posts,
    person,
    group,
    /** `direct` is with the first bot, `direct@username` with another. */
    place: (where: Where, who: string): Place => {
      if (where.startsWith('direct')) return direct(accountOf(where), who);
      const place = group(where);
      const somebody = person(who);
      place.members.set(somebody.user.id, somebody);
      return place;
    },
    /** Places a name stands for: every private chat with the bot for `direct`. */
    placesOf: (where: Where): readonly Place[] =>
      where.startsWith('direct')
        ? [...places.values()].filter(({ account }) => account === accountOf(where))
        : [group(where)],
    people: (): readonly Person[] => [...people.values()],
    personById: (id: number): Person | undefined => [...people.values()].find(({ user }) => user.id === id),
    /** Whether a bot shares a group with somebody. */
    hasMet: ({ user }: Account, id: number): boolean =>
      [...places.values()].some(({ members, bots }) => members.has(id) && bots.has(user.id)),
    /** The place an account means by a chat id or `@username`. */
    find: (account: Account, id: unknown): Place | undefined =>
      [...places.values()].find(({ chat, account: owner, formerIds }) => {
        if (owner !== undefined && owner !== account) return false;
        if (typeof id === 'string' && id.startsWith('@')) {
          return chat.type !== 'private' && 'username' in chat && `@${chat.username}` === id;
        }
        return String(chat.id) === String(id) || formerIds.includes(Number(id));
      }),
    /** Ids count per supergroup, and per bot in private chats and basic groups. */
    nextId: ({ chat, account }: Place): number => {
      const isOwn = chat.type === 'supergroup';
      const counter = isOwn ? chat.id : ((account ?? options.accounts[0])?.user.id ?? 0);
      const next = (counters.get(counter) ?? (isOwn ? 0 : 40)) + 1;
      counters.set(counter, next);
      return next;
    },
    add: (post: Post): Post => {
      posts.push(post);
      return post;
    },
    post: (id: string): Post => {
      const found = posts.find((one) => one.id === id);
      if (found === undefined) throw new Error(`no message has the id ${id}`);
      return found;
    },
    /** A message that is still there. */
    inPlace: (place: Place, messageId: unknown): Post | undefined =>
      posts.find(
        (post) =>
          post.place === place &&
          post.onlyFor === undefined &&
          post.message.message_id === Number(messageId) &&
          post.message.chat.id === place.chat.id &&
          !post.isErased,
      ),
    migrate: (place: Place): void => {
      if (place.chat.type !== 'group') throw new Error(`${place.where} is no basic group`);
      lastGroup += 1;
      place.formerIds.push(place.chat.id);
      place.chat = { id: -1_002_000_000_000 - lastGroup, type: 'supergroup', title: place.chat.title };
    },
  };
}

/** A message as others quote it: without the one it replies to itself. */
export function quoted(message: Message): Message {
  const { reply_to_message: _, ...rest } = message;
  return rest as Message;
}

export const idOf = (message: Message): string => `${message.chat.id}/${message.message_id}`;
