import { personaName, personId, placeId, sessionId } from '../../core/ids.ts';
import type { Audience } from '../../core/message.ts';
import type { Venue } from '../../core/ports/records.ts';
import type { Row, Value } from './database.ts';

type Column = Value | undefined;

/** Columns several tables share, as the records name them. */
export const columns = {
  text: (column: Column): string => (column === null || column === undefined ? '' : String(column)),
  number: (column: Column): number => Number(column ?? 0),
  /** `{}` for NULL, so that an absent property stays absent. */
  optional: <Key extends string, Kept>(
    key: Key,
    column: Column,
    read: (text: string) => Kept,
  ): { readonly [key in Key]?: Kept } =>
    column === null || column === undefined
      ? {}
      : ({ [key]: read(String(column)) } as { [key in Key]: Kept }),
  /** Seeded by hand a column may hold plain text where JSON is kept: `fallback` decides what that means. */
  json: <Kept>(column: Column, fallback: (text: string) => Kept): Kept => {
    const text = columns.text(column);
    try {
      return JSON.parse(text) as Kept;
    } catch {
      return fallback(text);
    }
  },
  /** A list of ids; what is no such list is none. */
  texts: (column: Column): readonly string[] => {
    const kept = columns.json<unknown>(column, () => []);
    return Array.isArray(kept) ? kept.filter((each) => typeof each === 'string') : [];
  },
  /** A LIMIT or OFFSET: whole, not negative; no limit is larger than any table. */
  bound: (count: number): number => Math.max(0, Math.min(Math.trunc(count) || 0, 2 ** 40)),
  pair: (row: Row) => ({
    person: personId(columns.text(row.user_id)),
    persona: personaName(columns.text(row.personality_name)),
  }),
  session: (row: Row) => sessionId(columns.text(row.session_id)),
  venue: (row: Row): Venue => ({
    place: placeId(columns.text(row.place_id)),
    audience: columns.text(row.audience) as Audience,
    ...columns.optional('community', row.community, String),
  }),
};
