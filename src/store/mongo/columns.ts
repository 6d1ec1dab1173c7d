import { columns as shared } from '../columns.ts';
import type { Row } from './database.ts';

/** What both drivers read, and what only documents have. */
export const columns = {
  ...shared,
  rows: (field: unknown): readonly Row[] => (Array.isArray(field) ? (field as readonly Row[]) : []),
  /** Order of writing, as far as it is known: of two equal documents the later one is greater. */
  written: (row: Row): string => shared.text(row.made ?? row._id),
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
