import { personaName, personId, placeId, sessionId } from '../../core/ids.ts';
import type { Audience } from '../../core/message.ts';
import type { Venue } from '../../core/ports/records.ts';
import type { Row } from './database.ts';

/** Fields several collections share, as the records name them. What is missing in documents made by hand has a default. */
export const columns = {
  text: (field: unknown): string => {
    if (typeof field === 'string') return field;
    // An ObjectId or a number has a text of its own.
    return field == null ? '' : String(field as string | number | { toString(): string });
  },
  number: (field: unknown): number => Number(field ?? 0),
  /** `{}` for what is missing, so that an absent property stays absent. */
  optional: <Key extends string, Kept>(
    key: Key,
    field: unknown,
    read: (text: string) => Kept,
  ): { readonly [key in Key]?: Kept } =>
    field === undefined || field === null
      ? {}
      : ({ [key]: read(columns.text(field)) } as { [key in Key]: Kept }),
  /** A list of ids; what is no such list is none. */
  texts: (field: unknown): readonly string[] =>
    Array.isArray(field) ? field.filter((each) => typeof each === 'string') : [],
  rows: (field: unknown): readonly Row[] => (Array.isArray(field) ? (field as readonly Row[]) : []),
  /** A limit or offset: whole, not negative; no limit is larger than any collection. */
  bound: (count: number): number => Math.max(0, Math.min(Math.trunc(count) || 0, 2 ** 31 - 1)),
  pair: (row: Row) => ({
    person: personId(columns.text(row.user_id)),
    persona: personaName(columns.text(row.personality_name)),
  }),
  session: (row: Row) => sessionId(columns.text(row.session_id)),
  venue: (row: Row): Venue => ({
    place: placeId(columns.text(row.place_id)),
    audience: columns.text(row.audience ?? 'one') as Audience,
    ...columns.optional('community', row.community, String),
  }),
  /** Order of writing, as far as it is known: of two equal documents the later one is greater. */
  written: (row: Row): string => columns.text(row.made ?? row._id),
};

/** One `_id` of several parts, none of which can be taken for another. */
export const key = (...parts: readonly (string | number)[]): string => JSON.stringify(parts);

/** Fields to set and, where undefined, to remove. */
export const setting = (fields: Row): Readonly<Record<`$${string}`, Row>> => {
  const entries = Object.entries(fields);
  const set = entries.filter(([, value]) => value !== undefined);
  const unset = entries.filter(([, value]) => value === undefined).map(([name]) => [name, ''] as const);
  return {
    ...(set.length === 0 ? {} : { $set: Object.fromEntries(set) }),
    ...(unset.length === 0 ? {} : { $unset: Object.fromEntries(unset) }),
  };
};

/** Without fields that are undefined: the driver would store them as null. */
export const defined = <Fields extends Row>(fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Fields;

/** Any text: what MongoDB compares as one, in a filter that leaves documents of other programs out. */
export const anyText = { $gte: '' } as const;
