import { cleanText } from '../../core/llm/clean-text.ts';
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
    // Escape sequences and controls are keys of the terminal, not words.
    text: cleanText(line.text),
    isAddressed: true,
  };
}
