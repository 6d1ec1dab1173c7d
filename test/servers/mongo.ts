import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { javaMongo } from './java-mongo.ts';
import { mongod } from './mongod.ts';
import { type OwnServer, ownServer } from './own-server.ts';
import { freePort, tethered } from './tethered.ts';

/** How to get one, for whoever runs the tests without. */
export const mongoRemedy =
  'install mongod, or a JDK (17 or later) with Maven, or set MONGODB_TEST_URI to a MongoDB that tests may write to';

export interface MongoWishes {
  /** Whether what it stores has to survive a kill; slower. */
  readonly isKept: boolean;
  /** The most it may take where all it stores is in memory, MiB; a million messages need some 4,000. Default 512. */
  readonly memory?: number;
}

/** What is executed to get a MongoDB, and what it says when it serves. */
export interface MongoCommand {
  readonly program: string;
  /** `folder` is the server's own; where nothing has to be kept it may use memory. */
  args(port: number, folder: string, wishes: MongoWishes): readonly string[];
  isReady(line: string): boolean;
}

/**
 * A MongoDB on a free port, or undefined where none can be had: `mongod` on PATH, one that mongodb-memory-server can
 * download, or a Java program that speaks the same protocol.
 */
export async function startMongo(wishes: MongoWishes): Promise<OwnServer | undefined> {
  const command = (await mongod()) ?? (await javaMongo());
  if (command === undefined) return undefined;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'kith-mongo-'));
  mkdirSync(join(folder, 'data'));
  const start = async () => {
    const args = command.args(port, folder, wishes);
    return (await tethered(command.program, args, command.isReady)).server;
  };
  // Both kinds write behind what they acknowledge, and would lose the last moments by SIGKILL.
  return ownServer(`mongodb://127.0.0.1:${port}`, start, 'SIGTERM', () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}
