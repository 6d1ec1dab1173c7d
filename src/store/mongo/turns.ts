import type { Author, Place } from '../../core/message.ts';
import type { Change } from '../../core/ports/changes.ts';
import type { StoredMessage, Turn } from '../../core/ports/records.ts';
import type { TurnRepository } from '../../core/ports/store.ts';
import { turnOf } from '../record-rows.ts';
import type { Changes } from './changes.ts';
import { columns } from './columns.ts';
import type { Conversations } from './conversations.ts';
import type { MongoDatabase, Row } from './database.ts';
import type { Messages } from './messages.ts';
import type { People } from './people.ts';

export interface TurnsOptions {
  readonly database: MongoDatabase;
  readonly people: People;
  readonly messages: Messages;
  readonly conversations: Conversations;
  readonly changes: Changes;
  /** Removes what was written for somebody who was erased meanwhile. */
  readonly forget: (person: string) => Promise<void>;
}

interface Replying {
  readonly reply: StoredMessage;
  readonly changes: readonly Change[];
}

const unfinished = { state: { $in: ['open', 'replied', 'delivered'] } } as const;
/** Turns a session remembers as counted. */
const remembered = 32;

/**
 * Each step of a turn is written ahead into the turn itself, in one write, and made after that: a turn that is found with
 * something written ahead is finished by whoever finds it, and every part of it can be made twice.
 */
