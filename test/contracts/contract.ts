import { afterEach, test } from 'vitest';

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

/** Opens as `open` does; whatever a test opened is closed after it, what it hands to `close` by itself included. */
export function closing<Driver extends { close(): Promise<void> }>(open: () => Promise<Driver>) {
  const opened: Driver[] = [];
  afterEach(async () => {
    for (const driver of opened.splice(0)) await driver.close();
  });
  const opening = async (): Promise<Driver> => {
    const driver = await open();
    opened.push(driver);
    return driver;
  };
  return Object.assign(opening, { close: (...drivers: readonly Driver[]) => void opened.push(...drivers) });
}
