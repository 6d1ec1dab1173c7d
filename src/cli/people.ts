import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import type { Application } from '../core/conversation/application.ts';
import { type AccountId, accountId } from '../core/ids.ts';
import { copiesOf } from '../core/people/copies-of.ts';
import type { Person } from '../core/ports/records.ts';
import { progress } from './progress.ts';
import { type CliTools, DONE, type ExitCode, FAILED, WRONG_USE } from './tools.ts';

export interface ExportOptions {
  readonly as: string;
  readonly out?: string;
}

/** Everything kept about one person as JSON lines `{table, row}`, to a file or to standard output. */
export async function exportPerson(tools: CliTools, { as, out }: ExportOptions): Promise<ExitCode> {
  const app = await openQuietly(tools);
  try {
    const account = accountFrom(tools, as);
    const person = await known(app, account);
    if (person === undefined) {
      tools.errors.write(`Nothing is kept about ${account}.\n`);
      return DONE;
    }
    // Messages are nearly all there is; the other rows come and go between two steps.
    const bar = progress(tools, {
      title: 'Exporting',
      total: await app.parts.store.messages.count(person.id),
      isShown: out !== undefined || tools.output.isTTY !== true,
    });
    let rows = 0;
    async function* lines(who: Person) {
      for await (const entry of app.parts.store.exportPerson(who.id)) {
        rows++;
        if (entry.table === 'messages') bar.step();
        yield `${JSON.stringify(entry)}\n`;
      }
    }
    if (out === undefined) {
      for await (const line of lines(person))
        if (!tools.output.write(line)) await once(tools.output, 'drain');
    } else await pipeline(lines(person), createWriteStream(out, { mode: 0o600 }));
    bar.done(out === undefined ? '' : `${out} is written (${rows.toLocaleString('en')} rows)`);
    return DONE;
  } catch (error) {
    tools.errors.write(`The export failed: ${(error as Error).message}\n`);
    return FAILED;
  } finally {
    await app.stop();
  }
}

export interface EraseOptions {
  readonly as: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

/** Deletes everything kept about one person. Says what would go, and goes on only when told to. */
export async function erasePerson(
  tools: CliTools,
  { as, yes = false, json = false }: EraseOptions,
): Promise<ExitCode> {
  const app = await openQuietly(tools);
  try {
    const { store } = app.parts;
    const account = accountFrom(tools, as);
    const person = await known(app, account);
    if (person !== undefined && !yes) {
      let rows = 0;
      for await (const _ of store.exportPerson(person.id)) rows++;
      tools.errors.write(
        `This deletes ${rows} ${rows === 1 ? 'row' : 'rows'} about ${account} and cannot be undone. To go on, add --yes.\n`,
      );
      return WRONG_USE;
    }
    const copies = person === undefined ? [] : await copiesOf(store, person.id);
    const deleted = person === undefined ? {} : await store.erasePerson(person.id);
    // Those other processes read as well, where they share them.
    await app.parts.cache.delete(...copies);
    const tables = Object.fromEntries(Object.entries(deleted).filter(([, rows]) => rows > 0));
    if (json) {
      tools.output.write(`${JSON.stringify({ account, deleted: tables }, null, 2)}\n`);
      return DONE;
    }
    const width = Math.max(0, ...Object.keys(tables).map((table) => table.length));
    for (const [table, rows] of Object.entries(tables))
      tools.output.write(`${table.padEnd(width)}  ${rows}\n`);
    tools.output.write(`Nothing is kept about ${account}${person === undefined ? '' : ' any more'}.\n`);
    return DONE;
  } finally {
    await app.stop();
  }
}

const openQuietly = (tools: CliTools) => tools.openApp(tools.config(), { log: tools.silentLog });

/** `ana` is the terminal's ana, as `kith chat --as ana` names them; `discord:118…` says its platform. */
function accountFrom(tools: CliTools, name: string): AccountId {
  if (name.includes(':')) return accountId(name);
  return tools.createTerminal({ account: name, onEnd() {} }).seat.author.account;
}

/** The person of an account; whoever was never here leaves no trace of having been asked for. */
async function known({ parts }: Application, account: AccountId): Promise<Person | undefined> {
  const { store, clock } = parts;
  const now = clock.now();
  const person = await store.people.ofAccount(account, now);
  if (person.createdAt !== now) return person;
  await store.erasePerson(person.id);
  return undefined;
}
