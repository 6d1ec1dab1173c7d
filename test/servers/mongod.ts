import { join } from 'node:path';
import { DryMongoBinary } from 'mongodb-memory-server-core/lib/util/DryMongoBinary.js';
import { MongoBinary } from 'mongodb-memory-server-core/lib/util/MongoBinary.js';
import { findProgram } from './find-program.ts';
import type { MongoCommand } from './mongo.ts';

const version = '8.2.1';
const downloads = 'https://fastdl.mongodb.org';
/** Whoever cannot reach the downloads within this time, ms, does without. */
const patience = 3_000;

/** A real mongod: the one on PATH, or one that was or can be downloaded. */
export async function mongod(): Promise<MongoCommand | undefined> {
  const program = findProgram('mongod') ?? (await downloaded());
  if (program === undefined) return undefined;
  return {
    program,
    args: (port, folder) => [
      '--port',
      String(port),
      '--bind_ip',
      '127.0.0.1',
      '--dbpath',
      join(folder, 'data'),
    ],
    isReady: (line) => line.includes('Waiting for connections'),
  };
}

const downloaded = async (): Promise<string | undefined> => {
  const found = await DryMongoBinary.locateBinary({ version });
  if (found !== undefined) return found;
  try {
    await fetch(downloads, { method: 'HEAD', signal: AbortSignal.timeout(patience) });
    return await MongoBinary.getPath({ version });
  } catch {
    return undefined;
  }
};
