import type { MessageId } from '../ids.ts';
import type { Attachment, Language, Quote } from '../message.ts';
import type { UsageChange } from '../ports/changes.ts';
import type { MemoryId } from '../ports/memory-changes.ts';
import type { Person, Session, StoredMessage, Turn } from '../ports/records.ts';
import type { Context } from './context.ts';

/** What came along with the messages and is not kept: it is gone after a restart, and nothing is learned from it. */
export interface Along {
  /** The message each of them replies to. */
  readonly quotes: ReadonlyMap<MessageId, Quote>;
  readonly attachments: readonly Attachment[];
}

/** A turn under way, with what both halves of it need: answering, and thinking about it afterwards. */
export interface OpenTurn {
  readonly turn: Turn;
  readonly session: Session;
  readonly person: Person;
  /** The person's messages being answered, oldest first; more than one when a burst was merged. */
  readonly said: readonly StoredMessage[];
  readonly along?: Along;
  readonly context: Context;
  readonly language: Language;
  /** Every call to a model leaves its cost here; it is applied with the turn. */
  readonly spent: UsageChange[];
  /** Memories that were asked for and told; absent where nothing is answered. */
  readonly recalled?: MemoryId[];
}
