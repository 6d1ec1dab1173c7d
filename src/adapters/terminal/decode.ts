import { stripVTControlCharacters } from 'node:util';
import type { Author, IncomingMessage, Place } from '../../core/message.ts';
import { messageOf } from './ids.ts';

export interface Line {
  readonly text: string;
  /** Unique for ever: what the message will be known by. */
  readonly id: string;
  readonly at: number;
}

/** A typed line → what was said. Pure. */
export function decode(line: Line, author: Author, place: Place): IncomingMessage {
  return {
    kind: 'message',
    eventId: line.id,
    id: messageOf(line.id),
    place,
    author,
    at: line.at,
    text: readable(line.text),
    isAddressed: true,
  };
}

// Escape sequences and controls are keys of the terminal, not words; half characters cannot be stored as UTF-8.
function readable(text: string): string {
  return stripVTControlCharacters(text)
    .toWellFormed()
    .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g, '')
    .trim();
}
