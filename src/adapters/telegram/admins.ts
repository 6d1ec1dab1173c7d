import type { Clock } from '../../core/ports/clock.ts';
import type { Ask } from './ask.ts';

/** Who administers the groups. Telegram's messages do not say; it is asked when it matters. */
export interface Admins {
  isAdmin(chat: number, user: number): boolean;
  isFresh(chat: number): boolean;
  /** Asks Telegram. Never throws: what cannot be had is not known. */
  refresh(chat: number): Promise<void>;
}

const FRESH_MS = 60_000;
const MANY = 1_000;

export function createAdmins(ask: Ask, clock: Clock): Admins {
  const known = new Map<number, { readonly at: number; readonly users: ReadonlySet<number> }>();
  return {
    isAdmin: (chat, user) => known.get(chat)?.users.has(user) === true,
    isFresh: (chat) => clock.now() - (known.get(chat)?.at ?? Number.NEGATIVE_INFINITY) < FRESH_MS,
    async refresh(chat) {
      const members = await ask('getChatAdministrators', { chat_id: chat }, { isOnce: true }).catch(() => []);
      if (known.size > MANY) known.clear();
      known.set(chat, { at: clock.now(), users: new Set(members.map(({ user }) => user.id)) });
    },
  };
}
