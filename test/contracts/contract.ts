import { test } from 'vitest';

/** Tests a driver cannot pass, by their titles, and why: shown wherever the suite runs. */
export interface Skip {
  readonly reason: string;
  readonly tests: readonly string[];
}

/** `test`, or a skipped one whose title says why. */
export const checks =
  (skip: readonly Skip[]) =>
  (title: string, body: () => Promise<void>): void => {
    const because = skip.find(({ tests }) => tests.includes(title));
    if (because === undefined) test(title, body);
    else test.skip(`${title} (${because.reason})`, body);
  };
