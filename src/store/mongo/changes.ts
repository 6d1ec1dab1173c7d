import type { MessageId, PersonId } from '../../core/ids.ts';
import type { Applied, Change } from '../../core/ports/changes.ts';
import type { Turn } from '../../core/ports/records.ts';
import { turnOf } from '../record-rows.ts';
import {
  type Maker,
  type MakingOptions,
  making,
  ownerOf,
  pairsOf,
  type Read,
  sessionsOf,
  sourcesOf,
} from './changes-made.ts';
import { columns, key } from './columns.ts';

export interface Changes {
  /** Makes changes of a step of a turn, all of them or, made again with `isReplay`, those that are missing. */
  make(
    step: string,
    changes: readonly Change[],
    how: { readonly isReplay: boolean; readonly turn: Turn },
  ): Promise<Applied>;
  /** Store.apply. */
  apply(cause: string, changes: readonly Change[]): Promise<Applied>;
  /** Finishes what somebody began to apply to a turn. */
  settle(turn: Turn, written: string): Promise<void>;
  /** Finishes what somebody began to apply by another cause. */
  repair(limit: number): Promise<void>;
}

const nothing: Applied = { isNew: false, affinity: [], events: [], facts: 0, episodes: 0 };

/**
 * Exactly once without transactions: first all changes are written ahead in one write, which only one caller of a cause
 * can make; then each is made in a way that can be repeated; then the cause is marked as done. What is found written
 * ahead and not done is finished by whoever finds it.
 */
export const mongoChanges = (
  options: MakingOptions & { readonly forget: (person: string) => Promise<void> },
): Changes => {
  const { database, people, messages, affinity, moods, forget } = options;
  const { turns, applied } = database;
  const maker: Maker = making(options);
  /** What this process is about to finish itself. */
  const running = new Map<string, Promise<Applied>>();

  /** Read before the cause is written: whatever is as it was then has not been changed by these changes. */
  const readFirst = async (changes: readonly Change[]): Promise<Read> => {
    const [deleted, felt, rows] = await Promise.all([
      messages.deleted(sources(changes)),
      Promise.all(sessionsOf(changes).map(async (session) => [session, await moods.read(session)] as const)),
      Promise.all(
        pairsOf(changes).map(
          async ({ person, persona }) =>
            [key(person, persona), await affinity.read(person, persona)] as const,
        ),
      ),
    ]);
    return { deleted, pairs: new Map(rows), moods: new Map(felt) };
  };

  const presentOf = async (changes: readonly Change[], turn: Turn | undefined) => {
    const sessions = changes.flatMap((change) =>
      change.kind === 'mood' && change.session !== turn?.session ? [change.session] : [],
    );
    const owners = await maker.ownersOf(sessions);
    const named = changes.flatMap((change) => ownerOf(change) ?? []);
    const all = new Set<PersonId>([...named, ...[...owners.values()].map(({ person }) => person)]);
    if (turn !== undefined) all.delete(turn.person);
    const present = new Set(await people.present([...all]));
    // Who is erased has no turns any more.
    if (turn !== undefined) present.add(turn.person);
    return { present, owners: turn === undefined ? owners : owners.set(turn.session, turn), named: all };
  };

  const settled = async (turn: Turn): Promise<void> => {
    const isThere = await turns.update(
      { _id: turn.id },
      {
        $set: { state: 'settled' },
        $unset: { settling: '', opening: '', replying: '', unfinished_since: '' },
      },
    );
    if (isThere === 0) await forget(turn.person);
  };
  const done = async (cause: string): Promise<void> => {
    await applied.update({ _id: cause }, { $unset: { changes: '', pending: '' } });
  };

  const make: Changes['make'] = async (step, changes, { isReplay, turn }) => {
    const { present, owners } = await presentOf(changes, turn);
    const read = isReplay ? undefined : await readFirst(changes);
    return maker.make(step, changes, { present, owners, ...(read && { read }) });
  };
  const settle: Changes['settle'] = async (turn, written) => {
    await make(turn.id, JSON.parse(written) as readonly Change[], { isReplay: true, turn });
    await settled(turn);
  };

  const applyToTurn = async (turn: Turn, changes: readonly Change[], read: Read): Promise<Applied> => {
    const { present, owners } = await presentOf(changes, turn);
    const made = await maker.make(turn.id, changes, { present, owners, read });
    await settled(turn);
    return made;
  };

  const finish = async (cause: string, written: string): Promise<void> => {
    const changes = JSON.parse(written) as readonly Change[];
    const { present, owners } = await presentOf(changes, undefined);
    await maker.make(cause, changes, { present, owners });
    await done(cause);
  };

  const applyAlone = async (cause: string, changes: readonly Change[], read: Read): Promise<Applied> => {
    const { present, owners, named } = await presentOf(changes, undefined);
    // Everybody these changes are about was erased while they were made: not even the cause is kept.
    const isForNobody = changes.some((change) => change.kind === 'mood') && owners.size === 0;
    if ((named.size > 0 || isForNobody) && present.size === 0) return nothing;
    // The cause belongs to one person and goes with them; a job's cause about several names none of them.
    const [owner = ''] = present.size === 1 ? present : [];
    const written = JSON.stringify(changes);
    const isNew = await applied.insert([{ _id: cause, cause, user_id: owner, changes: written, pending: 1 }]);
    if (isNew === 0) {
      const row = await applied.findOne({ _id: cause });
      if (row?.pending !== undefined) await finish(cause, columns.text(row.changes));
      return nothing;
    }
    const made = await maker.make(cause, changes, { present, owners, read });
    await done(cause);
    return made;
  };

  const apply = async (cause: string, changes: readonly Change[]): Promise<Applied> => {
    const read = await readFirst(changes);
    const row = await turns.findAndUpdate(
      { _id: cause, state: { $ne: 'settled' }, settling: null },
      { $set: { settling: JSON.stringify(changes) } },
      { gives: 'before' },
    );
    if (row !== undefined) return applyToTurn(turnOf(row), changes, read);
    const turn = await turns.findOne({ _id: cause });
    if (turn === undefined) return applyAlone(cause, changes, read);
    if (typeof turn.settling === 'string') await settle(turnOf(turn), turn.settling);
    return nothing;
  };

  return {
    make,
    settle,
    apply: async (cause, changes) => {
      const before = running.get(cause);
      if (before !== undefined) {
        // It counts there; who failed there may try again.
        await before;
        return nothing;
      }
      const work = apply(cause, changes);
      running.set(cause, work);
      try {
        return await work;
      } finally {
        running.delete(cause);
      }
    },
    repair: async (limit) => {
      const rows = await applied.find({ pending: { $gte: 1 } }, { limit });
      for (const row of rows) await finish(columns.text(row._id), columns.text(row.changes));
    },
  };
};

const sources = (changes: readonly Change[]): readonly MessageId[] => [
  ...new Set(changes.flatMap(sourcesOf)),
];
