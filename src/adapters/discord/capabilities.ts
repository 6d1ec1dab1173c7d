import type { Capabilities } from '../../core/capabilities.ts';

/** A direct chat: the bot speaks as itself. */
export const direct = (editEveryMs: number): Capabilities => ({
  text: { limit: TEXT_LIMIT, unit: 'utf16' },
  stream: 'edit',
  editEveryMs,
  edits: true,
  typing: true,
  ephemeral: true,
  announce: false,
  bursts: 'merge',
  face: 'line',
  buttons: true,
  forms: true,
  threads: 'places',
  reactions: true,
  attachments: true,
  repeats: 'checked',
});

/** A channel of a server, its threads and the posts of its forums; without Manage Webhooks the bot's own face. */
export const shared = (editEveryMs: number, hasWebhooks: boolean): Capabilities => ({
  ...direct(editEveryMs),
  face: hasWebhooks ? 'own' : 'line',
});

/** Discord counts code points and says so nowhere; UTF-16 units are never fewer. */
export const TEXT_LIMIT = 2000;
