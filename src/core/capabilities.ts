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
  /** Whether a message that stands may be changed: `edit` exists. */
  readonly edits: boolean;
  readonly typing: boolean;
  /** Whether an answer only its author sees can be given inside the place itself. */
  readonly ephemeral: boolean;
  /** Whether a line of Kith's own may be shown outside an answer (a new level, at once). */
  readonly announce: boolean;
  /** Whether several quick messages are one utterance (`merge`) or each wants its answer (`separate`). */
  readonly bursts: 'merge' | 'separate';
  /** `own`: name and avatar per persona; `line`: a bold name line; `none`: the bot's own face. */
  readonly face: 'own' | 'line' | 'none';
  readonly buttons: boolean;
  /** Whether a form can be opened to ask for more. */
  readonly forms: boolean;
  /** Whether a thread or topic is a place of its own (`places`), an address in one place (`addresses`), or nothing. */
  readonly threads: 'places' | 'addresses' | 'none';
  /** Whether reactions come in. */
  readonly reactions: boolean;
  /** Whether pictures and other files come in. */
  readonly attachments: boolean;
  /**
   * Whether a page may be posted again when nobody knows if it was taken: `safe` (nothing is lost by it), `checked` (the
   * platform tells duplicates by, or can be asked), `unchecked` (it would be read twice).
   */
  readonly repeats: 'safe' | 'checked' | 'unchecked';
}
