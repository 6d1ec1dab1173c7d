import { createHash } from 'node:crypto';
import { MongoBackend, ObjectId } from '@agendajs/mongo-backend';
import type { Db } from 'mongodb';
import type { Timetable } from './timetable.ts';

export interface MongoTimetableOptions {
  /** The store's own connection. */
  readonly database: Db;
  readonly collection: string;
}

/** Agenda over MongoDB. */
export function mongoTimetable({ database, collection }: MongoTimetableOptions): Timetable {
  const { repository } = new MongoBackend({ mongo: database as never, collection });
  const schedule = database.collection(collection);
  return {
    backend: {
      name: 'MongoDB',
      repository,
      ownsConnection: false,
      // Not the backend's own: that makes a collection for a log nobody reads.
      connect: () => repository.connect(),
      async disconnect() {},
    },
    // Agenda's `every` frees a job that runs, and two processes starting together could each add one. An id made from
    // the name is unique without an index, and an insert that does nothing where there is one frees nothing.
    async ensure({ name, everyMs, firstAt }) {
      const _id = idOf(name);
      const { upsertedCount } = await schedule
        .updateOne(
          { _id },
          {
            $setOnInsert: {
              name,
              type: 'single',
              priority: 0,
              repeatInterval: everyMs,
              nextRunAt: new Date(firstAt),
              lockedAt: null,
              disabled: null,
            },
          },
          { upsert: true },
        )
        .catch((error: unknown) => {
          if ((error as { code?: unknown }).code === DUPLICATE) return { upsertedCount: 0 };
          throw error;
        });
      if (upsertedCount === 1) return true;
      await schedule.updateOne(
        { _id, lockedAt: null, repeatInterval: { $ne: everyMs } },
        { $set: { repeatInterval: everyMs, nextRunAt: new Date(firstAt) } },
      );
      return (await schedule.findOne({ _id }))?.repeatInterval === everyMs;
    },
    async due() {
      const singles = await schedule.find({ type: 'single' }).toArray();
      return new Map(
        singles.flatMap(({ name, nextRunAt }) =>
          nextRunAt instanceof Date ? [[String(name), nextRunAt.getTime()] as const] : [],
        ),
      );
    },
  };
}

/** Another process inserted it at the same moment. */
const DUPLICATE = 11_000;

const idOf = (name: string): ObjectId =>
  new ObjectId(createHash('sha256').update(`recurring:${name}`).digest('hex').slice(0, 24));
