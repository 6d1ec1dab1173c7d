import { mergeFact } from '../../core/memory/merge-fact.ts';
import type { FactEndChange, RetractChange } from '../../core/ports/changes.ts';
import type { Fact, PastFact } from '../../core/ports/records.ts';
import type { FactRepository } from '../../core/ports/store.ts';
import { anyText, columns, defined, key, setting } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';
import { fact, factFields } from './fact-rows.ts';

/** `step` names a change: made again it changes nothing. */
export interface Facts extends FactRepository {
  /** False when what was said changes nothing. */
  say(said: Fact, step: string): Promise<boolean>;
  /** False when nothing is held under that key. */
  end(change: FactEndChange, step: string): Promise<boolean>;
  /** Strikes what a message told out, as if it had not been said; how many facts that were. */
  takeBack(change: RetractChange, step: string): Promise<number>;
}

/** Steps a fact remembers. */
const remembered = 16;

export const mongoFacts = (database: MongoDatabase): Facts => {
  const { user_facts: facts, fact_history: history } = database;

  const held = ({ person, category, key: name }: Pick<Fact, 'person' | 'category' | 'key'>) =>
    facts.findOne({ user_id: person, category, key: name });
  const isAsRead = (row: Row) => ({ _id: row._id, version: row.version ?? null });
  const write = (row: Row, kept: Fact, step: string): Promise<number> =>
    facts.update(isAsRead(row), {
      ...setting({ ...factFields(kept), version: columns.number(row.version) + 1 }),
      $push: { done: { $each: [step], $slice: -remembered } },
    });
  /** The place after everything of that key that is past; the row of a step made again keeps its own. */
  const archive = async (past: PastFact, row: string): Promise<void> => {
    const last = await history.findOne(
      { user_id: past.person, category: past.category, key: past.key, _id: { $ne: row } },
      { sort: { seq: -1 }, project: { seq: 1 } },
    );
    const fields = { ...factFields(past), ended_at: past.endedAt, ended_because: past.endedBecause };
    await history.put([defined({ _id: row, ...fields, seq: columns.number(last?.seq) + 1 })], 'set');
  };

  const say: Facts['say'] = async (said, step) => {
    for (let isArchived = false; ; ) {
      const row = await held(said);
      if (row === undefined) {
        const { person, category, key: name } = said;
        const first = { _id: key(person, category, name), version: 1, done: [step], made: database.nextId() };
        if ((await facts.insert([defined({ ...first, ...factFields(said) })])) === 1) return true;
        continue;
      }
      if (columns.texts(row.done).includes(step)) return true;
      const merge = mergeFact(fact(row), said);
      // What it replaces is past before it is replaced: a step that broke off in between is made again.
      if (merge.kind === 'supersede') await archive(merge.past, step);
      else if (isArchived) await history.remove({ _id: step });
      isArchived = merge.kind === 'supersede';
      if (merge.kind !== 'keep' && (await write(row, merge.fact, step)) === 0) continue;
      return merge.kind !== 'keep';
    }
  };

  const end: Facts['end'] = async ({ person, category, key: name, because, at }, step) => {
    for (;;) {
      const row = await held({ person, category, key: name });
      if (row === undefined) return (await history.findOne({ _id: step })) !== undefined;
      await archive({ ...fact(row), endedAt: at, endedBecause: because }, step);
      if ((await facts.remove(isAsRead(row))) === 1) return true;
    }
  };

  /** What held before, unless it ended for a reason of its own: the last row that was not taken back itself. */
  const superseded = async (one: Fact, beforeSeq: number): Promise<Row | undefined> => {
    const row = await history.findOne(
      {
        user_id: one.person,
        category: one.category,
        key: one.key,
        seq: { $lt: beforeSeq },
        ended_because: { $ne: 'retracted' },
      },
      { sort: { seq: -1 } },
    );
    return row?.ended_because === 'superseded' ? row : undefined;
  };

  /** What held before a struck fact held until that one ended. What was forgotten stays so: they asked for it. */
  const strikePast = async ({ person, message }: RetractChange): Promise<number> => {
    const struck = await history.find(
      { user_id: person, message_id: message, ended_because: { $nin: ['retracted', 'forgotten'] } },
      { sort: { seq: 1 } },
    );
    for (const row of struck) {
      const before = await superseded(fact(row), columns.number(row.seq));
      if (before !== undefined) {
        await history.update(
          { _id: before._id },
          { $set: { ended_at: row.ended_at, ended_because: row.ended_because } },
        );
      }
      await history.update({ _id: row._id }, { $set: { ended_because: 'retracted' } });
    }
    return struck.length;
  };

  /** What they replaced holds again. */
  const endHeld = async ({ person, message, at }: RetractChange, step: string): Promise<number> => {
    const told = await facts.find({ user_id: person, message_id: message });
    for (const row of told) {
      const one = fact(row);
      const before = await superseded(one, Number.MAX_SAFE_INTEGER);
      await archive({ ...one, endedAt: at, endedBecause: 'retracted' }, key(step, one.category, one.key));
      if (before === undefined) {
        await facts.remove(isAsRead(row));
        continue;
      }
      await history.update({ _id: before._id }, { $set: { restoring: step } });
      await write(row, fact(before), step);
    }
    // All of a step at once: one that broke off leaves none of them both past and held.
    await history.removeAll({ restoring: step });
    return told.length;
  };

  return {
    ofPerson: async (person) =>
      (await facts.find({ user_id: person, category: anyText, key: anyText }))
        .map((row) => ({ kept: fact(row), written: columns.written(row) }))
        .sort(
          (one, other) =>
            other.kept.confidence - one.kept.confidence ||
            other.kept.updatedAt - one.kept.updatedAt ||
            (one.written < other.written ? 1 : -1),
        )
        .map(({ kept }) => kept),
    past: async (person) =>
      (
        await history.find({
          user_id: person,
          ended_because: { $ne: 'retracted' },
          restoring: null,
        })
      )
        .toSorted(
          (one, other) =>
            columns.number(other.ended_at) - columns.number(one.ended_at) ||
            columns.number(other.seq) - columns.number(one.seq),
        )
        .map((row) => ({
          ...fact(row),
          endedAt: columns.number(row.ended_at),
          endedBecause: columns.text(row.ended_because) as PastFact['endedBecause'],
        })),
    stale: async (confidence, before, limit) =>
      (
        await facts.find(
          {
            confidence: { $lt: confidence },
            category: anyText,
            key: anyText,
            $or: [
              { updated_at: { $lt: before } },
              { updated_at: null, first_mentioned: { $lt: before } },
              { updated_at: null, first_mentioned: null },
            ],
          },
          { sort: { confidence: 1 }, limit: columns.bound(limit) },
        )
      ).map(fact),
    say,
    end,
    // What it told and was replaced since goes first: what it told last then leads back to what others told.
    takeBack: async (change, step) => (await strikePast(change)) + (await endHeld(change, step)),
  };
};
