import { stepAffinity } from '../../core/affinity/step.ts';
import type { AffinityChange, Band, RetractChange } from '../../core/ports/changes.ts';
import type { Affinity, AffinityEvent } from '../../core/ports/records.ts';
import { eventOf } from '../record-rows.ts';
import { columns } from './columns.ts';
import type { Row } from './database.ts';
import { gainedOn, rowOf } from './ledger.ts';

/** A pair as its document has it: the points, and the rows of the ledger that led to them last. */
export interface Pair {
  readonly person: Affinity['person'];
  readonly persona: Affinity['persona'];
  /** Undefined: they have not met. */
  readonly held: Affinity | undefined;
  /** Points of retracted gains that had been lost already when they should have been taken back. */
  readonly owed: number;
  readonly recent: readonly Row[];
  /** Rows there ever were. */
  readonly events: number;
}

export interface PairStep {
  readonly pair: Pair;
  /** What happened in this step. */
  readonly made: readonly AffinityEvent[];
}

/** `known`: rows that are in the ledger already; a change whose row is there has been made. */
export const makeChanges = (
  pair: Pair,
  changes: readonly AffinityChange[],
  known: readonly Row[],
): PairStep => {
  const made: AffinityEvent[] = [];
  let now = pair;
  for (const change of changes) {
    const rows = [...now.recent, ...known];
    if (rows.some(({ id }) => id === change.id)) continue;
    const gainedToday = change.dailyCap > 0 ? gainedOn(rows, change.at) : 0;
    const event = stepAffinity({ held: now.held, gainedToday, change });
    now = after(now, event, false);
    made.push(event);
  }
  return { pair: now, made };
};

/**
 * The opposite of every row of a message that still stands, the latest first. A gain that was lost again in the meantime
 * cannot be taken from nothing: what is missing is owed, and kept back when that loss is taken back in turn. So whoever
 * takes everything back ends where they began.
 */
export const takeBackRows = (pair: Pair, standing: readonly Row[], change: RetractChange): PairStep => {
  const made: AffinityEvent[] = [];
  let now = pair;
  for (const row of standing.toSorted((one, other) => columns.number(other.seq) - columns.number(one.seq))) {
    const { id, person, persona, cause, message, delta } = eventOf(row);
    const event = stepAffinity({
      held: now.held,
      gainedToday: 0,
      change: {
        kind: 'affinity',
        id: answerTo(id),
        person,
        persona,
        cause,
        rule: `message.${change.because}`,
        delta: delta < 0 ? Math.max(0, -delta - now.owed) : -delta,
        bands: change.bands,
        dailyCap: 0,
        ...(message === undefined ? {} : { message }),
        at: change.at,
      },
    });
    const answered = after(now, event, true);
    now = {
      ...answered,
      owed: now.owed + delta + event.delta,
      recent: answered.recent.map((held) => (held.id === id ? { ...held, is_retracted: true } : held)),
    };
    made.push(event);
  }
  return { pair: untold(now, change.bands), made };
};

/** Name of the row that takes a row back. */
export const answerTo = (row: string): string => `${row}:retracted`;

const after = (pair: Pair, event: AffinityEvent, isRetracted: boolean): Pair => ({
  ...pair,
  held: {
    person: event.person,
    persona: event.persona,
    points: event.after,
    level: event.levelAfter,
    toldLevel: pair.held?.toldLevel ?? event.levelBefore,
    updatedAt: event.at,
  },
  recent: [...pair.recent, { ...rowOf(event, pair.events + 1), is_retracted: isRetracted }],
  events: pair.events + 1,
});

/** A level they fell from is told again once they rise to it. */
const untold = (pair: Pair, bands: readonly Band[]): Pair => {
  const { held } = pair;
  if (held === undefined) return pair;
  const minOf = (level: string) => bands.find(({ name }) => name === level)?.min ?? Number.NaN;
  if (!(minOf(held.toldLevel) > minOf(held.level))) return pair;
  return { ...pair, held: { ...held, toldLevel: held.level } };
};
