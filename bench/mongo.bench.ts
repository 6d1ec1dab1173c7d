/**
 * The turn on MongoDB and Redis over loopback beside the same turn on SQLite, of a person with 1,000 messages; the commands
 * of a turn, by kind (`--story`: the last one's, with their times); and the same turn among 10,000 messages of others, with
 * --full a million. MONGODB_TEST_URI names the server; without one a server of the tests is started, where that can be had.
 * The one in Java looks up what an index's first three fields equal, and reads and sorts what is left: growth shows on it,
 * absolute times and ranges are to be judged on a mongod.
 */
import mongoose from 'mongoose';
import { copyTables } from '../src/core/ports/copy-tables.ts';
import { stems } from '../src/core/retrieval/words.ts';
import { openMongoStore } from '../src/store/mongo/mongo-store.ts';
import { systemClock } from '../src/system/clock.ts';
import { startRedis } from '../test/servers/redis.ts';
import { benchMongo } from './support/bench-mongo.ts';
import { watchCommands } from './support/commands.ts';
import { distribution } from './support/distribution.ts';
import type { Figure } from './support/figure.ts';
import { type Lab, openLab, type TurnTimes } from './support/lab.ts';
import { quantile } from './support/quantile.ts';
import { createQuickModel } from './support/quick-model.ts';
import { report } from './support/report.ts';
import { type Sayings, sayings } from './support/sayings.ts';
import { type History, seedHistory } from './support/seed-history.ts';

const ACCOUNT = 'ana';
const WARM_UP = 60;
const TURNS = 150;
/** Turns whose commands are counted, without a clock beside them. */
const COUNTED = 20;
const TARGETS = { p50: 6, p95: 20 };
const RATIO = 1.5;

interface Measured {
  readonly id: string;
  readonly what: string;
  readonly lab: Lab;
  readonly talk: Sayings;
  readonly times: TurnTimes[];
  /** Processor time of each turn in this process, ms; other programs cannot lengthen it much. */
  readonly cpu: number[];
}

const mongo = await benchMongo();
const redis = await startRedis();
if (mongo.uri === '' || redis === undefined) {
  process.stdout.write('There is no MongoDB, or no redis-server on PATH: left out.\n');
} else {
  const figures = await measure(mongo.uri, redis.uri);
  report(figures);
}
await Promise.all([mongo.stop(), redis?.stop()]);

