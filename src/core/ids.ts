/**
 * Branded strings. An id is opaque to everyone but its maker: only an adapter parses a place or message id,
 * nobody parses the others.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

/** A human being as Kith knows them; several accounts may belong to one person after `/link`. */
export type PersonId = Id<'PersonId'>;
/** One account on one platform: `terminal:ana`, `discord:1180…`. Never a display name. */
export type AccountId = Id<'AccountId'>;
/** One direct chat, channel, group or thread: `terminal:direct:ana`. */
export type PlaceId = Id<'PlaceId'>;
/** One conversation of a person with a persona in a place, until it falls idle. */
export type SessionId = Id<'SessionId'>;
/** One answer and everything that follows from it. */
export type TurnId = Id<'TurnId'>;
/** One stored message, of either side. */
export type MessageId = Id<'MessageId'>;
/** The unique `name` of a persona file. */
export type PersonaName = Id<'PersonaName'>;

export const personId = (value: string): PersonId => value as PersonId;
export const accountId = (value: string): AccountId => value as AccountId;
export const placeId = (value: string): PlaceId => value as PlaceId;
export const sessionId = (value: string): SessionId => value as SessionId;
export const turnId = (value: string): TurnId => value as TurnId;
export const messageId = (value: string): MessageId => value as MessageId;
export const personaName = (value: string): PersonaName => value as PersonaName;
