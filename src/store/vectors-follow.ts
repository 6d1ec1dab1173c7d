import type { Change } from '../core/ports/changes.ts';
import type { Store } from '../core/ports/store.ts';
import type { VectorRepository } from '../core/ports/vectors.ts';

/**
 * The same store, whose vectors go with what they were made from. They go first: should the program end in between, what
 * was not erased after all gets its vectors again.
 */
export const withVectors = <Kept extends Store>(store: Kept, vectors: VectorRepository): Kept => ({
  ...store,
  async apply(cause: string, changes: readonly Change[]) {
    const taken = changes.flatMap((change) => (change.kind === 'retract' ? [change.message] : []));
    for (const id of taken) {
      const message = await store.messages.get(id);
      // The reply goes as well where nothing else asked for it.
      const turn =
        message === undefined || message.turn === '' ? [] : await store.messages.ofTurn(message.turn);
      await vectors.remove([id, ...turn.map((other) => other.id)]);
    }
    return store.apply(cause, changes);
  },
  async erasePerson(person: Parameters<Store['erasePerson']>[0]) {
    const gone = await vectors.forget(person);
    const erased = await store.erasePerson(person);
    return gone === 0 ? erased : { ...erased, message_embeddings: gone };
  },
  async close() {
    await vectors.close();
    await store.close();
  },
});
