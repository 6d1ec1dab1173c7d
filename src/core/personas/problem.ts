/** One thing wrong, or doubtful, in a persona file; in words its author can act on. */
export interface Problem {
  /** Where, the way code would reach it: `levels[1].min`; empty for the file as a whole. */
  readonly path: string;
  /** What stands there, shortened; `nothing` when it is missing. */
  readonly found: string;
  /** What belongs there. */
  readonly expected: string;
  /** One sentence with all three. */
  readonly message: string;
}

const LONGEST_SHOWN = 60;

/** Builds a {@link Problem}; `why` replaces the plain sentence made of path, found and expected. */
export function problem(
  path: readonly PropertyKey[] | string,
  found: unknown,
  expected: string,
  why?: string,
): Problem {
  const place = typeof path === 'string' ? path : showPath(path);
  const shown = showValue(found);
  const subject = place === '' ? 'The file' : place;
  return Object.freeze({
    path: place,
    found: shown,
    expected,
    message: why ?? `${subject} is ${found === undefined ? 'missing' : shown}; expected ${expected}.`,
  });
}

function showPath(path: readonly PropertyKey[]): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (typeof step === 'string' && /^[\w$]{1,64}$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `[${shorten(JSON.stringify(String(step)))}]`;
  }
  return text;
}

function showValue(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  if (typeof value === 'string') return shorten(JSON.stringify(value.slice(0, LONGEST_SHOWN * 2)));
  return shorten(`${value as number | boolean}`);
}

function shorten(text: string): string {
  return text.length <= LONGEST_SHOWN ? text : `${text.slice(0, LONGEST_SHOWN - 1)}…`;
}
