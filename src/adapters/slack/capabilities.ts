import type { Capabilities } from '../../core/capabilities.ts';

/** Longest text `chat.update` takes, bytes; what is posted must be editable. */
export const TEXT_LIMIT = 4_000;

/** Slack takes fifty edits a minute. */
const EDIT_EVERY_MS = 1_200;

/** What Slack lets us do in this workspace, as far as we have learnt. */
export interface Allowed {
  /** Messages under a persona's name and picture. */
  readonly faces: boolean;
  readonly streams: boolean;
  readonly status: boolean;
}

/** A thread: Slack streams there, and shows that somebody thinks. */
export const threaded = ({ faces, streams, status }: Allowed): Capabilities => ({
  ...flat({ faces }),
  stream: streams ? 'native' : 'edit',
  typing: status,
});

/** A direct chat outside any thread: a stream would open one. */
export const flat = ({ faces }: Pick<Allowed, 'faces'>): Capabilities => ({
  text: { limit: TEXT_LIMIT, unit: 'bytes' },
  stream: 'edit',
  editEveryMs: EDIT_EVERY_MS,
  edits: true,
  typing: false,
  ephemeral: true,
  announce: false,
  bursts: 'merge',
  face: faces ? 'own' : 'line',
  buttons: true,
  forms: true,
  threads: 'addresses',
  reactions: true,
  attachments: true,
  repeats: 'checked',
});

/** The Home tab: one view, shown whole and replaced whole. */
export const home: Capabilities = {
  ...flat({ faces: false }),
  stream: 'none',
  editEveryMs: 0,
  edits: false,
  face: 'line',
  threads: 'none',
  reactions: false,
  attachments: false,
  repeats: 'safe',
};
