import { type CommandCall, parseCommand } from '../commands/parse.ts';
import type { IncomingMessage } from '../message.ts';

/** What becomes of a message, and why. */
export type Attention =
  | { readonly kind: 'answer'; readonly why: 'direct' | 'addressed' }
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'refuse'; readonly why: 'too long'; readonly length: number; readonly limit: number }
  | { readonly kind: 'ignore'; readonly why: 'empty' | 'not addressed' };

/** Decides who answers a message, if anybody. Pure: an administrator can ask it again later. */
export function attend(message: IncomingMessage, limits: { readonly maxCharacters: number }): Attention {
  // Format and control characters alone say nothing; letters, marks, numbers, punctuation and symbols do.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(message.text)) return { kind: 'ignore', why: 'empty' };
  const call = parseCommand(message.text);
  if (call !== undefined) return { kind: 'command', call };
  const isDirect = message.place.audience === 'one';
  if (!isDirect && !message.isAddressed) return { kind: 'ignore', why: 'not addressed' };
  if (message.text.length > limits.maxCharacters) {
    return { kind: 'refuse', why: 'too long', length: message.text.length, limit: limits.maxCharacters };
  }
  return { kind: 'answer', why: isDirect ? 'direct' : 'addressed' };
}
