import type { Speaker } from '../../core/message.ts';
import { encodeText } from './encode-text.ts';

/** Longest name Slack shows beside a message. */
const LONGEST = 80;

/** The arguments that put a persona's name and picture on a message. */
export interface Face {
  readonly username: string;
  readonly icon_url?: string;
}

/** Undefined: the bot's own face is the persona's. */
export function faceOf(speaker: Speaker | undefined, botName: string): Face | undefined {
  if (speaker === undefined) return undefined;
  const icon = /^https?:\/\/\S+$/i.test(speaker.avatar ?? '') ? speaker.avatar : undefined;
  const username = nameOf(speaker);
  if (username === botName && icon === undefined) return undefined;
  return { username, ...(icon === undefined ? {} : { icon_url: icon }) };
}

/** The line above an answer where the bot shows its own face; empty where that is the persona's anyway. */
export function nameLineOf(speaker: Speaker | undefined, botName: string): string {
  if (speaker === undefined || speaker.isDefault === true || speaker.displayName === botName) return '';
  return `*${encodeText(nameOf(speaker).replace(/[\\*_~`[\]]/g, '\\$&'))}*\n`;
}

const nameOf = ({ displayName, persona }: Speaker): string =>
  cut(
    displayName
      .toWellFormed()
      .replace(/[\s\p{Cc}]+/gu, ' ')
      .trim() || persona,
  );

/** Never half a character. */
function cut(text: string): string {
  let kept = '';
  for (const sign of text) {
    if (kept.length + sign.length > LONGEST) break;
    kept += sign;
  }
  return kept;
}
