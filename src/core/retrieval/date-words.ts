import { words } from './words.ts';

const months = 'january february march april may june july august september october november december'.split(
  ' ',
);

/** The written date of a moment (UTC) as words to find it by: day, month, year. Empty for a time that is none. */
export function dateWords(at: number): readonly string[] {
  const date = new Date(at);
  const month = months[date.getUTCMonth()];
  return month === undefined ? [] : words(`${date.getUTCDate()} ${month} ${date.getUTCFullYear()}`);
}
