const FIRST_MS = 600_000;
const LONGEST_MS = 86_400_000;

/** When something that failed for the n-th time in a row is tried again: ten minutes later, then twice as long, at most a day. */
export function nextTry(failures: number, at: number): number {
  return at + Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 20));
}