export const mongoTurns = (options: TurnsOptions): TurnRepository => {
  const { database, people, messages, conversations, changes, forget } = options;
  const { turns, sessions } = database;

  /** Once per turn, however often it is finished. False: its person was erased meanwhile. */
  const count = async (turn: Turn, stored: readonly StoredMessage[]): Promise<boolean> => {
    const latest = stored.reduce((last, message) => Math.max(last, message.at), turn.openedAt);
    const counted = await sessions.update(
      { session_id: turn.session, counted: { $ne: turn.id } },
      {
        $max: { last_activity: latest },
        $inc: { user_messages: stored.filter(({ speaker }) => speaker === 'user').length },
        $push: { counted: { $each: [turn.id], $slice: -remembered } },
      },
    );
    return counted === 1 || (await isThere(turn.person));
  };
  /** Removes what was written for somebody who is not. */
  const isThere = async (person: Turn['person']): Promise<boolean> => {
    if ((await people.present([person])).has(person)) return true;
    await forget(person);
    return false;
  };
  const owns = async (turn: string): Promise<boolean> =>
    (await database.messages.findOne({ turn_id: turn }, { project: { id: 1 } })) !== undefined;

  const reply = async (turn: Turn, { reply: said, changes: made }: Replying, row: Row, isReplay: boolean) => {
    const [, known] = await Promise.all([
      messages.append([said], { isHidden: row.is_unasked === true }),
      sessions.update({ session_id: said.session }, { $max: { last_activity: said.at } }),
      conversations.grow(said),
      made.length === 0 ? undefined : changes.make(`${turn.id}#replied`, made, { isReplay, turn }),
    ]);
    if (known === 0) await isThere(turn.person);
  };

  /** Makes what is written ahead, after whoever wrote it may have died. */
  const finish = async (row: Row): Promise<void> => {
    const turn = turnOf(row);
    if (typeof row.opening === 'string') {
      const said = JSON.parse(row.opening) as readonly StoredMessage[];
      await messages.append(said);
      const own = await messages.ofTurn(turn.id);
      if (own.length === 0 && said.length > 0 && !(await owns(turn.id))) {
        await turns.remove({ _id: turn.id, opening: row.opening });
        return;
      }
      await count(turn, own);
      await turns.update({ _id: turn.id }, { $unset: { opening: '' } });
    }
    if (typeof row.replying === 'string') {
      await reply(turn, JSON.parse(row.replying) as Replying, row, true);
      await turns.update({ _id: turn.id, replying: row.replying }, { $unset: { replying: '' } });
    }
    if (typeof row.settling === 'string') await changes.settle(turn, row.settling);
  };

  const list = async (limit: number): Promise<readonly Row[]> =>
    (
      await turns.find(
        { unfinished_since: { $gte: Number.MIN_SAFE_INTEGER } },
        { sort: { unfinished_since: 1 }, limit },
      )
    ).toSorted(
      (one, other) =>
        columns.number(one.unfinished_since) - columns.number(other.unfinished_since) ||
        (columns.written(one) < columns.written(other) ? -1 : 1),
    );

  return {
    open: async (turn, said) => {
      const row = { ...turnFields(turn), opening: JSON.stringify(said), made: database.nextId() };
      if ((await turns.insert([row])) === 0) {
        const there = await turns.findOne({ _id: turn.id });
        // Ours all the same, when the answer to a first attempt got lost: what was missing of it is made.
        if (there?.owner === turn.owner) await finish(there);
        return false;
      }
      const stored = await messages.append(said);
      // All are another turn's.
      if (stored.length === 0 && said.length > 0 && !(await owns(turn.id))) {
        await turns.remove({ _id: turn.id });
        return false;
      }
      return count(turn, stored.length > 0 || said.length === 0 ? stored : await messages.ofTurn(turn.id));
    },
    replied: async (id, said, made) => {
      const replying: Replying = { reply: said, changes: made };
      const row = await turns.findAndUpdate(
        { _id: id, state: 'open' },
        { $set: { state: 'replied', replying: JSON.stringify(replying) }, $unset: { opening: '' } },
        { gives: 'before' },
      );
      if (row !== undefined) return reply(turnOf(row), replying, row, false);
      // Asked again, or written by somebody who died since: what was written first is what was answered.
      const there = await turns.findOne({ _id: id });
      if (there !== undefined) await finish(there);
    },
    speaking: async (id, platformIds) => {
      await turns.update({ _id: id, state: { $in: ['open', 'replied'] } }, posted(platformIds));
    },
    delivered: async (id, platformIds) => {
      const update = posted(platformIds);
      const [row] = await Promise.all([
        turns.findAndUpdate(
          { _id: id, state: 'replied' },
          { ...update, $set: { ...update.$set, state: 'delivered' }, $unset: { replying: '' } },
          { gives: 'before' },
        ),
        database.messages.updateAll(
          { turn_id: id, speaker: 'assistant' },
          { $set: { platform_ids: [...platformIds] } },
        ),
      ]);
      if (row === undefined) await turns.update({ _id: id }, update);
      // What was asked may have been deleted while the answer was on its way.
      else if (row.is_unasked === true) {
        await database.messages.updateAll(
          { turn_id: id, speaker: 'assistant' },
          { $set: { is_hidden: true } },
        );
      }
    },
    get: async (id) => {
      const row = await turns.findOne({ _id: id });
      return row && turnOf(row);
    },
    unfinished: async (limit) => {
      const most = columns.bound(limit);
      const [rows] = await Promise.all([list(most), changes.repair(most)]);
      const left = rows.filter((row) => row.opening ?? row.replying ?? row.settling);
      for (const row of left) await finish(row);
      return (left.length === 0 ? rows : await list(most)).map(turnOf);
    },
    takeOver: async (id, from, owner) => {
      const row = await turns.findAndUpdate(
        { _id: id, owner: from, ...unfinished },
        { $set: { owner }, $inc: { attempts: 1 } },
        { gives: 'after' },
      );
      const taken = row ?? (await turns.findOne({ _id: id, owner, ...unfinished }));
      // Its state may say more than was made of it: an answer that is only written ahead would never be said.
      if (taken !== undefined) await finish(taken);
      return row !== undefined;
    },
    abandon: async (id, reason) => {
      await turns.update(
        { _id: id, ...unfinished },
        {
          $set: { state: 'abandoned', abandoned_because: reason },
          $unset: { unfinished_since: '', opening: '', replying: '' },
        },
      );
    },
  };
};

/** An empty id is a message that was perhaps posted: nothing to find it by. */
const posted = (platformIds: readonly string[]) => {
  const found = platformIds.filter((id) => id !== '');
  return {
    $set: { spoken: [...platformIds] },
    ...(found.length === 0 ? {} : { $addToSet: { posted: { $each: found } } }),
  };
};

const turnFields = (turn: Turn): Row => ({
  _id: turn.id,
  turn_id: turn.id,
  session_id: turn.session,
  user_id: turn.person,
  personality_name: turn.persona,
  // As JSON has them: a property that is undefined is none.
  place: JSON.parse(JSON.stringify(turn.place)) as Place,
  author: JSON.parse(JSON.stringify(turn.author)) as Author,
  state: turn.state,
  owner: turn.owner,
  attempts: turn.attempts,
  opened_at: turn.openedAt,
  spoken: [...turn.spoken],
  ...(turn.state === 'settled' || turn.state === 'abandoned' ? {} : { unfinished_since: turn.openedAt }),
});
