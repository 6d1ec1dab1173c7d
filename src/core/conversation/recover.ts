import type { Author, Place } from '../message.ts';
import type { Channel } from '../ports/channel.ts';
import type { Turn } from '../ports/records.ts';
import { withoutQuestions } from './conclude.ts';
import { longestTurnMs } from './ours.ts';
import type { Parts } from './parts.ts';
import { resumeTurn } from './resume.ts';

export interface RecoveryReport {
  readonly finished: number;
  readonly abandoned: number;
  /** Left alone: another process works on them, or their channel does not run here. */
  readonly left: number;
}

/** Whether the process that owns something still runs. */
export type IsAlive = (owner: string) => boolean | Promise<boolean>;
/** Does something in the turn of a person in a place. */
export type Within = <Result>(place: Place, author: Author, work: () => Promise<Result>) => Promise<Result>;

/** Most turns one run takes up; the next one takes up the rest. */
const MOST = 1_000;
/** Times a turn that is no longer answered is settled before it is given up. */
const SETTLED = 3;

/**
 * Finishes the turns that were left behind, oldest first in each session. `isAlive` tells of an owner whether its
 * process still runs. A turn that has been taken up `recover.attempts` times is no longer answered, only settled by our
 * own rules; after a few more it is given up altogether. A process that is killed costs its turns an attempt, as a message
 * does that brings its process down: nothing tells the two apart.
 */
export async function recoverTurns(
  parts: Parts,
  isAlive: IsAlive,
  within: Within = (_place, _author, work) => work(),
): Promise<RecoveryReport> {
  const report = { finished: 0, abandoned: 0, left: 0 };
  const unfinished = await parts.store.turns.unfinished(MOST);
  const sessions = Map.groupBy(unfinished, (turn) => turn.session).values();
  const work = async () => {
    // One iterator for all of them: each takes the next session when it is done with one.
    for (const turns of sessions) {
      for (const turn of turns) {
        const isOver = await isLeft(parts, turn, isAlive);
        const become = isOver
          ? await within(turn.place, turn.author, () => recoverTurn(parts, turn))
          : 'left';
        report[become]++;
      }
    }
  };
  await Promise.all(Array.from({ length: parts.rules.recover.atOnce }, work));
  return report;
}

/** Finishes one turn that was left behind, unless another one does. Never throws. */
export async function recoverTurn(parts: Parts, turn: Turn): Promise<keyof RecoveryReport> {
  const { store, log, rules, owner, stopping } = parts;
  try {
    if (!canSpeak(parts.channel(turn.place.channel)) || stopping.aborted) return 'left';
    const { attempts } = rules.recover;
    if (turn.attempts > attempts + SETTLED) {
      await store.turns.abandon(turn.id, `gave up after ${turn.attempts} attempts`);
      return 'abandoned';
    }
    const isTaken = await store.turns.takeOver(turn.id, turn.owner, owner);
    // Read again: whoever had it may have come further since it was listed.
    const taken = await store.turns.get(turn.id);
    if (taken === undefined || !(isTaken || isTakenBefore(turn, taken, owner))) return 'left';
    if (taken.state === 'settled' || taken.state === 'abandoned') return 'finished';
    if (isTaken && taken.state !== 'delivered') await untilArrived(parts, taken);
    const isAnswerGivenUp = turn.attempts > attempts;
    // What failed here was told to the person then: an answer now would come out of nowhere.
    const isSilent = isAnswerGivenUp || turn.owner === owner;
    await resumeTurn(isAnswerGivenUp ? withoutQuestions(parts) : parts, taken, { isSilent });
    log.info('Turn recovered', { turn: turn.id, from: taken.state });
    return 'finished';
  } catch (error) {
    log.error('Turn could not be recovered', { turn: turn.id, state: turn.state, error });
    return 'left';
  }
}

/**
 * What its process sent as it died may still be on its way: where a repetition is avoided by looking whether it is there,
 * nobody may look too early.
 */
async function untilArrived({ channel, clock, rules, stopping }: Parts, { place }: Turn): Promise<void> {
  const { graceMs } = rules.recover;
  const isChecked = channel(place.channel)?.capabilities(place).repeats === 'checked';
  if (isChecked && graceMs > 0) await clock.sleep(graceMs, stopping);
}

/** Whether it is ours although taking it over did nothing: the store's first answer got lost on the way. */
const isTakenBefore = (turn: Turn, now: Turn, owner: string): boolean =>
  turn.owner !== owner && now.owner === owner && now.attempts === turn.attempts + 1;

/** Whether an answer could be said there now; one that cannot is finished at the next look. */
export function canSpeak(channel: Channel | undefined): boolean {
  if (channel === undefined) return false;
  const state = channel.health?.().state ?? 'ready';
  if (state === 'standby') return channel.sendsApart === true;
  return state === 'ready' || state === 'degraded';
}

/**
 * Whether nobody works on a turn: its process is gone, or it is older than any turn can be that still runs. The
 * latter frees the turns of a host that was replaced, and of a process whose number another one has now.
 */
async function isLeft(parts: Parts, turn: Turn, isAlive: IsAlive): Promise<boolean> {
  if (parts.clock.now() - turn.openedAt > longestTurnMs(parts)) return true;
  return turn.owner !== parts.owner && !(await isAlive(turn.owner));
}
