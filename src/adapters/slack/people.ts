import { createBounded } from '../../core/bounded.ts';
import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Known } from './decode.ts';
import { isDenied, slackErrorOf, type Web } from './web.ts';

/** Names, languages and rights of people, asked for once an hour at most. */
export interface People {
  /** Resolves when as much is known as can be, or after a short while. Never rejects. */
  learn(users: readonly string[]): Promise<void>;
  /** What is known by now. */
  known(user: string): Known | undefined;
}

interface Entry {
  readonly until: number;
  readonly known?: Known;
  readonly asking?: Question;
}

interface Question {
  readonly answered: Promise<void>;
  /** Until when somebody waits for the answer. */
  readonly until: number;
}

interface RawUser {
  readonly name?: string;
  readonly real_name?: string;
  readonly locale?: string;
  readonly team_id?: string;
  readonly is_bot?: boolean;
  readonly is_admin?: boolean;
  readonly is_owner?: boolean;
  readonly is_stranger?: boolean;
  readonly profile?: { readonly display_name?: string; readonly real_name?: string };
}

/** Errors that are about one person. */
const UNKNOWN = new Set(['user_not_found', 'user_not_visible']);
const HOUR_MS = 3_600_000;
/** After a failure that says nothing about the person. */
const SOON_MS = 60_000;
/** Longest a message waits for names. */
const PATIENCE_MS = 2_000;

export function createPeople({
  web,
  clock,
  log,
  team,
}: {
  readonly web: Web;
  readonly clock: Clock;
  readonly log: Log;
  /** Our own workspace; whoever is of another one runs nothing here. */
  readonly team: () => string;
}): People {
  const entries = createBounded<Entry>(5_000);
  /** Until when nobody is asked for, because Slack tells us of nobody. */
  let isSilentUntil = 0;

  async function ask(user: string, before: Known | undefined): Promise<void> {
    const keep = (ms: number, known: Known | undefined) =>
      entries.set(user, { until: clock.now() + ms, ...(known === undefined ? {} : { known }) });
    try {
      const { user: raw } = await web.ask('users.info', { user, include_locale: true });
      keep(HOUR_MS, read(raw as RawUser, user));
    } catch (error) {
      log.debug('Somebody could not be looked up', { user, error });
      if (isDenied(error) && !UNKNOWN.has(String(slackErrorOf(error)))) isSilentUntil = clock.now() + HOUR_MS;
      keep(error instanceof KithError && error.retryable ? SOON_MS : HOUR_MS, before);
    }
  }

  function read(raw: RawUser, user: string): Known {
    const { display_name: shown, real_name: real } = raw.profile ?? {};
    const isOurs = raw.is_stranger !== true && (team() === '' || (raw.team_id ?? team()) === team());
    return {
      name: [shown, real, raw.real_name, raw.name].find((name) => name !== undefined && name !== '') ?? user,
      ...(raw.locale === undefined ? {} : { locale: raw.locale }),
      isAdmin: isOurs && (raw.is_admin === true || raw.is_owner === true),
      isBot: raw.is_bot === true,
    };
  }

  function asked(user: string): Question | undefined {
    const now = clock.now();
    const entry = entries.get(user);
    if (entry?.asking !== undefined) return entry.asking;
    if (now < isSilentUntil || (entry !== undefined && now < entry.until)) return undefined;
    const asking = { answered: ask(user, entry?.known), until: now + PATIENCE_MS };
    entries.set(user, { ...entry, until: 0, asking });
    return asking;
  }

  return {
    async learn(users) {
      const asking = users.map(asked).filter((each) => each !== undefined);
      // An answer that does not come holds up one message, not every further one.
      const wait = Math.max(0, ...asking.map(({ until }) => until)) - clock.now();
      if (wait <= 0) return;
      const over = new AbortController();
      const all = Promise.all(asking.map(({ answered }) => answered));
      await Promise.race([all, clock.sleep(wait, over.signal).catch(() => undefined)]);
      over.abort();
    },
    known: (user) => entries.get(user)?.known,
  };
}