async function measure(mongoUri: string, redisUri: string): Promise<readonly Figure[]> {
  const others = process.argv.includes('--full') ? 10_000 : 100;
  const alone = [{ account: ACCOUNT, messages: 1_000 }];
  const among = Array.from({ length: others }, (_, index) => ({ account: `other-${index}`, messages: 100 }));
  const small = await openPair('small', alone);
  const commands = await countCommands(small.database);
  const large = await openPair('large', [...alone, ...among]);
  const all = [...small.measured, ...large.measured];

  // Turn by turn in rotation, so that a busy moment of the machine falls on all of them alike.
  for (let turn = 0; turn < WARM_UP + TURNS; turn += 1) {
    for (const { lab, talk, times, cpu } of all) {
      const before = process.cpuUsage();
      const took = await lab.say(ACCOUNT, turn % 3 === 2 ? talk.question() : talk.plain());
      const { user, system } = process.cpuUsage(before);
      if (turn < WARM_UP) continue;
      times.push(took);
      cpu.push((user + system) / 1_000);
    }
  }
  for (const { lab } of all) await lab.close();

  const p50 = ({ times }: Measured) =>
    quantile(
      times.map(({ settled }) => settled),
      0.5,
    );
  const [sqlite, mongo] = small.measured;
  const messages = (1_000 + others * 100).toLocaleString('en-US');
  const figures = [
    ...timesOf(mongo, TARGETS),
    ...timesOf(sqlite),
    {
      id: 'mongo.ratio',
      what: 'until all is kept, MongoDB against SQLite, p50',
      unit: '×',
      value: p50(mongo) / p50(sqlite),
    } as const,
    ...commands,
    { id: 'mongo.ping', what: 'a command that does nothing, p50', unit: 'ms', value: await ping() } as const,
    ...small.measured.map(({ id, what: name, cpu }) => ({
      id: `${id}.cpu`,
      what: `${name}: processor time of a turn, p50`,
      unit: 'ms' as const,
      value: quantile(cpu, 0.5),
    })),
    ...timesOf(large.measured[1]),
    {
      id: `mongo.growth.${others}`,
      what: `until all is kept, among ${messages} messages against 1,000, p50`,
      unit: '×',
      value: p50(large.measured[1]) / p50(mongo),
      target: RATIO,
    } as const,
  ];
  for (const name of [small.database, large.database]) await drop(name);
  return figures;

  /** The same histories in SQLite and in MongoDB. */
  async function openPair(id: string, histories: readonly History[]) {
    const database = `kith-bench-${process.pid}-${id}`;
    const lab = await openLab({ overrides: { model: createQuickModel() } });
    const { store, clock, personas } = lab.app.parts;
    await seedHistory({
      store,
      file: lab.file,
      persona: personas.default,
      histories,
      seed: 4,
      at: clock.now(),
    });
    const copy = await openMongoStore({ uri: mongoUri, database, clock: systemClock, stems });
    await copyTables({ from: store.tables, to: copy.tables });
    await copy.close();
    const measured: readonly [Measured, Measured] = [
      { id: `sqlite.${id}`, what: 'SQLite', lab, talk: sayings(5), times: [], cpu: [] },
      {
        id: `mongo.${id}`,
        what: 'MongoDB',
        lab: await openMongoLab(database),
        talk: sayings(5),
        times: [],
        cpu: [],
      },
    ];
    return { database, measured };
  }

  function openMongoLab(database: string, options = ''): Promise<Lab> {
    const settings = {
      'mongo.uri': `${mongoUri}/${options}`,
      'mongo.database': database,
      'redis.url': redisUri,
    };
    return openLab({ settings, overrides: { model: createQuickModel() } });
  }

  /** Apart from the clock: to be told of every command takes time. */
  async function countCommands(database: string): Promise<readonly Figure[]> {
    const lab = await openMongoLab(database, '?monitorCommands=true');
    const talk = sayings(9);
    for (let turn = 0; turn < 3; turn += 1) await lab.say(ACCOUNT, talk.plain());
    const open = mongoose.connections.filter(({ readyState }) => readyState === 1);
    const watch = watchCommands(open.map((connection) => connection.getClient()));
    for (let turn = 0; turn < COUNTED; turn += 1) {
      await lab.say(ACCOUNT, talk.plain());
      watch.next();
    }
    await lab.close();
    const { all, inSequence, kinds } = watch.typical();
    if (process.argv.includes('--story')) process.stderr.write(`${watch.story()}\n`);
    return [
      { id: 'mongo.commands', what: 'commands of a turn', unit: 'calls', value: all },
      {
        id: 'mongo.commands.sequence',
        what: 'of them one after the other, at least',
        unit: 'calls',
        value: inSequence,
      },
      ...Object.entries(kinds).map(([kind, value]) => ({
        id: `mongo.commands.${kind}`,
        what: `commands of a turn: ${kind}`,
        unit: 'calls' as const,
        value,
      })),
    ];
  }

  /** The least any command takes on this server and this machine. */
  async function ping(): Promise<number> {
    const connection = await mongoose.createConnection(mongoUri).asPromise();
    const database = connection.getClient().db('admin');
    const times: number[] = [];
    for (let asked = 0; asked < TURNS; asked += 1) {
      const begun = performance.now();
      await database.command({ ping: 1 });
      times.push(performance.now() - begun);
    }
    await connection.close();
    return quantile(times, 0.5);
  }

  async function drop(database: string): Promise<void> {
    const connection = await mongoose.createConnection(mongoUri, { dbName: database }).asPromise();
    await connection.dropDatabase();
    await connection.close();
  }
}

function timesOf({ id, what, times }: Measured, targets?: typeof TARGETS) {
  return (['delivered', 'settled'] as const).flatMap((step) =>
    distribution({
      id: `${id}.${step}`,
      what: `${what}: until ${step === 'delivered' ? 'the reply is out' : 'all is kept'}`,
      unit: 'ms',
      samples: times.map((took) => took[step]),
      ...(targets === undefined ? {} : { targets }),
    }),
  );
}
