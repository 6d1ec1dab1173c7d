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

export interface IncomingMessage extends Envelope {
  readonly kind: 'message';
  readonly id: MessageId;
  /** As the person wrote it, cleaned of platform markup, not trimmed in meaning. */
  readonly text: string;
  /** Mention, reply, name, direct chat or a thread the persona takes part in. */
  readonly isAddressed: boolean;
}

export interface IncomingCommand extends Envelope {
  readonly kind: 'command';
  readonly name: string;
  readonly args: readonly string[];
}

/** Everything a channel can bring in. Duplicates, bots and the program's own messages included. */
export type Incoming = IncomingMessage | IncomingCommand;

/** The face a persona speaks under where the place can show one. */
export interface Speaker {
  readonly persona: PersonaName;
  readonly displayName: string;
  readonly avatar?: string;
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
  readonly replyTo?: MessageId;
}

/** What a platform said it made of one page of an Outgoing. */
export interface Sent {
  readonly platformId: string;
}
