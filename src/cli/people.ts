import { createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { type AccountId, accountId } from '../core/ids.ts';
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
    const { store, clock } = app.parts;
    const person = await store.people.ofAccount(accountFrom(as), clock.now());
    const bar = progress(tools, 'Exporting');
    async function* lines() {
      for await (const entry of store.exportPerson(person.id)) {
        bar.step();
        yield `${JSON.stringify(entry)}\n`;
      }
    }
    if (out === undefined) for await (const line of lines()) tools.output.write(line);
    else await pipeline(lines, createWriteStream(out, { mode: 0o600 }));
    bar.done(out === undefined ? '' : `${out} is written`);
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
}

/** Deletes everything kept about one person. Says what would go, and goes on only when told to. */
export async function erasePerson(tools: CliTools, { as, yes = false }: EraseOptions): Promise<ExitCode> {
  const app = await openQuietly(tools);
  try {
    const { store, clock } = app.parts;
    const person = await store.people.ofAccount(accountFrom(as), clock.now());
    if (!yes) {
      let rows = 0;
      for await (const _ of store.exportPerson(person.id)) rows++;
      tools.errors.write(
        `This deletes ${rows} rows about ${accountFrom(as)} and cannot be undone. To go on, add --yes.\n`,
      );
      return WRONG_USE;
    }
    const deleted = await store.erasePerson(person.id);
    for (const [table, rows] of Object.entries(deleted))
      if (rows > 0) tools.output.write(`${table} ${rows}\n`);
    tools.output.write(`Nothing is kept about ${accountFrom(as)} any more.\n`);
    return DONE;
  } finally {
    await app.stop();
  }
}

const openQuietly = (tools: CliTools) => tools.openApp(tools.config(), { log: tools.silentLog });

/** `ana` is the terminal's ana; `discord:118…` says its platform. */
function accountFrom(name: string): AccountId {
  return accountId(name.includes(':') ? name : `terminal:${name}`);
}
