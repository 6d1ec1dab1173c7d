import type { StoredMessage, Turn } from '../ports/records.ts';
import type { Parts } from './parts.ts';
import { recoverTurn } from './recover.ts';

/** Finishes the turns of messages that were heard before, where their process is gone. Whether there was one. */
export async function finishBegun(
  parts: Parts,
  known: readonly (StoredMessage | undefined)[],
): Promise<boolean> {
  const ids = new Set(known.flatMap((message) => (message === undefined ? [] : [message.turn])));
  let isFinished = false;
  for (const id of ids) {
    const turn = await parts.store.turns.get(id);
    if (turn === undefined || turn.state === 'settled' || turn.state === 'abandoned') continue;
    if (turn.owner === parts.owner || (await parts.presence.isAlive(turn.owner))) continue;
    isFinished = (await recoverTurn(parts, turn)) === 'finished' || isFinished;
  }
  return isFinished;
}

/** Whether the turn is there although opening it again did nothing: the store's first answer got lost on the way. */
export async function isJustOpened(parts: Parts, { id, owner, openedAt }: Turn): Promise<boolean> {
  const there = await parts.store.turns.get(id);
  return there?.owner === owner && there.openedAt === openedAt && there.state === 'open';
}
