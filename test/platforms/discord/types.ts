/** A JSON object as it goes over the wire. */
export type Bag = Record<string, unknown>;

export interface User {
  readonly id: string;
  readonly name: string;
  readonly isBot: boolean;
  readonly locale: string;
}

export interface Role {
  readonly id: string;
  readonly name: string;
  readonly permissions: bigint;
}

export interface Guild {
  readonly id: string;
  readonly name: string;
  readonly ownerId: string;
  readonly roles: readonly Role[];
  /** Role ids by user id. */
  readonly members: Map<string, readonly string[]>;
}

export interface Overwrite {
  readonly id: string;
  /** 0 a role, 1 a member. */
  readonly type: 0 | 1;
  readonly allow: bigint;
  readonly deny: bigint;
}

export interface Channel {
  readonly id: string;
  /** 0 text, 1 direct, 11 public thread, 15 forum. */
  readonly type: number;
  name: string;
  readonly guildId?: string;
  /** The person of a direct chat. */
  readonly recipientId?: string;
  readonly parentId?: string;
  readonly ownerId?: string;
  readonly overwrites: Overwrite[];
  isArchived: boolean;
  isLocked: boolean;
}

export interface WireMessage extends Bag {
  readonly id: string;
  readonly channel_id: string;
  readonly author: Bag;
  content: string;
  flags: number;
  components: Bag[];
  embeds: Bag[];
  attachments: Bag[];
  mentions: Bag[];
}

/** A message with what its readers cannot see of it. */
export interface Message {
  readonly wire: WireMessage;
  readonly channel: Channel;
  /** The account that may edit it; the id of the webhook for a webhook's. */
  readonly ownerId: string;
  /** Whether the bot said it, by itself or by a webhook of its own. */
  readonly isOurs: boolean;
  /** Name shown above it. */
  readonly speaker: string;
  readonly avatar?: string;
  /** The only person who sees it. */
  readonly onlyFor?: User;
  edits: number;
  isGone: boolean;
}

export interface Webhook {
  readonly id: string;
  readonly token: string;
  readonly ownerId: string;
  /** Application that made it: another's webhook shows no token. */
  readonly applicationId: string;
  channelId: string;
  name: string;
  avatar: string | null;
}

export interface File {
  readonly name: string;
  readonly type: string;
  readonly bytes: Uint8Array;
}

export interface Call {
  readonly method: string;
  /** Path below `/api/v10`. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly files: readonly File[];
}

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  /** Path with `:names`, e.g. `/channels/:channel/messages`. */
  readonly path: string;
  /** Asks no Authorization: the token is in the path. */
  readonly isOpen?: boolean;
  /** Requests a window of `ms` may hold for one first path parameter. */
  readonly limit?: { readonly requests: number; readonly ms: number };
  answer(call: Call): Reply | Promise<Reply>;
}
