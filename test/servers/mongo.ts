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

/** What is executed to get a MongoDB, and what it says when it serves. */
export interface MongoCommand {
  readonly program: string;
  /** `folder` is the server's own; where nothing has to be kept it may use memory. */
  args(port: number, folder: string, isKept: boolean): readonly string[];
  isReady(line: string): boolean;
}

/**
 * A MongoDB on a free port, or undefined where none can be had: `mongod` on PATH, one that mongodb-memory-server can
 * download, or a Java program that speaks the same protocol.
 * @param isKept Whether what it stores has to survive a kill; slower.
 */
export async function startMongo({ isKept }: { readonly isKept: boolean }): Promise<OwnServer | undefined> {
  const command = (await mongod()) ?? (await javaMongo());
  if (command === undefined) return undefined;
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'kith-mongo-'));
  mkdirSync(join(folder, 'data'));
  const start = async () => {
    const args = command.args(port, folder, isKept);
    return (await tethered(command.program, args, command.isReady)).server;
  };
  // Both kinds write behind what they acknowledge, and would lose the last moments by SIGKILL.
  return ownServer(`mongodb://127.0.0.1:${port}`, start, 'SIGTERM', () =>
    rmSync(folder, { recursive: true, force: true }),
  );
}
