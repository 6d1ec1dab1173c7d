import type { AccountId, MessageId, PersonaName, PlaceId } from './ids.ts';

/** The two languages Kith speaks of itself; personas may speak any. */
export type Language = 'en' | 'es';

/**
 * Who can read along where something is said.
 * `one`: only the person; `members`: a private group; `everyone`: a public channel.
 */
export type Audience = 'one' | 'members' | 'everyone';

/** Where a message is said. Serialisable; adapters build it, core compares it. */
export interface Place {
  readonly id: PlaceId;
  /** Name of the channel (adapter) the place belongs to, e.g. `terminal`. */
  readonly channel: string;
  readonly audience: Audience;
  /** Server, workspace or other walls around public places; public things stay inside it. */
  readonly community?: string;
  /** Named context whose trait modifiers apply here, e.g. `support`. */
  readonly context?: string;
  /** Channel this thread or topic hangs on: what was chosen there holds here too. */
  readonly parent?: PlaceId;
  /** Thread inside the place an answer goes to, where threads share one conversation. Opaque to core. */
  readonly thread?: string;
  /** Who answers here and nobody else, where the platform's own account is a persona's. */
  readonly persona?: PersonaName;
}

export interface Author {
  readonly account: AccountId;
  /** Display name, for the model and the eye; never a key. */
  readonly name: string;
  /** BCP 47 tag the platform reports, e.g. `es-MX`. */
  readonly locale?: string;
  readonly role: 'member' | 'admin';
  readonly isSelf?: boolean;
  readonly isBot?: boolean;
}

interface Envelope {
  /** The platform's id of this event, stable over redeliveries: what duplicates are told by. */
  readonly eventId: string;
  readonly place: Place;
  readonly author: Author;
  /** When it was said, ms since the epoch. */
  readonly at: number;
}

/** Something sent along with a message. */
export interface Attachment {
  readonly kind: 'image' | 'voice' | 'audio' | 'video' | 'sticker' | 'file' | 'location' | 'other';
  /** File name, or what a sticker shows. */
  readonly name?: string;
  readonly mediaType?: string;
  /** Size in bytes. */
  readonly size?: number;
  /** What `Channel.download` finds it by; opaque to core, never a secret. */
  readonly ref?: string;
}

/** The message another one replies to, as far as the platform tells. */
export interface Quote {
  readonly id: MessageId;
  readonly text?: string;
  /** Display name of who wrote it. */
  readonly speaker?: string;
}

export interface IncomingMessage extends Envelope {
  readonly kind: 'message';
  readonly id: MessageId;
  /** As the person wrote it, cleaned of platform markup and of the mention itself, not trimmed in meaning. */
  readonly text: string;
  /** The platform says it is for us: a mention, a reply to one of our messages. Names and threads are core's to see. */
  readonly isAddressed: boolean;
  readonly attachments?: readonly Attachment[];
  readonly repliesTo?: Quote;
}

export interface IncomingCommand extends Envelope {
  readonly kind: 'command';
  readonly name: string;
  /** Options in the order of the command's table entry, or the words that were typed. */
  readonly args: readonly string[];
}

/** A message reads otherwise now; the platform's id of it is the same. */
export interface IncomingEdit extends Envelope {
  readonly kind: 'edit';
  readonly id: MessageId;
  readonly text: string;
  readonly isAddressed: boolean;
}

/** Messages are gone, ours among them or not; platforms do not say who deleted them. */
export interface IncomingDeletion extends Omit<Envelope, 'author'> {
  readonly kind: 'deletion';
  readonly messages: readonly MessageId[];
}

/** A reaction that means something to Kith; others are not brought in. */
export interface IncomingReaction extends Envelope {
  readonly kind: 'reaction';
  readonly message: MessageId;
  /** `remove`: take your message back; `explain`: who said this, and why. */
  readonly meaning: 'like' | 'dislike' | 'remove' | 'explain';
  /** False: the reaction was taken back. */
  readonly isAdded: boolean;
}

/** A place goes on under another id: `place` is where, `from` what it was. */
export interface IncomingMove extends Omit<Envelope, 'author'> {
  readonly kind: 'moved';
  readonly from: PlaceId;
}

/** Everything a channel can bring in. Duplicates, bots and the program's own messages included. */
export type Incoming =
  | IncomingMessage
  | IncomingCommand
  | IncomingEdit
  | IncomingDeletion
  | IncomingReaction
  | IncomingMove;

/** Who did it, where a platform tells. */
export const authorOf = (event: Incoming): Author | undefined =>
  'author' in event ? event.author : undefined;

/** The face a persona speaks under where the place can show one. */
export interface Speaker {
  readonly persona: PersonaName;
  readonly displayName: string;
  readonly avatar?: string;
  /** Answers wherever nobody chose another: the platform's own account may stand for them without a name line. */
  readonly isDefault?: boolean;
}

/** A button. Pressing it is the same as typing its command. */
export interface Action {
  /** At most 40 characters. */
  readonly label: string;
  /** As it would be typed, at most 60 bytes: `/affinity history 2`. */
  readonly command: string;
  readonly isDangerous?: boolean;
}

/** What core asks a channel to say. Text is Markdown; the adapter encodes it. */
export interface Outgoing {
  readonly kind: 'reply' | 'command';
  readonly text: string;
  /** One line of Kith's own that belongs to this answer: first contact, a new level. */
  readonly notice?: string;
  /** `author`: only the person who asked may see it, on every platform. */
  readonly visibleTo: 'place' | 'author';
  readonly speaker?: Speaker;
  /** The message this answers. */
  readonly replyTo?: MessageId;
  /** Event id of the command this answers, for platforms that keep a way to answer it. */
  readonly answers?: string;
  /** Shown under the last page, where the place has buttons. */
  readonly actions?: readonly Action[];
}

/** What a platform said it made of one page of an Outgoing. */
export interface Sent {
  /** The id this message would come in under: `discord:1180…`. Empty: the platform has it and did not say its id. */
  readonly platformId: string;
}
