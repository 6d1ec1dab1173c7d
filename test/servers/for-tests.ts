import { inject } from 'vitest';

/** A server the suites share, and what a suite has on it for itself. */
export interface SharedServer {
  readonly uri: string;
  /** Name of a database, or prefix of keys, that nobody else uses. */
  readonly own: string;
}

/**
 * The MongoDB of this test run, started if need be. Undefined where none can be had: leave the suite out then
 * (`describe.skipIf`); the end of the run says so.
 * @throws when TEST_SERVERS=required, so that nothing is left out unseen.
 */
export const mongoForTests = (): Promise<SharedServer | undefined> => ask('MongoDB');

/** The Redis of this test run, in the same way. */
export const redisForTests = (): Promise<SharedServer | undefined> => ask('Redis');

const ask = async (name: 'MongoDB' | 'Redis'): Promise<SharedServer | undefined> => {
  const response = await fetch(`${inject('testServers')}/${name}`);
  if (!response.ok) throw new Error(await response.text());
  const { uri, own, remedy } = (await response.json()) as SharedServer & { readonly remedy: string };
  if (uri !== '') return { uri, own };
  if (process.env.TEST_SERVERS === 'required') throw new Error(`There is no ${name}: ${remedy}.`);
  return undefined;
};
