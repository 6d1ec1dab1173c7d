import { personaName, personId, placeId, sessionId } from '../core/ids.ts';
import type { Audience } from '../core/message.ts';
import type { Venue } from '../core/ports/records.ts';

/** A row, or a document: fields are named like the columns. */
export type Row = Readonly<Record<string, unknown>>;

/** Columns several tables share, as the records name them. What rows put in by hand lack has the column's default. */
export const columns = {
  text: (field: unknown): string => {
    if (typeof field === 'string') return field;
    // An ObjectId or a number has a text of its own.
    return field == null ? '' : String(field as string | number | { toString(): string });
  },
  number: (field: unknown): number => Number(field ?? 0),
  flag: (field: unknown): boolean => field === true || field === 1,
  /** `{}` for what is missing, so that an absent property stays absent. */
  optional: <Key extends string, Kept>(
    key: Key,
    field: unknown,
    read: (text: string) => Kept,
  ): { readonly [key in Key]?: Kept } =>
    field == null ? {} : ({ [key]: read(columns.text(field)) } as { [key in Key]: Kept }),
  /** What Kith alone writes: JSON where only text is kept, elsewhere the value itself. */
  json: <Kept>(field: unknown): Kept => (typeof field === 'string' ? JSON.parse(field) : field) as Kept,
  /** The same, maybe put in by hand as plain text: `fallback` decides what that means. */
  seeded: <Kept>(field: unknown, fallback: (text: string) => Kept): Kept => {
    try {
      return columns.json(field ?? '');
    } catch {
      return fallback(columns.text(field));
    }
  },
  object: <Kept extends object>(field: unknown): Kept => columns.seeded<Kept>(field ?? {}, nothing),
  /** A list of ids; what is no such list is none. */
  texts: (field: unknown): readonly string[] => {
    const kept = columns.object(field);
    if (!Array.isArray(kept)) return [];
    return kept.every(isText) ? kept : kept.filter(isText);
  },
  /** A limit or offset: whole, not negative; no limit is larger than any table. */
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
};

const nothing = <Kept>(): Kept => ({}) as Kept;

const isText = (each: unknown): each is string => typeof each === 'string';
