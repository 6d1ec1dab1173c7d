/**
 * What one place can do, as data: adapters state it, core asks it, the matrix in the docs is printed from it.
 * Core never branches on a platform's name.
 */
export interface Capabilities {
  /** Longest text of one message after encoding, and what the platform counts. */
  readonly text: { readonly limit: number; readonly unit: 'utf16' | 'codepoints' | 'bytes' };
  /** `native`: openStream exists. `edit`: a posted message may be edited every `editEveryMs`. */
  readonly stream: 'native' | 'edit' | 'none';
  /** Smallest pause between two edits, ms; 0 where editing is not a thing. */
  readonly editEveryMs: number;
  readonly typing: boolean;
  /** Whether an answer only its author sees can be given inside the place itself. */
  readonly ephemeral: boolean;
  /** Whether a line of Kith's own may be shown outside an answer (a new level, at once). */
  readonly announce: boolean;
  /** Whether several quick messages are one utterance (`merge`) or each wants its answer (`separate`). */
  readonly bursts: 'merge' | 'separate';
  /** `own`: name and avatar per persona; `line`: a bold name line; `none`: the bot's own face. */
  readonly face: 'own' | 'line' | 'none';
}
