import type { Parts } from './parts.ts';
import { resumeTurn } from './turn.ts';

export interface RecoveryReport {
  readonly finished: number;
  readonly abandoned: number;
  /** Left alone: another process works on them, or their channel does not run here. */
  readonly left: number;
}

/**
 * Finishes the turns that a process which is gone left behind, oldest first. `isAlive` tells of an owner whether its
 * process still runs; a turn that keeps failing is given up after `recover.attempts`.
 */
export async function recoverTurns(
  parts: Parts,
  isAlive: (owner: string) => boolean,
): Promise<RecoveryReport> {
  const { store, log, rules, owner } = parts;
  let finished = 0;
  let abandoned = 0;
  let left = 0;
  for (const turn of await store.turns.unfinished(1_000)) {
    const isOthers = turn.owner !== owner && isAlive(turn.owner);
    if (isOthers || parts.channel(turn.place.channel) === undefined || parts.stopping.aborted) {
      left++;
      continue;
    }
    if (turn.attempts > rules.recover.attempts) {
      await store.turns.abandon(turn.id, `gave up after ${rules.recover.attempts} attempts`);
      abandoned++;
      continue;
    }
    if (!(await store.turns.takeOver(turn.id, turn.owner, owner))) continue;
    try {
      await resumeTurn(parts, turn);
      log.info('Turn recovered', { turn: turn.id, from: turn.state });
      finished++;
    } catch (error) {
      log.error('Turn could not be recovered', { turn: turn.id, state: turn.state, error });
      left++;
    }
  }
  return { finished, abandoned, left };
}
