import { createBounded } from '../../core/bounded.ts';
import { KithError } from '../../core/errors.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Known } from './decode.ts';
import type { Web } from './web.ts';

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
  readonly asking?: Promise<void>;
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

  async function ask(user: string, before: Known | undefined): Promise<void> {
    const keep = (ms: number, known: Known | undefined) =>
      entries.set(user, { until: clock.now() + ms, ...(known === undefined ? {} : { known }) });
    try {
      const { user: raw } = await web.ask('users.info', { user, include_locale: true });
      keep(HOUR_MS, read(raw as RawUser, user));
    } catch (error) {
      log.debug('Somebody could not be looked up', { user, error });
      keep(error instanceof KithError && error.retryable ? SOON_MS : HOUR_MS, before);
    }
  }

  function read(raw: RawUser, user: string): Known {
    const { display_name: shown, real_name: real } = raw.profile ?? {};
    const isOurs = raw.is_stranger !== true && (raw.team_id ?? team()) === team();
    return {
      name: [shown, real, raw.real_name, raw.name].find((name) => name !== undefined && name !== '') ?? user,
      ...(raw.locale === undefined ? {} : { locale: raw.locale }),
      isAdmin: isOurs && (raw.is_admin === true || raw.is_owner === true),
      isBot: raw.is_bot === true,
    };
  }

  function learnt(user: string): Promise<void> | undefined {
    const entry = entries.get(user);
    if (entry?.asking !== undefined) return entry.asking;
    if (entry !== undefined && clock.now() < entry.until) return undefined;
    const asking = ask(user, entry?.known);
    entries.set(user, { ...entry, until: 0, asking });
    return asking;
  }

  return {
    async learn(users) {
      const asking = users.map(learnt).filter((each) => each !== undefined);
      if (asking.length === 0) return;
      const over = new AbortController();
      await Promise.race([Promise.all(asking), clock.sleep(PATIENCE_MS, over.signal).catch(() => undefined)]);
      over.abort();
    },
    known: (user) => entries.get(user)?.known,
  };
}
