import type { Capabilities } from '../../core/capabilities.ts';

/** Longest text of a message, UTF-16 units, counted without its marks. */
export const TEXT_LIMIT = 4096;

/** A private chat: answers grow as a draft that only its reader sees. */
export const direct = (editEveryMs: number, hasPersona: boolean): Capabilities => ({
  text: { limit: TEXT_LIMIT, unit: 'utf16' },
  stream: 'native',
  editEveryMs,
  edits: true,
  typing: true,
  ephemeral: true,
  announce: false,
  bursts: 'merge',
  face: hasPersona ? 'none' : 'line',
  buttons: true,
  forms: true,
  threads: 'places',
  reactions: true,
  attachments: true,
  // Nothing tells two posts of the same text apart, and nothing can be read back.
  repeats: 'unchecked',
});

/** A group, a supergroup or a topic of one: drafts do not exist here, and what is private goes to the private chat. */
export const group = (editEveryMs: number, hasPersona: boolean): Capabilities => ({
  ...direct(editEveryMs, hasPersona),
  stream: 'edit',
  ephemeral: false,
});
