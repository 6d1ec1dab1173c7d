import { type MessageId, messageId, type PersonaName } from '../ids.ts';

/**
 * A message that several personas answer is kept once for each, so that each relationship has its own. The first
 * keeps the platform's id, the others a mark after it.
 */
export function copyFor(message: MessageId, persona: PersonaName): MessageId {
  return messageId(`${message}${MARK}${persona}`);
}

/** The platform's id of a message that may be a copy. */
export function originalOf(message: MessageId): MessageId {
  const at = message.lastIndexOf(MARK);
  return at === -1 ? message : messageId(message.slice(0, at));
}

/** In no id of a platform. */
const MARK = '?for=';
