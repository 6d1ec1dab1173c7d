import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { findProgram } from './find-program.ts';
import type { MongoCommand } from './mongo.ts';

const sources = join(import.meta.dirname, 'mongo-java');
const cache = join(import.meta.dirname, '../../node_modules/.cache/kith');
const run = promisify(execFile);

/**
 * A server in Java that speaks MongoDB's protocol, fetched from Maven Central and compiled when it is first needed. It
 * has no transactions, no change streams and no text index.
 */
export async function javaMongo(): Promise<MongoCommand | undefined> {
  const java = findProgram('java');
  if (java === undefined) return undefined;
  const folder = await built();
  if (folder === undefined) return undefined;
  const classes = [join(folder, 'lib', '*'), join(folder, 'classes')].join(delimiter);
  return {
    program: java,
    args: (port, data, { isKept, memory = 512 }) => [
      `-Xmx${memory}m`,
      '-XX:+UseSerialGC',
      // Nearly all it takes is kept. Memory is there from the beginning: each time some were added, everything would first
      // be searched for what may go, seconds long. And only a little is set apart for what goes soon.
      `-Xms${memory}m`,
      '-XX:MaxNewSize=256m',
      '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
      '-cp',
      classes,
      'TestMongo',
      String(port),
      ...(isKept ? [join(data, 'data', 'kept.mv')] : []),
    ],
    isReady: (line) => line.startsWith('port '),
  };
}

/** Where it is kept between runs. Several test runs may build it at once: who is first leaves it to the others. */
const built = async (): Promise<string | undefined> => {
  const inputs = readdirSync(sources)
    .sort()
    .map((name) => join(sources, name));
  const hash = createHash('sha256');
  for (const input of inputs) hash.update(readFileSync(input));
  const folder = join(cache, `mongo-java-${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const [maven, compiler] = [findProgram('mvn'), findProgram('javac')];
  if (maven === undefined || compiler === undefined) return undefined;
  mkdirSync(cache, { recursive: true });
  const building = mkdtempSync(join(cache, 'building-'));
  try {
    copyFileSync(join(sources, 'pom.xml'), join(building, 'pom.xml'));
    await run(maven, ['-q', 'dependency:copy-dependencies', '-DoutputDirectory=lib'], { cwd: building });
    await run(compiler, [
      '-cp',
      join(building, 'lib', '*'),
      '-d',
      join(building, 'classes'),
      ...inputs.filter((input) => input.endsWith('.java')),
    ]);
    renameSync(building, folder);
    return folder;
  } catch {
    return existsSync(folder) ? folder : undefined;
  } finally {
    rmSync(building, { recursive: true, force: true });
  }
};
