/** Parameters of a call as they came: nothing about them is certain. */
export type Params = Readonly<Record<string, unknown>>;

/** A string or number as text; anything else is no text at all. */
export const textual = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
