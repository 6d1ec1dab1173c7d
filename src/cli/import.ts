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

interface Found {
  readonly raw: SessionOne;
  /** What holds where it does not say. */
  readonly id: string;
  readonly at: number;
}

/**
 * Conversations of version 1.0: session files, folders of them, its SQLite databases, and a Redis by its address. Sources
 * stay as they are.
 */
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
    for (const { name, sessions } of named.flatMap((each) => sourcesOf(tools, each))) {
      try {
        for await (const { raw, id, at } of sessions()) {
          const user = options.as;
          const session = readSession(raw, {
            id,
            user,
            persona: options.persona ?? config.persona.default,
            at,
          });
          const persona = personas.find((each) => each.name.toLowerCase() === session.persona.toLowerCase());
          const added = await keepSession(store, session, {
            ...seatOf(tools, session),
            persona: persona?.name ?? personaName(session.persona),
            level: persona?.levels[0]?.name ?? 'stranger',
          });
          total += added;
          tools.output.write(
            `${name}: ${session.id}, ${session.messages.length} messages, ${added} new${session.skipped === 0 ? '' : `, ${session.skipped} of neither side left out`}\n`,
          );
        }
      } catch (error) {
        hasFailed = true;
        tools.errors.write(`${name} was skipped: ${(error as Error).message}\n`);
      }
    }
  } finally {
    await store.close();
  }
  tools.output.write(`${total} messages are new.\n`);
  return hasFailed ? FAILED : DONE;
}

interface Source {
  /** Without a password. */
  readonly name: string;
  sessions(): Iterable<Found> | AsyncIterable<Found>;
}

function sourcesOf(tools: CliTools, named: string): readonly Source[] {
  if (/^rediss?:\/\//i.test(named)) return [redisSource(tools, named)];
  return filesIn(resolve(named)).map((file) => ({ name: file, sessions: () => sessionsIn(tools, file) }));
}

function redisSource(tools: CliTools, url: string): Source {
  const name = URL.canParse(url) ? new URL(url).host : 'the Redis';
  return {
    name,
    async *sessions() {
      if (!URL.canParse(url)) throw new Error('it is no address; expected redis://HOST:PORT/NUMBER.');
      for await (const { id, text } of tools.redisSessions(url)) {
        const found = sessionOf(text);
        // Whatever else stands under such a name is none of it.
        if (typeof found !== 'string') yield { raw: found, id, at: tools.clock.now() };
      }
    },
  };
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

function* sessionsIn({ versionOne }: CliTools, file: string): Iterable<Found> {
  const about = () => ({ id: basename(file).replace(/\.json$/i, ''), at: statSync(file).mtimeMs });
  if (versionOne.isOne(file)) {
    for (const raw of versionOne.sessions(file)) yield { raw, ...about() };
    return;
  }
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new Error(`it cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const raw = sessionOf(text);
  if (typeof raw === 'string') throw new Error(raw);
  yield { raw, ...about() };
}

/** The session a text holds, or why it holds none. */
function sessionOf(text: string): SessionOne | string {
  let session: unknown;
  try {
    session = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return 'it is not JSON.';
  }
  if (typeof session !== 'object' || session === null || !('messages' in session))
    return 'it has no messages; expected {"messages": […], "context": {…}}.';
  return session as SessionOne;
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
