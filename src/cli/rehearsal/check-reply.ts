import type { Outgoing } from '../../core/message.ts';
import { fits, joined, open, type Pattern } from './pattern.ts';
import type { Line } from './transcript.ts';

/** One check and how it went. */
export interface Checked extends Line {
  readonly failed?: { readonly expected: string; readonly actual: string };
}

/**
 * Whether what was heard fits the `<` lines below it: together, as the lines of one reply, or each by itself. A line
 * of Kith's own (first contact, a new level) is part of the answer and no part of what the persona said, so it may be
 * expected or left out.
 */
export function checkReply(
  lines: readonly (Line & { readonly pattern: Pattern })[],
  heard: readonly Outgoing[],
): readonly Checked[] {
  const said = heard.map(({ text }) => text).join('\n');
  const whole = heard
    .map(({ text, notice }) => (notice === undefined ? text : `${text}\n${notice}`))
    .join('\n');
  const readings = [said, whole, withoutBlankLines(said), withoutBlankLines(whole)];
  const isFit = (pattern: Pattern) =>
    heard.length === 0 ? pattern.kind === 'silence' : readings.some((reading) => fits(pattern, reading));
  const actual = heard.length === 0 ? 'no reply' : whole;
  const result = (line: Line, isRight: boolean): Checked => ({
    line: line.line,
    source: line.source,
    ...(isRight ? {} : { failed: { expected: expectation(line.source), actual } }),
  });

  const together = joined(lines.map(({ pattern }) => pattern));
  if (together !== undefined && isFit(together)) return lines.map((line) => result(line, true));
  const alone = lines.map(({ pattern }) => isFit(pattern));
  if (together === undefined || alone.includes(true)) {
    return lines.map((line, index) => result(line, alone[index] === true));
  }
  // Read as one reply it holds up to some line: that one is wrong, not all of them.
  const broken = lines.findIndex((_, index) => {
    const upTo = joined(lines.slice(0, index + 1).map(({ pattern }) => pattern));
    return upTo === undefined || !isFit(open(upTo));
  });
  const at = broken < 0 ? lines.length - 1 : broken;
  return lines.map((line, index) => result(line, index !== at));
}

function expectation(source: string): string {
  const wanted = source.slice(1).trim();
  return wanted === '-' ? 'no reply' : wanted;
}

const withoutBlankLines = (text: string): string => text.replace(/\n[^\S\n]*(?:\n[^\S\n]*)+/g, '\n');
