import type { AffinityChange, Applied, RetractChange, ToldLevelChange } from '../../core/ports/changes.ts';
import type { Affinity } from '../../core/ports/records.ts';
import type { AffinityRepository } from '../../core/ports/store.ts';
import { affinityOf, eventOf } from '../record-rows.ts';
import { answerTo, makeChanges, type Pair, type PairStep, takeBackRows } from './affinity-pair.ts';
import { anyText, columns, key } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';
import { merged, mongoLedger } from './ledger.ts';

export interface Affinities extends AffinityRepository {
  /** The pair's first document; one that is there stays as it is. */
  meet(first: Affinity): Promise<void>;
  /** A pair's document as it is, to begin `change` with. */
  read(person: string, persona: string): Promise<Row | undefined>;
  /**
   * Moves the points of one pair and writes the ledger, in one step; rows made before are not made again. `read`: what was
   * read before anybody else could have made these changes; absent where they may have been made already.
   */
  change(
    changes: readonly AffinityChange[],
    read?: { readonly row: Row | undefined },
  ): Promise<Pick<Applied, 'affinity' | 'events'>>;
  /** Answers every row of a message that still stands. */
  takeBack(change: RetractChange): Promise<Pick<Applied, 'affinity' | 'events'>>;
  told(change: Omit<ToldLevelChange, 'kind'>): Promise<void>;
}

/** Rows a pair's document holds before they are moved into the ledger together. */
const mostRecent = 24;

