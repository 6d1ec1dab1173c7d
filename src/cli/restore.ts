import { resolve } from 'node:path';
import { KithError } from '../core/errors.ts';
import type { StoreDraft, StorePlace } from '../core/ports/store-place.ts';
import { keyOf } from './backup.ts';
import { type BackupHeader, loadBackup } from './backup-lines.ts';
import { keptInWords } from './kept-in-words.ts';
import { loadMemories } from './memory-lines.ts';
import { progress } from './progress.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

export interface RestoreOptions {
  /** Replace what is kept now. */
  readonly yes?: boolean;
  /** Only where nothing is kept. */
  readonly intoEmpty?: boolean;
  /** Although processes seem to live. */
  readonly force?: boolean;
  /** The file holds one persona's memories; they are added to what is kept. */
  readonly persona?: boolean;
}

/** Puts a backup in the place of what is kept. The file is read and checked to its end before anything is touched. */
export async function restore(tools: CliTools, named: string, options: RestoreOptions): Promise<ExitCode> {
  const file = resolve(named);
  try {
    return options.persona === true
      ? await restoreMemories(tools, file)
      : await restoreAll(tools, file, options);
  } catch (error) {
    if (!(error instanceof KithError) || error.code === 'config.invalid') throw error;
    const what = options.persona === true ? 'character' : 'system';
    tools.errors.write(
      `Failed to load ${what} state from file: ${file}\n${error.message}\n${await left(tools)}\n`,
    );
    return FAILED;
  }
}

async function restoreAll(
  tools: CliTools,
  file: string,
  { yes = false, intoEmpty = false, force = false }: RestoreOptions,
): Promise<ExitCode> {
  const config = tools.config();
  const place = (await tools.places(config)).configured;
  const command = `npx kith restore ${file}${yes ? ' --yes' : ''}${intoEmpty ? ' --into-empty' : ''}`;
  const begun = await place.begun();
  const there = begun === undefined ? await whatIsThere(place) : `half of what "${begun}" began`;
  if (there !== undefined && begun !== command && (intoEmpty || !yes)) {
    tools.errors.write(
      intoEmpty
        ? `Nothing was restored: ${place.where} holds ${there}.\n`
        : `This replaces ${there} in ${place.where}. To go on, add --yes; what is there now is kept beside it.\n`,
    );
    return WRONG_USE;
  }
  let draft: StoreDraft | undefined;
  let header: BackupHeader | undefined;
  let rows = 0;
  const bar = progress(tools, { title: 'Restoring', total: 0 });
  try {
    const key = keyOf(config);
    const lines = tools.readArchive({ file, ...(key && { key }) });
    const open = async (first: BackupHeader) => {
      header = first;
      draft = await place.draft(first.schema, { command, isForced: force });
      return draft.tables;
    };
    await loadBackup(lines, open, () => {
      rows++;
      bar.step();
    });
    const { before } = (await draft?.finish()) ?? {};
    bar.done(
      `Restored ${rows.toLocaleString('en')} rows of ${header?.created_at} into ${place.where}.${before === undefined ? '' : ` What was there before is ${before}: delete it when you are sure.`}`,
    );
    return DONE;
  } finally {
    bar.done('');
    await draft?.discard();
  }
}

/** What is there after a failure, in words. */
async function left(tools: CliTools): Promise<string> {
  const command = await (await tools.places(tools.config())).configured.begun().catch(() => undefined);
  return command === undefined
    ? 'Nothing was changed.'
    : `Half of each is there now, and no Kith starts on it. Run again: ${command}`;
}

/** In words; undefined where nothing is kept. A store that cannot be read is no reason not to restore one. */
async function whatIsThere(place: StorePlace): Promise<string | undefined> {
  try {
    const { kept, known } = await place.version();
    if (kept === undefined) return undefined;
    if (kept !== known) return `a store of version ${kept}`;
    return await keptInWords(place);
  } catch (error) {
    if (!(error instanceof KithError) || error.code === 'store.unavailable') throw error;
    return 'a store that cannot be read';
  }
}

async function restoreMemories(tools: CliTools, file: string): Promise<ExitCode> {
  const config = tools.config();
  const key = keyOf(config);
  let text = '';
  for await (const line of tools.readArchive({ file, isPlain: true, ...(key && { key }) })) text += line;
  const store = await (await tools.places(config)).configured.open();
  try {
    const { persona, memories } = await loadMemories(text, store.tables);
    tools.errors.write(`${memories} memories of ${persona} are there as they were saved.\n`);
    return DONE;
  } finally {
    await store.close();
  }
}
