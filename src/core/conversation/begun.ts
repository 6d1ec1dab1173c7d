import type { TurnId } from '../ids.ts';
import type { StoredMessage, Turn } from '../ports/records.ts';
import { longestTurnMs } from './ours.ts';
import type { Parts } from './parts.ts';
import { recoverTurn } from './recover.ts';

/** Pauses between two looks at a turn that another process finishes, ms. */
const LOOK = { first: 20, longest: 500 };

/** Finishes the turns of messages that were heard before, where their process is gone. Whether there was one. */
export async function finishBegun(
  parts: Parts,
  known: readonly (StoredMessage | undefined)[],
): Promise<boolean> {
  const ids = new Set(known.flatMap((message) => (message === undefined ? [] : [message.turn])));
  let isFinished = false;
  for (const id of ids) if (await finishTurn(parts, id)) isFinished = true;
  return isFinished;
}

/**
 * Finishes a turn whose process is gone. One that another process has taken up in the meantime is waited for: what was
 * said after it must not be answered before.
 */
export async function finishTurn(parts: Parts, id: TurnId): Promise<boolean> {
  const { store, presence, clock, owner, stopping } = parts;
  const until = clock.now() + longestTurnMs(parts);
  for (let pauseMs = LOOK.first; ; pauseMs = Math.min(2 * pauseMs, LOOK.longest)) {
    const turn = await store.turns.get(id);
    if (turn === undefined || turn.state === 'settled' || turn.state === 'abandoned') return false;
    if (turn.owner === owner) return false;
    if (!(await presence.isAlive(turn.owner))) {
      const become = await recoverTurn(parts, turn);
      if (become !== 'left') return become === 'finished';
    }
    if (stopping.aborted || clock.now() >= until) return false;
    await clock.sleep(pauseMs, stopping).catch(() => {});
  }
}

/** Whether the turn is there although opening it again did nothing: the store's first answer got lost on the way. */
export async function isJustOpened(parts: Parts, { id, owner, openedAt }: Turn): Promise<boolean> {
  const there = await parts.store.turns.get(id);
  return there?.owner === owner && there.openedAt === openedAt && there.state === 'open';
}
