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

export function createRooms(web: Web, clock: Clock, log: Log): Rooms {
  const kinds = createBounded<RoomKind>(5_000);
  const asking = new Map<string, Promise<RoomKind>>();

  async function ask(channel: string): Promise<RoomKind> {
    try {
      const { channel: room } = await web.ask('conversations.info', { channel });
      const { is_channel: isChannel, is_private: isPrivate } = room as Readonly<Record<string, unknown>>;
      const kind = isChannel === true && isPrivate !== true ? 'open' : 'closed';
      kinds.set(channel, kind);
      return kind;
    } catch (error) {
      // What is said to few must not be taken for public.
      log.debug('A channel could not be looked up', { channel, error });
      return 'closed';
    } finally {
      asking.delete(channel);
    }
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
      const pending = asking.get(channel) ?? ask(channel);
      asking.set(channel, pending);
      const over = new AbortController();
      const late = clock.sleep(PATIENCE_MS, over.signal).then(
        () => 'closed' as const,
        () => 'closed' as const,
      );
      return Promise.race([pending, late]).finally(() => over.abort());
    },
  };
}
