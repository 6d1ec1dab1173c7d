import { KithError } from '../core/errors.ts';
import { copyTables, firstDifference } from '../core/ports/copy-tables.ts';
import type { Store } from '../core/ports/store.ts';
import type { Replacing, ServerPlace, StorePlace } from '../core/ports/store-place.ts';
import type { TableChecksum } from '../core/ports/tables.ts';
import { keptInWords } from './kept-in-words.ts';
import { progress } from './progress.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

/** Copies everything from one kind of store to the other and compares; the source stays as it is. */
export async function move(
  tools: CliTools,
  {
    from,
    yes,
    force,
  }: { readonly from: 'sqlite' | 'mongodb'; readonly yes: boolean; readonly force: boolean },
): Promise<ExitCode> {
  const { sqlite, mongodb } = await tools.places(tools.config());
  if (mongodb === undefined) {
    tools.errors.write(
      'Set MONGODB_URI to the address of the database, e.g. mongodb://127.0.0.1:27017/kith\n',
    );
    return WRONG_USE;
  }
  const [source, target] = from === 'sqlite' ? [sqlite, mongodb] : [mongodb, sqlite];
  const { kept, known } = await source.version();
  if (kept === undefined) {
    tools.errors.write(`Nothing is kept in ${source.where}: there is nothing to move.\n`);
    return FAILED;
  }
  if (kept !== known) {
    tools.errors.write(`${source.where} is at version ${kept}, this Kith keeps ${known}: npx kith migrate\n`);
    return FAILED;
  }
  const to = from === 'sqlite' ? 'mongodb' : 'sqlite';
  const replacing = { command: `npx kith migrate --from ${from} --to ${to}`, isForced: force };
  const there = await holdings(target, replacing);
  if (there !== undefined && !yes) {
    tools.errors.write(
      `${target.where} holds ${there}. To replace that by what is in ${source.where}, add --yes.\n`,
    );
    return WRONG_USE;
  }
  return from === 'sqlite'
    ? toServer(tools, sqlite, mongodb, replacing)
    : toFile(tools, mongodb, sqlite, replacing);
}

/** While Kith runs on the file everything up to now is copied; once it has ended, what changed since. */
async function toServer(
  tools: CliTools,
  sqlite: StorePlace,
  mongodb: ServerPlace,
  replacing: Replacing,
): Promise<ExitCode> {
  const { store: source, isLive } = await aloneOrNot(sqlite);
  let target: Store | undefined;
  try {
    const { store, end } = await mongodb.openToReplace(replacing);
    target = store;
    const copied = await copyAndCompare(tools, source, target);
    if (isLive) {
      tools.errors.write(
        `${summary(copied)} are copied. Another process still has ${sqlite.where} open: end every Kith that uses it, then run this again. Only tables that changed until then are copied once more.\n`,
      );
      return FAILED;
    }
    await end();
    tools.output.write(
      `${summary(copied)} are in ${mongodb.where}, compared table by table. Set MONGODB_URI for every Kith and start them. ${sqlite.where} is as it was: keep it until you are sure.\n`,
    );
    return DONE;
  } finally {
    await Promise.all([source.close(), target?.close()]);
  }
}

/** Builds a whole file beside the one that is there and puts it in its place. */
async function toFile(
  tools: CliTools,
  mongodb: ServerPlace,
  sqlite: StorePlace,
  replacing: Replacing,
): Promise<ExitCode> {
  const source = await mongodb.openAlone(replacing);
  try {
    const draft = await sqlite.draft((await sqlite.version()).known, replacing);
    try {
      const copied = await copyAndCompare(tools, source, { tables: draft.tables });
      const changed = await firstDifference(source.tables, copied);
      if (changed !== undefined) {
        tools.errors.write(
          `${mongodb.where} was written to meanwhile (${changed}): end every Kith that uses it, then run this again. Nothing was changed.\n`,
        );
        return FAILED;
      }
      const { before } = await draft.finish();
      tools.output.write(
        `${summary(copied)} are in ${sqlite.where}, compared table by table. Unset MONGODB_URI and start Kith; one process only. ${mongodb.where} is as it was.${before === undefined ? '' : ` The file that was there is ${before}.`}\n`,
      );
      return DONE;
    } finally {
      await draft.discard();
    }
  } finally {
    await source.close();
  }
}

async function copyAndCompare(
  tools: CliTools,
  source: Pick<Store, 'tables' | 'counts'>,
  target: Pick<Store, 'tables'>,
): Promise<Readonly<Record<string, TableChecksum>>> {
  const total = Object.values(await source.counts()).reduce((sum, rows) => sum + rows, 0);
  const bar = progress(tools, { title: 'Moving', total });
  const moment = await source.tables.snapshot();
  try {
    const copied = await copyTables({ from: moment, to: target.tables, onRow: bar.step });
    const wrong = await firstDifference(target.tables, copied);
    if (wrong !== undefined) {
      throw new KithError(
        'backup.failed',
        `The table ${wrong} did not arrive as it was sent: something else writes to the target. End it, then run this again.`,
        { details: { table: wrong } },
      );
    }
    return copied;
  } finally {
    bar.done('');
    await moment.close();
  }
}

async function aloneOrNot(place: StorePlace): Promise<{ readonly store: Store; readonly isLive: boolean }> {
  try {
    return { store: await place.openAlone(), isLive: false };
  } catch (error) {
    if (!(error instanceof KithError) || error.code !== 'store.unavailable') throw error;
    return { store: await place.open(), isLive: true };
  }
}

/** What would be lost, in words; undefined where nothing is kept, or what this command left when it was broken off. */
async function holdings(place: StorePlace, { command }: Replacing): Promise<string | undefined> {
  const begun = await place.begun();
  if (begun !== undefined) return begun === command ? undefined : `half of what "${begun}" began`;
  return (await place.version()).kept === undefined ? undefined : await keptInWords(place);
}

function summary(copied: Readonly<Record<string, TableChecksum>>): string {
  const count = (table: string) => (copied[table]?.rows ?? 0).toLocaleString('en');
  return `${count('people')} people and ${count('messages')} messages`;
}
