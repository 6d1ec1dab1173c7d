import { startMongo } from '../../test/servers/mongo.ts';

/** The MongoDB that MONGODB_TEST_URI names, or one of the tests' own with room for a million messages; empty: none can be had. */
export async function benchMongo(): Promise<{ readonly uri: string; stop(): Promise<void> }> {
  const named = process.env.MONGODB_TEST_URI;
  if (named !== undefined) return { uri: named.replace(/\/*$/, ''), stop: async () => {} };
  const own = await startMongo({ isKept: false, memory: 6_000 });
  return { uri: own?.uri ?? '', stop: async () => own?.stop() };
}
