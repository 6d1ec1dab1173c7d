import type { MessageId, PersonaName, PersonId } from '../ids.ts';

/** What a message is like, by one model. */
export interface MessageVector {
  readonly message: MessageId;
  readonly person: PersonId;
  readonly persona: PersonaName;
  /** Of length 1. */
  readonly embedding: Float32Array;
  /** Name of the embedder. */
  readonly model: string;
}

/**
 * Vectors of messages, one for each message at most. They are made from the messages and can be made again: no copy of
 * the store has them. Every method throws KithError `store.*` when the store cannot answer.
 */
export interface VectorRepository {
  /** Puts vectors in the place of earlier ones of the same messages. */
  put(vectors: readonly MessageVector[]): Promise<void>;
  /** Of these messages, those without a vector of this model. */
  missing(messages: readonly MessageId[], model: string): Promise<ReadonlySet<MessageId>>;
  /** A pair's vectors of one model, some at a time and in no order. */
  ofPair(
    person: PersonId,
    persona: PersonaName,
    model: string,
  ): AsyncIterable<readonly Pick<MessageVector, 'message' | 'embedding'>[]>;
  remove(messages: readonly MessageId[]): Promise<void>;
  /** Removes what is kept of a person; how many vectors. */
  forget(person: PersonId): Promise<number>;
  /** Everybody whose messages have vectors. */
  people(): Promise<readonly PersonId[]>;
  close(): Promise<void>;
}
