import type { Language } from '../../core/message.ts';
import type { VoiceSlot } from '../../core/personas/voice.ts';
import { ENGLISH_LINES } from './lines-en.ts';
import { SPANISH_LINES } from './lines-es.ts';

/** The lines of one language that belong to no persona. */
export interface PlainLines {
  readonly slots: Readonly<Partial<Record<VoiceSlot, readonly string[]>>>;
  /** Lines tied to what is remembered; not a persona's to write, because they must stay true. */
  readonly memory: Readonly<Record<'other' | 'comfort' | 'ask', readonly string[]>>;
}

/**
 * What a persona without lines of its own still says. Plain on purpose: it must fit anybody, so it takes no
 * side, has no gender, and claims nothing but the name and description in the file.
 */
export const DEFAULT_LINES: Readonly<Record<Language, PlainLines>> = { en: ENGLISH_LINES, es: SPANISH_LINES };
