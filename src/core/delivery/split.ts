/** How a platform counts the length of a text. */
export type Measure = (text: string) => number;

export const measures = {
  utf16: (text: string) => text.length,
  codepoints: (text: string) => [...text].length,
  bytes: (text: string) => new TextEncoder().encode(text).length,
} as const satisfies Record<string, Measure>;

/**
 * Cuts `text` into parts of at most `limit` (≥ 16) by `measure`: at a paragraph, else a line, else a sentence, else a
 * space, else between two code points. A part that ends inside a code fence is closed and the next one reopens
 * it, so each reads well alone. Nothing but the white space at a cut and those added fences differs from the
 * text: `join(parts)` gives it back.
 */
export function splitText(text: string, limit: number, measure: Measure = measures.utf16): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  let fence = '';
  while (true) {
    const opening = fence === '' ? '' : `${fence}\n`;
    if (measure(opening + rest) <= limit) {
      parts.push(opening + rest);
      return parts;
    }
    // The room a closing fence would take is kept free in every part: simpler than asking again after the cut.
    const closing = '\n```';
    const room = prefix(rest, limit - measure(opening) - measure(closing), measure);
    const cut = cutAt(room, rest);
    const part = opening + rest.slice(0, cut.end);
    fence = openFence(part);
    parts.push(fence === '' ? part : part + closing);
    rest = rest.slice(cut.next);
  }
}

/** Longest prefix of `text` that measures at most `limit`, never ending inside a surrogate pair. */
function prefix(text: string, limit: number, measure: Measure): string {
  let low = 1;
  let high = Math.min(text.length, Math.max(1, limit));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(text.slice(0, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  const splitsPair = isHigh(text.charCodeAt(low - 1)) && low < text.length;
  return text.slice(0, splitsPair ? Math.max(low - 1, 1) : low);
}

/** Where to cut: `end` closes the part, `next` begins the rest; what lies between is white space. */
function cutAt(room: string, rest: string): { end: number; next: number } {
  const enough = room.length / 3;
  for (const boundary of [/\n\s*\n/g, /\n/g, /[.!?…][)"'”»]*\s/g, /\s/g]) {
    let last: { end: number; next: number } | undefined;
    for (const found of room.matchAll(boundary)) {
      const spaces = found[0].length - found[0].trimEnd().length;
      const next = found.index + found[0].length;
      last = { end: next - spaces, next };
    }
    if (last !== undefined && last.end > 0 && last.end >= enough) return last;
  }
  const end = splitSafely(room, rest);
  return { end, next: end };
}

// An emoji joined of several code points, or a letter with its accents, stays whole where it can.
function splitSafely(room: string, rest: string): number {
  let end = room.length;
  while (end > 1 && end > room.length - 32 && isContinuation(rest, end)) end--;
  return isContinuation(rest, end) ? room.length : end;
}

function isContinuation(text: string, at: number): boolean {
  const next = text.codePointAt(at) ?? 0;
  return (
    next === 0x200d ||
    next === 0xfe0f ||
    text.charCodeAt(at - 1) === 0x200d ||
    (next >= 0x300 && next <= 0x36f) ||
    (next >= 0x1f3fb && next <= 0x1f3ff) ||
    (next >= 0xdc00 && next <= 0xdfff)
  );
}

/** The line that opened the fence `part` ends in, or '' outside of one. */
function openFence(part: string): string {
  let open = '';
  for (const line of part.split('\n')) {
    if (!/^\s*```/.test(line)) continue;
    open = open === '' ? line.trim() : '';
  }
  return open;
}

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
