import { hash } from 'node:crypto';

/**
 * A checksum of rows in any order, in constant memory: the sum of the SHA-256 of every row. A sum and not an
 * exclusive or, in which two equal rows would cancel each other.
 */
export const createTableChecksum = () => {
  let sum = 0n;
  let rows = 0;
  return {
    add(row: unknown): void {
      rows++;
      sum += BigInt(`0x${hash('sha256', inOneOrder(row), 'hex')}`);
    },
    value: () => ({ rows, sha256: (sum % MODULUS).toString(16).padStart(64, '0') }),
  };
};

const MODULUS = 2n ** 256n;

/** JSON whose keys are in alphabetical order at every depth. */
const inOneOrder = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(inOneOrder).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const entries = Object.entries(value)
    .filter(([, each]) => each !== undefined)
    .sort(([one], [other]) => (one < other ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${inOneOrder(each)}`).join(',')}}`;
};
