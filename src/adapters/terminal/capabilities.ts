import type { Capabilities } from '../../core/capabilities.ts';

/** A person at a screen: text as it comes, activity, lines of Kith's own. */
export const screen: Capabilities = {
  text: { limit: 1_000_000, unit: 'utf16' },
  stream: 'native',
  editEveryMs: 0,
  edits: false,
  typing: true,
  ephemeral: true,
  announce: true,
  bursts: 'separate',
  face: 'own',
  buttons: false,
  forms: false,
  threads: 'none',
  reactions: false,
  attachments: false,
  // What an earlier run printed is not on this screen.
  repeats: 'safe',
};

/** A program at a pipe: one line in, one line out, nothing in between. */
export const pipe: Capabilities = {
  ...screen,
  stream: 'none',
  typing: false,
  announce: false,
};
