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
 * it, so each reads well alone. Nothing but white space at the cuts is lost, and nothing but those fences added.
 */
export function splitText(text: string, limit: number, measure: Measure = measures.utf16): readonly string[] {
  // A closing fence is at most an eighth of a part and a reopened line a quarter: the text has half of it at least.
  const longestRun = Math.max(3, Math.floor(limit / 8));
  const longestLine = Math.max(4, Math.floor(limit / 4));
  const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length).filter((run) => run <= longestRun);
  // Kept free in every part of a text with fences: simpler than asking again after the cut.
  const closingRoom = runs.length === 0 ? 0 : 1 + runs.reduce((most, run) => Math.max(most, run));

  const parts: string[] = [];
  let rest = text;
  let fence: Fence | undefined;
  while (true) {
    const opening =
      fence === undefined ? '' : `${measure(fence.line) < longestLine ? fence.line : fence.run}\n`;
    // No unit is smaller than half a UTF-16 unit: what is much too long need not be measured.
    if (rest.length <= limit * 2 && measure(opening + rest) <= limit) {
      if (parts.length === 0 || rest.trim() !== '') parts.push(opening + rest);
      return parts;
    }
    const room = prefix(rest, limit - measure(opening) - closingRoom, measure);
    const cut = cutAt(room, rest);
    const said = rest.slice(0, cut.end);
    fence = openFence(opening + said, longestRun);
    // Platforms refuse a message of white space alone.
    if (said.trim() !== '') parts.push(opening + said + (fence === undefined ? '' : `\n${fence.run}`));
    rest = rest.slice(cut.next);
  }
}

/** The fence a text ends inside of: its back-ticks, and with the language after them. */
interface Fence {
  readonly run: string;
  readonly line: string;
}

/** Longest prefix of `text` that measures at most `limit`, one code point at least. */
function prefix(text: string, limit: number, measure: Measure): string {
  let low = 1;
  let high = Math.min(text.length, Math.max(1, limit));
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (measure(text.slice(0, middle)) <= limit) low = middle;
    else high = middle - 1;
  }
  const splitsPair = isHigh(text.charCodeAt(low - 1)) && isLow(text.charCodeAt(low));
  return text.slice(0, splitsPair ? (low > 1 ? low - 1 : 2) : low);
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

// An emoji joined of several code points, a letter with its accents or a run of back-ticks stays whole where it can.
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
    isLow(next) ||
    (text[at] === '`' && text[at - 1] === '`')
  );
}

/** The fence `part` ends inside of. Longer runs than `longestRun` are text: no part has room to close them. */
function openFence(part: string, longestRun: number): Fence | undefined {
  let open: Fence | undefined;
  for (const line of part.split('\n')) {
    const run = /^\s*(`{3,})/.exec(line)?.[1];
    if (run === undefined || run.length > longestRun) continue;
    const opening = line.trim();
    // The name of a language is said again in the next part; words would be read twice.
    if (open === undefined) open = { run, line: LANGUAGE.test(opening) ? opening : run };
    else if (run.length >= open.run.length) open = undefined;
  }
  return open;
}

const LANGUAGE = /^`{3,}[\w+#.-]{0,20}$/;

const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
