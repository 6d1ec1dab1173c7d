import { KithError } from '../errors.ts';
import type { Channel, LiveMessage } from '../ports/channel.ts';
import type { Turn } from '../ports/records.ts';
import type { Parts } from './parts.ts';

/**
 * Makes sure that a turn is still this process's. As long as its signs of life came in time nobody can have taken the
 * turn over, and nothing is asked.
 * @throws KithError `aborted` when another process has it
 */
export async function assertOurs(parts: Parts, turn: Turn): Promise<void> {
  const { clock, presence, store, owner } = parts;
  const isYoung = clock.now() - turn.openedAt < longestTurnMs(parts);
  if (isYoung && presence.isUnbroken(turn.openedAt)) return;
  const now = await store.turns.get(turn.id);
  if (now !== undefined && now.owner !== owner)
    throw new KithError('aborted', 'Another process has taken this turn over.', {
      details: { turn: turn.id },
    });
}

/** Longer than any turn can be in the works, ms. */
export const longestTurnMs = ({ rules }: Pick<Parts, 'rules'>): number =>
  rules.model.deadlineMs + rules.reflect.deadlineMs + rules.recover.marginMs;

/** Whether work ended because it is another process's now. */
export const isTakenOver = (error: unknown): boolean =>
  error instanceof KithError && error.code === 'aborted' && 'turn' in error.details;

/** The channel for one turn: it says nothing more of a turn that another process has taken over. */
export function channelOfTurn(parts: Parts, turn: Turn, channel: Channel): Channel {
  const check = () => assertOurs(parts, turn);
  const { edit, remove, openStream } = channel;
  return {
    ...channel,
    async send(page, place, options) {
      await check();
      return channel.send(page, place, options);
    },
    ...(edit && {
      async edit(sent, page, place, signal) {
        await check();
        return edit(sent, page, place, signal);
      },
    }),
    ...(remove && {
      async remove(sent, place) {
        await check();
        return remove(sent, place);
      },
    }),
    ...(openStream && {
      async openStream(draft, place, options) {
        await check();
        return liveOfTurn(check, await openStream(draft, place, options));
      },
    }),
  } satisfies Channel;
}

function liveOfTurn(check: () => Promise<void>, live: LiveMessage): LiveMessage {
  return {
    append: (delta) => live.append(delta),
    async finish(final) {
      await check();
      return live.finish(final);
    },
    async discard() {
      await check();
      return live.discard();
    },
  };
}
