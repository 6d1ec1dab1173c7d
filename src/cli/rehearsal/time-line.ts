const UNITS: Readonly<Record<string, number>> = {
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
};
const AMOUNT =
  /(\d+(?:\.\d+)?)\s*(s|m|h|d|w|seconds?|secs?|minutes?|mins?|hours?|days?|weeks?)(?![a-z])\s*/giy;
const ISO = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** `2026-01-05T10:00:00Z`, also a day or a time without zone, which is UTC: the same everywhere. ms, or undefined. */
export function readMoment(text: string): number | undefined {
  const found = ISO.exec(text);
  if (found === null) return undefined;
  const [, day, time = '00:00', zone = 'Z'] = found;
  const at = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
  return Number.isNaN(at) ? undefined : at;
}

/** `+1d`, `+2h 30m`, `+ 90 minutes`: ms, or undefined. */
export function readSpan(text: string): number | undefined {
  const amounts = text.replace(/^\+\s*/, '');
  let sum = 0;
  AMOUNT.lastIndex = 0;
  while (AMOUNT.lastIndex < amounts.length) {
    const found = AMOUNT.exec(amounts);
    if (found === null) return undefined;
    sum += Number(found[1]) * UNITS[found[2]!.charAt(0).toLowerCase()]!;
  }
  return amounts === '' ? undefined : sum;
}
