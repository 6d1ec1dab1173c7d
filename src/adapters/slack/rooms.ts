import { createBounded } from '../../core/bounded.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { Log } from '../../core/ports/log.ts';
import type { RoomKind } from './decode.ts';
import type { Web } from './web.ts';

/** Who can read along in a channel. Slack says so with messages, not with commands and reactions. */
export interface Rooms {
  /** An event told what a channel is. */
  note(channel: string, type: string | undefined): void;
  /** What a channel is; asks Slack where no event has told. Never rejects. */
  kindOf(channel: string): Promise<RoomKind>;
}

/** Longest an event waits to know where it happened, ms. */
const PATIENCE_MS = 2_000;

/** How long what could not be looked up is not asked for again. */
const HOUR_MS = 3_600_000;

export function createRooms(web: Web, clock: Clock, log: Log): Rooms {
  const kinds = createBounded<RoomKind>(5_000);
  /** Until when a channel counts as closed, because Slack does not say. */
  const untold = createBounded<number>(5_000);
  const asking = new Map<string, Promise<RoomKind>>();

  async function ask(channel: string): Promise<RoomKind> {
    try {
      const { channel: room } = await web.ask('conversations.info', { channel });
      const kind = kindIn(room as Readonly<Record<string, unknown>>);
      kinds.set(channel, kind);
      return kind;
    } catch (error) {
      // What is said to few must not be taken for public.
      log.debug('A channel could not be looked up', { channel, error });
      return closed(channel);
    } finally {
      asking.delete(channel);
    }
  }

  /** What a channel is for now, where no answer comes: the next event does not wait for it again. */
  function closed(channel: string): 'closed' {
    untold.set(channel, clock.now() + HOUR_MS);
    return 'closed';
  }

  return {
    note(channel, type) {
      if (type === 'im') kinds.set(channel, 'im');
      else if (type === 'channel') kinds.set(channel, 'open');
      else if (type === 'group' || type === 'mpim') kinds.set(channel, 'closed');
    },
    async kindOf(channel) {
      const known = kinds.get(channel);
      if (known !== undefined) return known;
      if (channel.startsWith('D')) return 'im';
      if (channel.startsWith('G') || clock.now() < (untold.get(channel) ?? 0)) return 'closed';
      const pending = asking.get(channel) ?? ask(channel);
      asking.set(channel, pending);
      const over = new AbortController();
      const late = clock.sleep(PATIENCE_MS, over.signal).then(
        () => closed(channel),
        () => 'closed' as const,
      );
      return Promise.race([pending, late]).finally(() => over.abort());
    },
  };
}

/** What a channel is by its own account; closed where that leaves a doubt. */
function kindIn(room: Readonly<Record<string, unknown>>): RoomKind {
  const { is_channel: isChannel, is_private: isPrivate, is_im: isIm, is_mpim: isGroup } = room;
  if (isIm === true) return 'im';
  if (isGroup === true || isPrivate === true || room.is_group === true) return 'closed';
  return isChannel === true || isPrivate === false ? 'open' : 'closed';
}
