import type { Speaker } from '../../core/message.ts';
import { escapeMarks } from './encode-text.ts';

/** Longest name a webhook shows. */
const LONGEST = 80;

/** A name Discord lets a webhook show: 1–80 characters, without the words it keeps to itself. */
export function webhookName({ displayName, persona }: Speaker): string {
  const plain = (text: string) =>
    text
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim();
  const name = plain(displayName) || plain(persona) || 'Kith';
  const spelt = name
    // Letters of another alphabet that look the same: the name reads as it was written.
    .replace(/discord/gi, (word) => replaceAt(word, 3, word[3] === 'C' ? 'С' : 'с'))
    .replace(/clyde/gi, (word) => replaceAt(word, 4, word[4] === 'E' ? 'Е' : 'е'));
  const allowed = /^(?:everyone|here)$/i.test(spelt) ? `${spelt}.` : spelt;
  return cut(allowed, LONGEST).trim();
}

/** The line above an answer where the bot shows its own name; empty where that is the persona's anyway. */
export function nameLineOf(speaker: Speaker | undefined, botName: string): string {
  if (speaker === undefined || speaker.isDefault === true || speaker.displayName === botName) return '';
  return `**${escapeMarks(cut(speaker.displayName.toWellFormed().replace(/\s+/g, ' ').trim(), LONGEST))}**\n`;
}

export const avatarOf = (speaker: Speaker): string | undefined =>
  /^https?:\/\/\S+$/i.test(speaker.avatar ?? '') ? speaker.avatar : undefined;

const replaceAt = (word: string, at: number, sign: string): string =>
  word.slice(0, at) + sign + word.slice(at + 1);

/** At most `limit` UTF-16 units, never half a character. */
function cut(text: string, limit: number): string {
  let kept = '';
  for (const sign of text) {
    if (kept.length + sign.length > limit) break;
    kept += sign;
  }
  return kept;
}
