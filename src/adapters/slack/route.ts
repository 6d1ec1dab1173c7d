import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebAnswer, WebRequest, WebRoute } from '../../core/ports/channel.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { Body } from './raw.ts';

export interface RouteOptions {
  readonly signingSecret: string;
  readonly clock: Clock;
  readonly log: Log;
  /** False where nothing can be taken in, now or soon: Slack sends events again later. */
  readonly isOpen: () => Promise<boolean>;
  /** Resolves when Slack may be answered; false: not taken, and Slack is to come again. */
  readonly hear: (body: Body) => Promise<boolean>;
}

/** Where Slack delivers events, commands, buttons and forms over HTTP; answered when taken, dealt with afterwards. */
export function slackRoute({ signingSecret, clock, log, isOpen, hear }: RouteOptions): WebRoute {
  let quietUntil = 0;
  /** The address is open to everybody: whoever knocks all the time fills no log. */
  function refuse(): void {
    if (clock.now() < quietUntil) return;
    quietUntil = clock.now() + QUIET_MS;
    log.warn('A request that Slack did not sign was refused');
  }
  return {
    path: '/slack/events',
    async answer(request): Promise<WebAnswer> {
      if (!isSigned(request, signingSecret, clock.now())) {
        refuse();
        return { status: 401 };
      }
      const body = bodyOf(request);
      if (body === undefined) return { status: 400 };
      const { type, challenge } = body;
      if (type === 'url_verification')
        return { status: 200, body: typeof challenge === 'string' ? challenge : '' };
      if ('ssl_check' in body) return { status: 200 };
      if (!(await isOpen())) return { status: 503 };
      return { status: (await hear(body as unknown as Body)) ? 200 : 503 };
    },
  };
}

const STALE_MS = 300_000;
/** How long further refusals are not worth a line. */
const QUIET_MS = 60_000;

/** Slack signs the time and the body as it came; older than five minutes it may be somebody's recording. */
function isSigned({ headers, body }: WebRequest, secret: string, now: number): boolean {
  const time = headers['x-slack-request-timestamp'] ?? '';
  const given = Buffer.from(headers['x-slack-signature'] ?? '');
  if (secret === '' || !/^\d{1,12}$/.test(time) || Math.abs(now - Number(time) * 1_000) > STALE_MS)
    return false;
  const due = Buffer.from(`v0=${createHmac('sha256', secret).update(`v0:${time}:${body}`).digest('hex')}`);
  return given.length === due.length && timingSafeEqual(given, due);
}

/** Events are JSON; commands are a form, and what people press is JSON in a field of one. */
function bodyOf({ headers, body }: WebRequest): Readonly<Record<string, unknown>> | undefined {
  try {
    const isForm = headers['content-type']?.startsWith('application/x-www-form-urlencoded') === true;
    if (!isForm) return objectOf(JSON.parse(body));
    const fields = new URLSearchParams(body);
    const payload = fields.get('payload');
    return payload === null ? Object.fromEntries(fields) : objectOf(JSON.parse(payload));
  } catch {
    return undefined;
  }
}

const objectOf = (value: unknown) =>
  typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
