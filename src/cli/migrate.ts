import { resolve } from 'node:path';
import { KithError } from '../core/errors.ts';
import type { StorePlace } from '../core/ports/store-place.ts';
import { move } from './move.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

export interface MigrateOptions {
  readonly from?: string;
  readonly to?: string;
  /** Replace what the target holds. */
  readonly yes?: boolean;
  /** Although processes seem to live. */
  readonly force?: boolean;
}

const DRIVERS = ['sqlite', 'mongodb'] as const;

/**
 * Brings the store up to date, with a copy of it as it was; or a database of version 1.0; or moves a deployment from one
 * kind of store to the other.
 */
export async function migrate(
  tools: CliTools,
  file: string | undefined,
  { from, to, yes = false, force = false }: MigrateOptions,
): Promise<ExitCode> {
  const drivers = [from, to].filter((each) => (DRIVERS as readonly (string | undefined)[]).includes(each));
  if (drivers.length > 0) {
    if (drivers.length === 2 && from !== to && file === undefined)
      return move(tools, { from: from as 'sqlite' | 'mongodb', yes, force });
    tools.errors.write('A store is moved by --from sqlite --to mongodb, or --from mongodb --to sqlite.\n');
    return WRONG_USE;
  }
  if ((from !== undefined && !/^1\.[01]$/.test(from)) || (to !== undefined && to !== '1.1')) {
    tools.errors.write('Versions are 1.0 and 1.1, stores are sqlite and mongodb: --from 1.0 --to 1.1.\n');
    return WRONG_USE;
  }
  const { configured, sqlite } = await tools.places(tools.config());
  const path = file === undefined ? sqlite.where : resolve(file);
  if (tools.versionOne.isOne(path)) return extend(tools, path, path === sqlite.where);
  if (file !== undefined && path !== sqlite.where) {
    tools.errors.write(`${path} is not a database of version 1.0: it has no table sessions.\n`);
    return FAILED;
  }
  return bringUpToDate(tools, configured);
}

async function bringUpToDate(tools: CliTools, place: StorePlace): Promise<ExitCode> {
  const { kept, known } = await place.version();
  if (kept === undefined) {
    tools.output.write(`Nothing is kept in ${place.where} yet: there is nothing to migrate.\n`);
    return DONE;
  }
  if (kept === known) {
    tools.output.write(`${place.where} is at version ${known} already: nothing to do.\n`);
    return DONE;
  }
  if (kept > known) {
    throw new KithError(
      'store.newer',
      `${place.where} is at version ${kept}; this Kith knows versions up to ${known}. Start the newer Kith that made it.`,
    );
  }
  const copy = await place.copyAside(`backup-${stamp(tools)}`);
  await (await place.open()).close();
  tools.output.write(
    `${place.where}: version ${kept} → ${known}.${copy === undefined ? '' : ` As it was before: ${copy}.`}\n`,
  );
  return DONE;
}

/** Adds what a database of version 1.0 lacks; its sessions and messages stay as they are, byte by byte. */
async function extend(tools: CliTools, path: string, isOurs: boolean): Promise<ExitCode> {
  const { added, backup } = tools.versionOne.extend(path);
  if (backup === undefined) tools.output.write(`${path} is at version 1.1 already: nothing to do.\n`);
  else {
    tools.output.write(
      `${path}: version 1.0 → 1.1, added ${added.join(', ')}. Sessions and messages are as they were. A copy from before: ${backup}.\n`,
    );
  }
  tools.output.write(
    isOurs
      ? `Kith keeps its own file of this name: move this one away, e.g. to ${path}.1.1, then run kith import on it.\n`
      : `To go on with its conversations in Kith: npx kith import ${path}\n`,
  );
  return DONE;
}

const stamp = ({ clock }: CliTools): string =>
  new Date(clock.now()).toISOString().slice(0, 19).replaceAll(':', '-');
