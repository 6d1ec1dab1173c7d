import type { Clock } from '../../core/ports/clock.ts';

/** Headers that say it in milliseconds: OpenAI's, Azure's, and one seen on gateways. */
const MILLISECONDS = ['retry-after-ms', 'x-ms-retry-after-ms', 'x-retry-after-ms'];

/**
 * Milliseconds the server asks to wait, or undefined. Retry-After is seconds or an HTTP date (RFC 9110
 * §10.2.3); a date is read against the server's own clock, since ours may differ.
 */
export function retryAfter(
  headers: Headers | undefined,
  clock: Pick<Clock, 'now'> | undefined,
): number | undefined {
  if (!headers) return undefined;
  for (const name of MILLISECONDS) {
    const ms = numberOf(headers.get(name));
    if (ms !== undefined) return ms;
  }
  const said = headers.get('retry-after');
  if (said === null) return undefined;
  const seconds = numberOf(said);
  if (seconds !== undefined) return seconds * 1000;
  const then = Date.parse(said);
  const serverNow = Date.parse(headers.get('date') ?? '');
  const now = Number.isNaN(serverNow) ? clock?.now() : serverNow;
  return Number.isNaN(then) || now === undefined ? undefined : Math.max(0, then - now);
}

function numberOf(text: string | null): number | undefined {
  if (text === null || text.trim() === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) && value >= 0 ? value : undefined;
}
