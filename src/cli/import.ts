import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { accountId, personaName, placeId } from '../core/ids.ts';
import type { Author, Place } from '../core/message.ts';
import type { SessionOne } from '../core/ports/version-one.ts';
import { type OldSession, readSession } from './old-session.ts';
import { keepSession } from './old-session-kept.ts';
import { type CliTools, DONE, type ExitCode, FAILED } from './tools.ts';

export interface ImportOptions {
  /** Whose conversations they are, where a file does not say. */
  readonly as?: string;
  /** Who answered, where a file does not say. */
  readonly persona?: string;
}

/** Conversations of version 1.0: session files, folders of them, and its SQLite databases. Sources stay as they are. */
export async function importSessions(
  tools: CliTools,
  named: readonly string[],
  options: ImportOptions,
): Promise<ExitCode> {
  const config = tools.config();
  const { personas } = await tools.loadPersonas(config.personalities.dir);
  const store = await (await tools.places(config)).configured.open();
  let hasFailed = false;
  let total = 0;
  try {
    for (const file of named.flatMap((name) => filesIn(resolve(name)))) {
      try {
        for (const raw of sessionsIn(tools, file)) {
          const session = readSession(raw, {
            id: basename(file).replace(/\.json$/i, ''),
            user: options.as,
            persona: options.persona ?? config.persona.default,
            at: statSync(file).mtimeMs,
          });
          const persona = personas.find(({ name }) => name.toLowerCase() === session.persona.toLowerCase());
          const added = await keepSession(store, session, {
            ...seatOf(tools, session),
            persona: persona?.name ?? personaName(session.persona),
            level: persona?.levels[0]?.name ?? 'stranger',
          });
          total += added;
          tools.output.write(
            `${file}: ${session.id}, ${session.messages.length} messages, ${added} new${session.skipped === 0 ? '' : `, ${session.skipped} of neither side left out`}\n`,
          );
        }
      } catch (error) {
        hasFailed = true;
        tools.errors.write(`${file} was skipped: ${(error as Error).message}\n`);
      }
    }
  } finally {
    await store.close();
  }
  tools.output.write(`${total} messages are new.\n`);
  return hasFailed ? FAILED : DONE;
}

function filesIn(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
  } catch {
    return [path];
  }
  return readdirSync(path)
    .filter((name) => /\.(json|db|sqlite3?)$/i.test(name))
    .sort()
    .map((name) => join(path, name));
}

function* sessionsIn({ versionOne }: CliTools, file: string): Iterable<SessionOne> {
  if (versionOne.isOne(file)) {
    yield* versionOne.sessions(file);
    return;
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`it cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  let session: unknown;
  try {
    session = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    throw new Error('it is not JSON.');
  }
  if (typeof session !== 'object' || session === null || !('messages' in session))
    throw new Error('it has no messages; expected {"messages": […], "context": {…}}.');
  yield session as SessionOne;
}

/** Who sat where: `diego` is the terminal's diego, as in kith chat. */
function seatOf(tools: CliTools, { user }: OldSession): { readonly author: Author; readonly place: Place } {
  if (!user.includes(':')) return tools.createTerminal({ account: user, onEnd() {} }).seat;
  const [channel = ''] = user.split(':');
  return {
    author: { account: accountId(user), name: user, role: 'member' },
    place: { id: placeId(`${channel}:imported:${user.slice(channel.length + 1)}`), channel, audience: 'one' },
  };
}