export const mongoAffinity = (database: MongoDatabase): Affinities => {
  const { user_affinity: pairs } = database;
  const ledger = mongoLedger(database);

  const read: Affinities['read'] = (person, persona) =>
    pairs.findOne({ user_id: person, personality_name: persona });

  /** Writes what `step` made of the document, if that is still as it was read. */
  const write = async (row: Row | undefined, pair: Pair): Promise<boolean> => {
    const { held } = pair;
    if (held === undefined) return true;
    const isFull = pair.recent.length > mostRecent;
    // Before they leave the document: a row is in both places rather than in none.
    if (isFull)
      await ledger.take(pair.recent.filter(({ seq }) => columns.number(seq) <= columns.number(row?.events)));
    const fields = {
      affinity_points: held.points,
      current_level: held.level,
      told_level: held.toldLevel,
      last_updated: held.updatedAt,
      owed_points: pair.owed,
      events: pair.events,
    };
    const recent = isFull
      ? pair.recent.filter(({ seq }) => columns.number(seq) > columns.number(row?.events))
      : pair.recent;
    if (row === undefined) {
      const { person, persona } = pair;
      const first = { _id: key(person, persona), user_id: person, personality_name: persona, version: 1 };
      return (await pairs.insert([{ ...first, ...fields, recent_events: recent }])) === 1;
    }
    const version = row.version ?? null;
    const next = { ...fields, version: columns.number(version) + 1 };
    const before = columns.rows(row.recent_events);
    // Nearly always rows were only added: the others need not be sent again.
    const isLonger = before.length > 0 && before.every((each, index) => each === recent[index]);
    const update = isLonger
      ? { $set: next, $push: { recent_events: { $each: recent.slice(before.length) } } }
      : { $set: { ...next, recent_events: recent } };
    return (await pairs.update({ _id: row._id, version }, update)) === 1;
  };

  const change: Affinities['change'] = async (changes, before) => {
    const [first] = changes;
    if (first === undefined) return { affinity: [], events: [] };
    const { person, persona } = first;
    for (let seen = before; ; seen = undefined) {
      const row = seen === undefined ? await read(person, persona) : seen.row;
      // The document first, the ledger after it: a row on its way from one to the other is seen at least once.
      const [made, gains] = await Promise.all([
        seen === undefined ? ledger.among(changes.map(({ id }) => id)) : [],
        Promise.all(daysWithCap(changes).map(ledger.gains)),
      ]);
      const pair = pairOf(person, persona, row);
      const known = merged(pair.recent, [...made, ...gains.flat()]).slice(pair.recent.length);
      const step = makeChanges(pair, changes, known);
      if (step.made.length === 0 || (await write(row, step.pair))) return applied([step]);
    }
  };

  const takeBackFrom = async (persona: string, change: RetractChange): Promise<PairStep> => {
    for (;;) {
      const row = await read(change.person, persona);
      const pair = pairOf(change.person, persona as Pair['persona'], row);
      const rows = merged(pair.recent, await ledger.ofMessage(change)).filter(
        (each) => each.message_id === change.message && each.personality_name === persona,
      );
      const ids = new Set(rows.map(({ id }) => columns.text(id)));
      const isAnswered = (each: Row) =>
        each.is_retracted === true || ids.has(answerTo(columns.text(each.id)));
      const standing = rows.filter((each) => !isAnswered(each));
      const step = takeBackRows(pair, standing, change);
      if (step.made.length > 0 && !(await write(row, step.pair))) continue;
      await ledger.cancel(
        [...rows.filter(isAnswered), ...standing]
          .filter((each) => each.is_retracted !== true)
          .map(({ id }) => columns.text(id)),
      );
      return step;
    }
  };

  return {
    read,
    get: async (person, persona) => {
      const row = await pairs.findOne(
        { user_id: person, personality_name: persona },
        { project: { recent_events: 0 } },
      );
      return row && affinityOf(row);
    },
    ofPerson: async (person) =>
      (await pairs.find({ user_id: person, personality_name: anyText }))
        .map(affinityOf)
        .sort((one, other) => other.points - one.points || (one.persona < other.persona ? -1 : 1)),
    ledger: async (person, persona, { limit, offset }) => {
      const [from, most] = [columns.bound(offset), columns.bound(limit)];
      const row = await read(person, persona);
      const left = await ledger.latest(person, persona, from + most);
      return [...merged(columns.rows(row?.recent_events), left)]
        .sort(
          (one, other) =>
            columns.number(other.timestamp) - columns.number(one.timestamp) ||
            columns.number(other.seq) - columns.number(one.seq),
        )
        .slice(from, from + most)
        .map(eventOf);
    },
    top: async (persona, community, limit) => {
      const listed = await database.people.find(
        { 'listed.community': community },
        { project: { user_id: 1, listed: 1 } },
      );
      const names = new Map(
        listed.map((row) => {
          const entry = columns.rows(row.listed).find((each) => each.community === community);
          return [columns.text(row.user_id), columns.text(entry?.name)];
        }),
      );
      const held = await pairs.find(
        { user_id: { $in: [...names.keys()] }, personality_name: persona, affinity_points: { $gt: 0 } },
        { sort: { affinity_points: -1, last_updated: 1, user_id: 1 }, limit: columns.bound(limit) },
      );
      return held.map((row) => ({
        name: names.get(columns.text(row.user_id)) ?? '',
        points: columns.number(row.affinity_points),
        level: columns.text(row.current_level ?? 'stranger'),
      }));
    },
    meet: async (first) => {
      await pairs.update(
        { user_id: first.person, personality_name: first.persona },
        {
          $setOnInsert: {
            _id: key(first.person, first.persona),
            affinity_points: first.points,
            current_level: first.level,
            told_level: first.toldLevel,
            last_updated: first.updatedAt,
            owed_points: 0,
            recent_events: [],
            events: 0,
            version: 1,
          },
        },
        { upsert: true },
      );
    },
    change,
    takeBack: async (retracted) => {
      const [left, own] = await Promise.all([
        ledger.ofMessage(retracted),
        pairs.find({ user_id: retracted.person, personality_name: anyText }),
      ]);
      const rows = [...left, ...own.flatMap((row) => columns.rows(row.recent_events))];
      const personas = new Set(
        rows
          .filter((row) => row.message_id === retracted.message)
          .map((row) => columns.text(row.personality_name)),
      );
      const steps = await Promise.all([...personas].map((persona) => takeBackFrom(persona, retracted)));
      return applied(steps.filter(({ made }) => made.length > 0));
    },
    told: async ({ person, persona, level }) => {
      await pairs.update(
        { user_id: person, personality_name: persona },
        { $set: { told_level: level }, $inc: { version: 1 } },
      );
    },
  };
};

const applied = (steps: readonly PairStep[]): Pick<Applied, 'affinity' | 'events'> => ({
  affinity: steps.flatMap(({ pair }) => pair.held ?? []),
  events: steps.flatMap(({ made }) => made),
});

/** One change of every UTC day a cap has to be reckoned for. */
const daysWithCap = (changes: readonly AffinityChange[]): readonly AffinityChange[] => [
  ...new Map(
    changes.filter(({ dailyCap }) => dailyCap > 0).map((one) => [Math.floor(one.at / 86_400_000), one]),
  ).values(),
];

const pairOf = (person: Pair['person'], persona: Pair['persona'], row: Row | undefined): Pair => ({
  person,
  persona,
  held: row && affinityOf(row),
  owed: columns.number(row?.owed_points),
  recent: columns.rows(row?.recent_events),
  events: columns.number(row?.events),
});
