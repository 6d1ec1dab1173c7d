import { type CommandCall, parseCommand } from '../commands/parse.ts';
import type { PersonaName } from '../ids.ts';
import type { IncomingMessage } from '../message.ts';
import { type Callable, calledIn, turnsToAnother } from './called.ts';

/** What becomes of a message, and why. */
export type Attention =
  | {
      readonly kind: 'answer';
      readonly why: 'direct' | 'addressed' | 'reply' | 'named' | 'thread';
      /** Who was asked by name or by a reply, in order; empty: whoever answers here. */
      readonly called: readonly PersonaName[];
    }
  | { readonly kind: 'command'; readonly call: CommandCall }
  | { readonly kind: 'refuse'; readonly why: 'too long'; readonly length: number; readonly limit: number }
  | {
      readonly kind: 'ignore';
      readonly why: 'empty' | 'not addressed' | 'to another' | 'out of character' | 'quiet';
    };

/** What is known of the place and the moment beside the message itself. */
export interface Surroundings {
  readonly maxCharacters: number;
  /** Who can be called by name here. */
  readonly personas: readonly Callable[];
  /** Whose message this one replies to. */
  readonly repliedTo?: PersonaName;
  /** Whether a persona takes part in this thread. */
  readonly isJoined: boolean;
  /** Whether nobody answers here for now. */
  readonly isQuiet: boolean;
}

/** Decides who answers a message, if anybody. Pure: an administrator can ask it again later. */
export function attend(message: IncomingMessage, around: Surroundings): Attention {
  const { text, attachments = [], place } = message;
  // Format and control characters alone say nothing; letters, marks, numbers, punctuation and symbols do.
  if (!/[\p{L}\p{N}\p{P}\p{S}]/u.test(text) && attachments.length === 0)
    return { kind: 'ignore', why: 'empty' };
  const call = parseCommand(text);
  if (call !== undefined) return { kind: 'command', call };
  const isDirect = place.audience === 'one';
  if (!isDirect && isOutOfCharacter(text)) return { kind: 'ignore', why: 'out of character' };
  const answer = whyAnswer(message, isDirect, around);
  if (answer.kind === 'ignore') return answer;
  if (around.isQuiet) return { kind: 'ignore', why: 'quiet' };
  if (text.length > around.maxCharacters)
    return { kind: 'refuse', why: 'too long', length: text.length, limit: around.maxCharacters };
  return answer;
}

/** Said among players, not in the story: `~ignore …`, `\…`, `((…))`. */
export function isOutOfCharacter(text: string): boolean {
  // A raised hand is no escape.
  return /^\s*(?:~ignore(?![\p{L}\p{N}])|\\(?![o0]\/)|\(\([\s\S]*\)\)\s*$)/iu.test(text);
}

type Answer = Extract<Attention, { readonly kind: 'answer' | 'ignore' }>;

function whyAnswer(message: IncomingMessage, isDirect: boolean, around: Surroundings): Answer {
  const { text, isAddressed } = message;
  const { personas, repliedTo, isJoined } = around;
  const named = calledIn(text, personas);
  if (named.length > 0) return { kind: 'answer', why: 'named', called: named };
  if (repliedTo !== undefined) return { kind: 'answer', why: 'reply', called: [repliedTo] };
  if (isDirect) return { kind: 'answer', why: 'direct', called: [] };
  if (isAddressed) return { kind: 'answer', why: 'addressed', called: [] };
  if (!isJoined) return { kind: 'ignore', why: 'not addressed' };
  return turnsToAnother(text, personas)
    ? { kind: 'ignore', why: 'to another' }
    : { kind: 'answer', why: 'thread', called: [] };
}
