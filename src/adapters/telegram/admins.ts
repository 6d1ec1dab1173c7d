import type { Clock } from '../../core/ports/clock.ts';
import type { Ask } from './ask.ts';

/** Who administers the groups. Telegram's messages do not say; it is asked when it matters. */
export interface Admins {
  isAdmin(chat: number, user: number): boolean;
  isFresh(chat: number): boolean;
  /** Asks Telegram. Never throws: where it does not say, what was known before holds. */
  refresh(chat: number): Promise<void>;
}

const FRESH_MS = 60_000;
/** Longest a command waits for it, ms. */
const MOST_MS = 3_000;
const MANY = 1_000;

export function createAdmins(ask: Ask, clock: Clock, stopping: AbortSignal): Admins {
  const known = new Map<number, { readonly at: number; readonly users: ReadonlySet<number> }>();

  async function look(chat: number): Promise<void> {
    try {
      const members = await ask('getChatAdministrators', { chat_id: chat }, { signal: stopping });
      known.set(chat, { at: clock.now(), users: new Set(members.map(({ user }) => user.id)) });
    } catch {
      // Asked again when what is known is old.
    }
  }

  return {
    isAdmin: (chat, user) => known.get(chat)?.users.has(user) === true,
    isFresh: (chat) => clock.now() - (known.get(chat)?.at ?? Number.NEGATIVE_INFINITY) < FRESH_MS,
    async refresh(chat) {
      const before = known.get(chat)?.users ?? new Set();
      if (known.size > MANY) known.clear();
      known.set(chat, { at: clock.now(), users: before });
      const over = new AbortController();
      await Promise.race([look(chat), clock.sleep(MOST_MS, over.signal).catch(() => {})]);
      over.abort();
    },
  };
}
