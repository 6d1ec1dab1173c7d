import { createHash, timingSafeEqual } from 'node:crypto';
import type { Update } from 'grammy/types';
import type { WebRoute } from '../../core/ports/channel.ts';

/** What Telegram is told to call, and how it shows that it is Telegram. */
export interface Webhook {
  /** `/telegram/…`, which nobody can guess. */
  readonly path: string;
  readonly url: string;
  /** Sent along in a header. */
  readonly secret: string;
}

/** Both secrets come from the token: the same after a restart, and nothing to configure. */
export function webhookOf(token: string, base: string): Webhook {
  const path = `/telegram/${derived('path', token)}`;
  return { path, url: base.replace(/\/+$/, '') + path, secret: derived('header', token) };
}

/** Takes what Telegram posts, with what `take` resolves to; false: not now, and Telegram is to come again. */
export function webhookRoute(
  { path, secret }: Webhook,
  take: (update: Update) => Promise<boolean>,
): WebRoute {
  return {
    path,
    async answer({ headers, body }) {
      if (!isSame(headers['x-telegram-bot-api-secret-token'] ?? '', secret)) return { status: 401 };
      const update = parsed(body);
      if (update === undefined) return { status: 400 };
      return { status: (await take(update)) ? 200 : 503 };
    },
  };
}

const derived = (what: string, token: string): string =>
  createHash('sha256').update(`kith telegram webhook ${what}:${token}`).digest('hex').slice(0, 32);

/** Compared as digests: of one length, in constant time. */
function isSame(one: string, other: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}

function parsed(body: string): Update | undefined {
  try {
    const update: unknown = JSON.parse(body);
    const isUpdate = typeof update === 'object' && update !== null && 'update_id' in update;
    return isUpdate ? (update as Update) : undefined;
  } catch {
    return undefined;
  }
}
