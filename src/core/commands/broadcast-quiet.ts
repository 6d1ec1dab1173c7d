import type { QuietHours } from '../ports/broadcasts.ts';

const MINUTE_MS = 60_000;
const DAY_MINUTES = 1_440;
const HOURS = /^(\d{1,2})(?::(\d{2}))?\s*(?:-|–|a|to)\s*(\d{1,2})(?::(\d{2}))?$/i;

/** `22-8 Europe/Madrid`, `22:30 - 7 america/bogota`; without a zone `zone` is meant. Undefined: not understood. */
export function readQuietHours(text: string, zone?: string): QuietHours | undefined {
  const found = /^(.*?\d)(?:\s+([\p{L}_+/-][^\s]*))?$/u.exec(text.trim().replace(/\s+/g, ' '));
  const [, fromHour, fromMinute = '0', toHour, toMinute = '0'] = HOURS.exec(found?.[1] ?? '') ?? [];
  const known = zoneNamed(found?.[2] ?? zone ?? '');
  if (fromHour === undefined || toHour === undefined || known === undefined) return undefined;
  const from = minutes(fromHour, fromMinute);
  const to = minutes(toHour, toMinute);
  return from === undefined || to === undefined || from === to ? undefined : { from, to, zone: known };
}

/** `22:00–8:00 Europe/Madrid` */
export const showQuietHours = ({ from, to, zone }: QuietHours): string =>
  `${clock(from)}–${clock(to)} ${zone}`;

/** When the quiet hours that hold at `now` end, ms; undefined: it is not quiet. */
export function quietUntil({ from, to, zone }: QuietHours, now: number): number | undefined {
  const local = localMinutes(now, zone);
  const isQuiet = from < to ? local >= from && local < to : local >= from || local < to;
  if (!isQuiet) return undefined;
  const end = beginningOfMinute(now) + ((to - local + DAY_MINUTES) % DAY_MINUTES) * MINUTE_MS;
  // Clocks may be put forward or back in between; of an hour that is left out the end is its end.
  const off = localMinutes(end, zone) - to;
  const drift = off > DAY_MINUTES / 2 ? off - DAY_MINUTES : off < -DAY_MINUTES / 2 ? off + DAY_MINUTES : off;
  const shifted = end - drift * MINUTE_MS;
  return shifted > now ? shifted : end;
}

const beginningOfMinute = (at: number): number => at - (at % MINUTE_MS);

function minutes(hour: string, minute: string): number | undefined {
  const [h, m] = [Number(hour), Number(minute)];
  return h > 24 || m > 59 || (h === 24 && m > 0) ? undefined : (h % 24) * 60 + m;
}

const clock = (at: number): string => `${Math.floor(at / 60)}:${String(at % 60).padStart(2, '0')}`;

/** The zone as it is written; undefined: there is none of that name. */
function zoneNamed(name: string): string | undefined {
  // An offset is no zone: it knows no summer.
  if (!/^[a-z]/i.test(name)) return undefined;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** Minutes since midnight there. */
function localMinutes(at: number, zone: string): number {
  const format =
    formats.get(zone) ??
    new Intl.DateTimeFormat('en', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  formats.set(zone, format);
  const [hour = '0', minute = '0'] = format.format(at).split(':');
  return Number(hour) * 60 + Number(minute);
}
