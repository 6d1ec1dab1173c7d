import type { MessageId } from '../core/ids.ts';
import type { MessageVector, VectorRepository } from '../core/ports/vectors.ts';

/** Vectors of this process, gone with it. */
export const memoryVectors = (): VectorRepository => {
  const kept = new Map<MessageId, MessageVector>();
  return {
    put: async (vectors) => {
      for (const vector of vectors) kept.set(vector.message, vector);
    },
    missing: async (messages, model) => new Set(messages.filter((id) => kept.get(id)?.model !== model)),
    async *ofPair(person, persona, model) {
      yield [...kept.values()].filter(
        (vector) => vector.person === person && vector.persona === persona && vector.model === model,
      );
    },
    remove: async (messages) => {
      for (const id of messages) kept.delete(id);
    },
    forget: async (person) => {
      const theirs = [...kept.values()].filter((vector) => vector.person === person);
      for (const { message } of theirs) kept.delete(message);
      return theirs.length;
    },
    people: async () => [...new Set([...kept.values()].map(({ person }) => person))],
    close: async () => kept.clear(),
  };
};
