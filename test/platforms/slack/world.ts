/** A JSON object as it travels. */
export type Json = Readonly<Record<string, unknown>>;

export interface Person {
  readonly id: string;
  readonly name: string;
  locale: string;
  isAdmin: boolean;
  isOwner: boolean;
  isDeleted: boolean;
}

export interface Channel {
  readonly id: string;
  readonly name: string;
  readonly kind: 'channel' | 'group' | 'im';
  /** The person of a direct message. */
  readonly person?: Person;
  /** User ids; the bot's among them while it is in. */
  readonly members: Set<string>;
  isArchived: boolean;
}

export interface Message {
  readonly ts: string;
  readonly channel: Channel;
  /** Author; absent where the app posted under another face. */
  readonly user?: string;
  readonly isOurs: boolean;
  readonly username?: string;
  readonly icon?: string;
  readonly thread?: string;
  readonly isBroadcast: boolean;
  /** User id of the only one who sees it. */
  readonly onlyFor?: string;
  readonly files?: readonly Json[];
  text: string;
  /** Whether `text` is Markdown and not mrkdwn. */
  isMarkdown: boolean;
  blocks: readonly Json[];
  metadata?: Json;
  edits: number;
  isStreaming: boolean;
  /** Whether Slack ended its stream by itself. */
  isExpired: boolean;
  isGone: boolean;
  readonly reactions: Map<string, Set<string>>;
  edited?: { readonly user: string; readonly ts: string };
}

export interface World {
  readonly team: { readonly id: string; readonly name: string; readonly domain: string };
  readonly appId: string;
  readonly bot: { readonly user: string; readonly id: string; readonly name: string };
  readonly people: Map<string, Person>;
  readonly channels: Map<string, Channel>;
  /** Every message by its timestamp, which is unique here in the whole workspace. */
  readonly messages: Map<string, Message>;
  /** Status the app shows, by channel and thread. */
  readonly statuses: Map<
    string,
    { readonly channel: Channel; readonly thread: string; readonly since: number }
  >;
  person(name: string): Person;
  /** The channel of a place; `direct` needs somebody. */
  channel(where: string, who?: string): Channel;
  ts(): string;
  id(prefix: string): string;
  /** Adds a message, with what is not said left empty. */
  post(message: Partial<Message> & Pick<Message, 'channel' | 'isOurs' | 'text'>): Message;
  message(id: string): Message;
}

/** An empty workspace: people and channels come into being when they are first named, with the bot in them. */
export function createWorld(botName: string): World {
  let count = 0;
  let latest = 0;
  const id = (prefix: string): string => {
    count += 1;
    return `${prefix}0KITH${count.toString(36).toUpperCase().padStart(5, '0')}`;
  };
  const people = new Map<string, Person>();
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Message>();
  const bot = { user: id('U'), id: id('B'), name: botName };

  const person = (name: string): Person => {
    const known = [...people.values()].find((one) => one.name === name);
    if (known !== undefined) return known;
    const made: Person = {
      id: id('U'),
      name,
      locale: 'en-US',
      isAdmin: false,
      isOwner: false,
      isDeleted: false,
    };
    people.set(made.id, made);
    return made;
  };

  const channel = (where: string, who?: string): Channel => {
    if (where === 'direct') {
      if (who === undefined) throw new Error('a direct chat is somebody’s: say whose');
      const partner = person(who);
      const known = [...channels.values()].find((one) => one.person === partner);
      return known ?? added({ kind: 'im', id: id('D'), name: 'directmessage', person: partner });
    }
    const isPrivate = where.startsWith('!');
    if (!isPrivate && !where.startsWith('#')) throw new Error(`no such place: ${where}`);
    const name = where.slice(1);
    const kind = isPrivate ? 'group' : 'channel';
    const known = [...channels.values()].find((one) => one.name === name && one.kind === kind);
    const found = known ?? added({ kind, id: id('C'), name });
    if (who !== undefined) found.members.add(person(who).id);
    return found;
  };

  const added = (fields: Pick<Channel, 'kind' | 'id' | 'name' | 'person'>): Channel => {
    const members = new Set([bot.user]);
    if (fields.person !== undefined) members.add(fields.person.id);
    const made: Channel = { ...fields, members, isArchived: false };
    channels.set(made.id, made);
    return made;
  };

  // Two messages never share a timestamp, as on Slack within a channel.
  const ts = (): string => {
    latest = Math.max(latest + 1, Date.now() * 1000);
    return `${Math.floor(latest / 1e6)}.${String(latest % 1e6).padStart(6, '0')}`;
  };

  return {
    team: { id: id('T'), name: 'Kithlands', domain: 'kithlands' },
    appId: id('A'),
    bot,
    people,
    channels,
    messages,
    statuses: new Map(),
    person,
    channel,
    ts,
    id,
    post(fields) {
      const message: Message = {
        ts: ts(),
        isBroadcast: false,
        isMarkdown: false,
        blocks: [],
        edits: 0,
        isStreaming: false,
        isExpired: false,
        isGone: false,
        reactions: new Map(),
        ...fields,
      };
      messages.set(message.ts, message);
      return message;
    },
    message(ts) {
      const found = messages.get(ts);
      if (found === undefined) throw new Error(`no message ${ts}`);
      return found;
    },
  };
}

/** A value of a payload as text: strings as they are, nothing as an empty one. */
export const stringOf = (value: unknown): string => {
  if (typeof value === 'string') return value;
  return value === undefined || value === null ? '' : JSON.stringify(value);
};
