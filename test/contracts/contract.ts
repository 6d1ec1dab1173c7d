import { afterEach, test } from 'vitest';
import type { Store } from '../../src/core/ports/store.ts';

/** Tests a driver cannot pass, by their titles, and why: shown wherever the suite runs. */
export interface Skip {
  readonly reason: string;
  readonly tests: readonly string[];
}

export interface ContractOptions {
  readonly skip?: readonly Skip[];
}

export interface StoreContractOptions extends ContractOptions {
  /** Two stores over the same rows, as two processes would have them. */
  readonly openTwo?: () => Promise<readonly [Store, Store]>;
}

/** What every driver of a port does. `open` gives one of its own to each test. */
export type Contract<Driver, Options = ContractOptions> = (
  name: string,
  open: () => Promise<Driver>,
  options?: Options,
) => void;

/** The tests of a suite, and what they open a driver with. */
export const suite = <Driver extends { close(): Promise<void> }>(
  open: () => Promise<Driver>,
  { skip = [] }: ContractOptions = {},
) => ({ check: checks(skip), opening: closing(open) });

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
