import { Binary } from 'mongodb';
import type { KithError } from '../../core/errors.ts';
import { messageId, personId } from '../../core/ids.ts';
import type { VectorRepository } from '../../core/ports/vectors.ts';
import type { MongoDatabase } from './database.ts';
import { mongoError } from './mongo-error.ts';

export interface MongoVectorsOptions {
  readonly connection: MongoDatabase['connection'];
  /** For messages about failures, without its password. */
  readonly uri: string;
  /** Whether new ones will come: only then the collection is made. */
  readonly isWritten: boolean;
  /** Ends a connection of its own; absent: it is somebody else's. */
  readonly end?: () => Promise<void>;
}

interface Document {
  readonly _id: string;
  readonly message_id: string;
  readonly user_id: string;
  readonly personality_name: string;
  /** Float32, little endian. */
  readonly embedding: Binary;
  readonly metadata: { readonly model: string; readonly dimensions: number };
}

/** Documents handed on at once. */
const batch = 500;

/** Vectors as float32 in a collection of their own. */
export const openMongoVectors = async (options: MongoVectorsOptions): Promise<VectorRepository> => {
  const { connection, uri, isWritten, end = async () => {} } = options;
  const documents = connection.getClient().db(connection.name).collection<Document>('message_embeddings');
  const guard = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (cause) {
      throw error(cause);
    }
  };
  const error = (cause: unknown): KithError => mongoError(cause, uri);
  if (isWritten) await guard(() => documents.createIndex({ user_id: 1, personality_name: 1 }));

  return {
    put: async (vectors) => {
      if (vectors.length === 0) return;
      await guard(() =>
        documents.bulkWrite(
          vectors.map(({ message, person, persona, embedding, model }) => ({
            updateOne: {
              filter: { _id: message },
              update: {
                $set: {
                  message_id: message,
                  user_id: person,
                  personality_name: persona,
                  embedding: new Binary(
                    new Uint8Array(embedding.buffer, embedding.byteOffset, embedding.byteLength),
                  ),
                  metadata: { model, dimensions: embedding.length },
                },
              },
              upsert: true,
            },
          })),
          { ordered: false },
        ),
      );
    },
    missing: async (messages, model) => {
      const there = await guard(() =>
        documents
          .find({ _id: { $in: [...messages] }, 'metadata.model': model }, { projection: { _id: 1 } })
          .toArray(),
      );
      const known = new Set(there.map(({ _id }) => _id));
      return new Set(messages.filter((id) => !known.has(id)));
    },
    async *ofPair(person, persona, model) {
      const found = documents.find(
        { user_id: person, personality_name: persona, 'metadata.model': model },
        { projection: { embedding: 1 }, batchSize: batch },
      );
      try {
        let some = [];
        for await (const { _id, embedding } of found) {
          some.push({ message: messageId(_id), embedding: floats(embedding) });
          if (some.length < batch) continue;
          yield some;
          some = [];
        }
        yield some;
      } catch (cause) {
        throw error(cause);
      }
    },
    remove: async (messages) => {
      await guard(() => documents.deleteMany({ _id: { $in: [...messages] } }));
    },
    forget: async (person) => (await guard(() => documents.deleteMany({ user_id: person }))).deletedCount,
    people: async () =>
      (await guard(() => documents.distinct('user_id'))).map((person) => personId(String(person))),
    close: end,
  };
};

/** Copied: the driver's bytes need not begin where floats may. */
const floats = (binary: Binary): Float32Array => new Float32Array(Uint8Array.from(binary.value()).buffer);
