import { mkdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { Config } from '../config-schema.ts';
import { KithError } from '../core/errors.ts';
import { secretKey } from '../core/secret-key.ts';
import { type BackupContents, backupLines } from './backup-lines.ts';
import { memoryLines } from './memory-lines.ts';
import { progress } from './progress.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

export interface BackupOptions {
  /** Only what this persona remembers. */
  readonly persona?: string;
  readonly json?: boolean;
}

/** Everything kept as one file, while Kith runs or not; or one persona's memories. Never half of a file. */
export async function backup(
  tools: CliTools,
  version: string,
  file: string | undefined,
  options: BackupOptions,
): Promise<ExitCode> {
  try {
    return await write(tools, version, file, options);
  } catch (error) {
    if (!(error instanceof KithError) || error.code === 'config.invalid') throw error;
    tools.errors.write(`Failed to save system state: ${error.message}\n`);
    return FAILED;
  }
}

async function write(
  tools: CliTools,
  version: string,
  named: string | undefined,
  { persona, json = false }: BackupOptions,
): Promise<ExitCode> {
  const config = tools.config();
  const place = (await tools.places(config)).configured;
  const { kept, known } = await place.version();
  if (kept === undefined) throw new KithError('backup.failed', `Nothing is kept in ${place.where}.`);
  if (kept < known) {
    const why = `${place.where} is at version ${kept}, this Kith keeps ${known}`;
    throw new KithError('backup.failed', `${why}. Run kith migrate first: it makes a copy of its own.`);
  }
  const now = new Date(tools.clock.now()).toISOString();
  const file = named === undefined ? defaultFile(config, now, persona) : resolve(named);
  const key = keyOf(config);
  const store = await place.open();
  try {
    const snapshot = await store.tables.snapshot();
    const bar = progress(tools, { title: 'Saving', total: sum(Object.values(await store.counts())) });
    let contents: BackupContents = {};
    const end = (held: BackupContents) => {
      contents = held;
    };
    const lines =
      persona === undefined
        ? backupLines(
            snapshot,
            { made_by: version, schema: store.tables.version, created_at: now },
            { row: bar.step, end },
          )
        : memoryLines(snapshot, { persona, at: now, onRow: bar.step });
    try {
      const isPlain = persona !== undefined;
      await tools.writeArchive({ file, lines, isPlain, id: tools.random.id(), ...(key && { key }) });
    } finally {
      bar.done('');
      await snapshot.close();
    }
    const rows = sum(Object.values(contents).map((table) => table.rows));
    const { size } = statSync(file);
    tools.errors.write(`System state saved successfully${json ? '' : `: ${file}`}\n`);
    if (json) {
      const report = { file, bytes: size, isEncrypted: key !== undefined };
      tools.output.write(
        `${JSON.stringify(persona === undefined ? { ...report, rows, tables: contents } : { ...report, persona }, null, 2)}\n`,
      );
    } else if (persona === undefined) {
      const count = contents.people?.rows ?? 0;
      tools.errors.write(
        `${rows.toLocaleString('en')} rows of ${count.toLocaleString('en')} ${count === 1 ? 'person' : 'people'}, ${size.toLocaleString('en')} bytes, ${key === undefined ? 'not encrypted (set KITH_SECRET_KEY for that)' : 'encrypted with KITH_SECRET_KEY'}.\n`,
      );
    }
    return DONE;
  } finally {
    await store.close();
  }
}

/** The key backups are encrypted with, where one is set. */
export function keyOf({ secret }: Config): Uint8Array | undefined {
  return secretKey(secret.key);
}

function defaultFile({ data }: Config, now: string, persona: string | undefined): string {
  const stamp = now.slice(0, 19).replaceAll(':', '-');
  const name = persona === undefined ? `kith-${stamp}.jsonl.gz` : `${persona}-${stamp}.json`;
  const file = join(data.dir, 'backups', name.replaceAll(/[/\\]/g, '_'));
  try {
    mkdirSync(dirname(file), { mode: 0o700 });
  } catch {
    // There already; or not to be made, which writing into it will say.
  }
  return file;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
