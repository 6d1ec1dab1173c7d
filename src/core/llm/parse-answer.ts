/** Longer answers to light questions are noise; looking at more would only cost time. */
const MAX_LENGTH = 200_000;
/** Openings tried before we say there is no object in the text. */
const MAX_OPENINGS = 8;

/**
 * The JSON object in a model's answer, or undefined. Looks past code fences and prose around it, forgives
 * trailing commas, comments and line breaks inside strings. Never throws.
 */
export function parseAnswer(text: string): Readonly<Record<string, unknown>> | undefined {
  const bounded = text.slice(0, MAX_LENGTH);
  const whole = objectOf(bounded.trim());
  if (whole) return whole;
  let at = bounded.indexOf('{');
  for (let tries = 0; at >= 0 && tries < MAX_OPENINGS; tries += 1) {
    const end = endOfObject(bounded, at);
    if (end !== undefined) {
      const piece = bounded.slice(at, end);
      const found = objectOf(piece) ?? objectOf(mended(piece));
      if (found) return found;
    }
    at = bounded.indexOf('{', at + 1);
  }
  return undefined;
}

function objectOf(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Index behind the brace that closes the one at `start`, or undefined. */
function endOfObject(text: string, start: number): number | undefined {
  let depth = 0;
  let isInString = false;
  for (let at = start; at < text.length; at += 1) {
    const unit = text.charAt(at);
    if (isInString) {
      if (unit === '\\') at += 1;
      else if (unit === '"') isInString = false;
    } else if (unit === '"') isInString = true;
    else if (unit === '{') depth += 1;
    else if (unit === '}') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
}

/** The same JSON without what models add to it and JSON does not know; strings keep their meaning. */
function mended(text: string): string {
  const pieces: string[] = [];
  let at = 0;
  while (at < text.length) {
    const unit = text.charAt(at);
    if (unit === '"') {
      const end = endOfString(text, at);
      pieces.push(text.slice(at, end).replace(/\r?\n/g, '\\n').replace(/\t/g, '\\t'));
      at = end;
    } else if (text.startsWith('//', at)) {
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    } else if (unit === ',' && /^\s{0,200}[}\]]/.test(text.slice(at + 1, at + 202))) {
      at += 1;
    } else {
      pieces.push(unit);
      at += 1;
    }
  }
  return pieces.join('');
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    if (text.charAt(at) === '\\') at += 1;
    else if (text.charAt(at) === '"') return at + 1;
  }
  return text.length;
}
