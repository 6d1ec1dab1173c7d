import { hash } from 'node:crypto';

/**
 * A checksum of rows in any order, in constant memory: the sum of the SHA-256 of every row. A sum and not an
 * exclusive or, in which two equal rows would cancel each other.
 */
export const createTableChecksum = () => {
  // 256 bits in eight parts, the highest first; carried over long before a part is no longer exact.
  const sum = new Float64Array(PARTS);
  let rows = 0;
  return {
    add(row: unknown): void {
      rows++;
      const digest = hash('sha256', inOneOrder(row), 'buffer');
      for (let part = 0; part < PARTS; part++) sum[part] = (sum[part] ?? 0) + digest.readUInt32BE(part * 4);
      if (rows % CARRIED === 0) carry(sum);
    },
    value: () => {
      carry(sum);
      return { rows, sha256: [...sum].map((part) => part.toString(16).padStart(8, '0')).join('') };
    },
  };
};

const PARTS = 8;
/** Values of a part. */
const FULL = 2 ** 32;
/** Rows between two carries. */
const CARRIED = 2 ** 16;

/** What is too much for a part goes to the next higher one; for the highest it is left out. */
const carry = (sum: Float64Array): void => {
  let over = 0;
  for (let part = PARTS - 1; part >= 0; part--) {
    const value = (sum[part] ?? 0) + over;
    sum[part] = value % FULL;
    over = Math.floor(value / FULL);
  }
};

/** JSON whose keys are in alphabetical order at every depth. */
const inOneOrder = (value: unknown): string => {
  if (isPlain(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(inOneOrder).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${inOneOrder(each)}`).join(',')}}`;
};

/** Nearly every row: nothing in it has an order of its own, and its keys are in theirs. JSON itself says it then. */
const isPlain = (value: unknown): boolean => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  let last = '';
  for (const key in value) {
    const each = (value as Readonly<Record<string, unknown>>)[key];
    if (key < last || (typeof each === 'object' && each !== null && !isEmptyList(each))) return false;
    last = key;
  }
  return true;
};

const isEmptyList = (value: object): boolean => Array.isArray(value) && value.length === 0;
