import { describe } from 'vitest';
import { openMongoStore } from '../../src/store/mongo/mongo-store.ts';
import { systemClock } from '../../src/system/clock.ts';
import { storeContract } from '../contracts/store.contract.ts';
import { mongoForTests } from '../servers/for-tests.ts';

const server = await mongoForTests();

describe.skipIf(server === undefined)('over a socket', () => {
  const open = () =>
    openMongoStore({ uri: server?.uri ?? '', database: server?.own ?? '', clock: systemClock });
  storeContract('mongodb', open, { openTwo: async () => [await open(), await open()] });
});
