/** Longest name that is listed, characters. */
const LONGEST = 40;

/** A display name as it is kept: one line without invisible controls, at most 40 characters; never empty. */
export function keptName(name: string): string {
  const line = name
    .slice(0, 1_000)
    .toWellFormed()
    .replace(/[\p{Cc}\u200e\u200f\u2028-\u202e\u2066-\u2069\s]+/gu, ' ')
    .trim();
  const short = [...line].slice(0, LONGEST).join('').trim();
  return /[\p{L}\p{N}\p{P}\p{S}]/u.test(short) ? short : '?';
}

/** A name people gave themselves, so that it is read as it is and not as Markdown. */
export function shownName(name: string): string {
  return keptName(name).replace(/[\\`*_~|[\](){}<>#+!-]/g, '\\$&');
}
