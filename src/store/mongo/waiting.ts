import type { AccountId } from '../../core/ids.ts';
import { authorOf, type Incoming } from '../../core/message.ts';
import type { TakenEvent, WaitingRepository, Waits } from '../../core/ports/waiting.ts';
import { columns } from './columns.ts';
import type { MongoDatabase, Row } from './database.ts';

export interface Waiting extends WaitingRepository {
  /** Removes what waits of accounts that are erased. */
  forget(accounts: readonly AccountId[]): Promise<void>;
}

/** A lane nothing came into for so long may go, ms. */
const UNUSED_MS = 60_000;

/**
 * One document per lane, its events in order: whoever is put behind another is so in the same write that says who waits
 * before it. Of two documents nobody could tell which came first.
 */
export const mongoWaiting = ({ lanes }: MongoDatabase): Waiting => {
  const before = (row: Row | undefined, eventId: string): Waits['before'] => {
    const events = columns.rows(row?.events);
    const place = events.findIndex((event) => event.event_id === eventId);
    return events.slice(0, Math.max(0, place)).map((event) => keyOf(row, event));
  };

  /** Gives every event of a lane that `isMeant` other fields, if they are still as they were read; those that were meant. */
  const revise = async (lane: string, isMeant: (event: Row) => boolean, fields: Row) => {
    for (;;) {
      const row = await lanes.findOne({ _id: lane });
      const events = columns.rows(row?.events);
      const meant = events.filter(isMeant);
      if (row === undefined || meant.length === 0) return [];
      const revised = events.map((event) => (isMeant(event) ? { ...event, ...fields } : event));
      const version = columns.number(row.version);
      const update = { $set: { events: revised, version: version + 1 } };
      // The events as well: some servers give a document of which one part is older than the other.
      if ((await lanes.update({ _id: lane, version, events: row.events }, update)) === 1)
        return meant.map((event) => ({
          ...keyOf(row, event),
          event,
          before: before(row, columns.text(event.event_id)).map(({ eventId }) => eventId),
        }));
    }
  };

  return {
    keep: async ({ lane, eventId, owner, event }, now) => {
      const kept = {
        event_id: eventId,
        owner,
        account_id: authorOf(event)?.account ?? '',
        event: JSON.stringify(event),
        timestamp: now,
      };
      const row = await lanes.findAndUpdate(
        {
          _id: lane,
          'events.event_id': { $ne: eventId },
          heard: { $not: { $elemMatch: { event_id: eventId, until: { $gt: now } } } },
        },
        { $push: { events: kept }, $inc: { version: 1 }, $set: { touched: now } },
        { gives: 'after', upsert: true },
      );
      return { isNew: row !== undefined, before: before(row, eventId) };
    },
    before: async ({ lane, eventId }) => before(await lanes.findOne({ _id: lane }), eventId),
    revise: async ({ lane, eventId, owner, event }) => {
      const isMeant = (held: Row) => held.event_id === eventId && held.owner === owner;
      await revise(lane, isMeant, { event: JSON.stringify(event) });
    },
    done: async (lane, eventIds, owner, remember) => {
      const heard = (remember?.eventIds ?? []).map((id) => ({ event_id: id, until: remember?.until ?? 0 }));
      await lanes.update(
        { _id: lane },
        {
          $pull: { events: { event_id: { $in: [...eventIds] }, owner } },
          ...(heard.length === 0 ? {} : { $push: { heard: { $each: heard } } }),
          $inc: { version: 1 },
        },
        { upsert: heard.length > 0 },
      );
    },
    owners: async () => {
      const rows = await lanes.find({ 'events.owner': { $gte: '' } }, { project: { 'events.owner': 1 } });
      const all = rows.flatMap((row) => columns.rows(row.events)).map(({ owner }) => columns.text(owner));
      return [...new Set(all)];
    },
    lanes: async (owner, limit) => {
      const rows = await lanes.find(
        { 'events.owner': owner },
        { project: { 'events.owner': 1, 'events.timestamp': 1 } },
      );
      const first = (row: Row) =>
        columns.number(columns.rows(row.events).find((event) => event.owner === owner)?.timestamp);
      return rows
        .toSorted((one, other) => first(one) - first(other))
        .slice(0, columns.bound(limit))
        .map(({ _id }) => columns.text(_id));
    },
    takeOver: async (lane, from, owner) =>
      (await revise(lane, (event) => event.owner === from, { owner })).map(
        ({ lane: of, eventId, event, before: earlier }): TakenEvent => ({
          lane: of,
          eventId,
          owner,
          before: earlier,
          event: columns.json<Incoming>(event.event),
        }),
      ),
    sweep: async (now) => {
      await lanes.updateAll(
        { 'heard.until': { $lte: now } },
        { $pull: { heard: { until: { $lte: now } } }, $inc: { version: 1 } },
      );
      // Not those in use: not every server looks again at what it is about to remove.
      await lanes.removeAll({
        'events.0': { $exists: false },
        'heard.0': { $exists: false },
        touched: { $not: { $gt: now - UNUSED_MS } },
      });
    },
    forget: async (accounts) => {
      const theirs = { account_id: { $in: [...accounts] } };
      await lanes.updateAll(
        { 'events.account_id': theirs.account_id },
        { $pull: { events: theirs }, $inc: { version: 1 } },
      );
    },
  };
};

const keyOf = (row: Row | undefined, event: Row) => ({
  lane: columns.text(row?._id),
  eventId: columns.text(event.event_id),
  owner: columns.text(event.owner),
});
