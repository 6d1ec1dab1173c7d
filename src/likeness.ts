import type { Config } from './config-schema.ts';
import { createBreaker } from './core/llm/breaker.ts';
import type { Clock } from './core/ports/clock.ts';
import type { Log } from './core/ports/log.ts';
import type { Store } from './core/ports/store.ts';
import type { VectorRepository } from './core/ports/vectors.ts';
import { createLikeness, type Likeness } from './core/retrieval/likeness.ts';
import { createLocalEmbedder } from './models/local-embedder.ts';
import { createOpenAiEmbedder } from './models/openai-embedder.ts';
import { storageOf } from './storage.ts';

export interface LikenessParts {
  readonly store: Store;
  /** Absent: likeness is off. */
  readonly vectors: VectorRepository | undefined;
  readonly clock: Clock;
  readonly log: Log;
  readonly stopping: AbortSignal;
}

/** Remembering by likeness as the configuration has it; undefined where it is off, and then no embedder is made either. */
export function configuredLikeness(config: Config, parts: LikenessParts): Likeness | undefined {
  const { store, vectors, clock, log, stopping } = parts;
  const { likeness } = storageOf(config);
  if (likeness === 'off' || vectors === undefined) return undefined;
  const { model, retrieval } = config;
  return createLikeness({
    embedder:
      likeness === 'local'
        ? createLocalEmbedder()
        : createOpenAiEmbedder({
            model: model.embedding,
            ...(model.apiKey === '' ? {} : { apiKey: model.apiKey }),
            ...(model.baseUrl === '' ? {} : { baseUrl: model.baseUrl }),
          }),
    breaker: createBreaker({
      clock,
      failures: model.breakerFailures,
      coolOffMs: model.breakerCoolOffMs,
    }),
    weight: retrieval.vectorWeight,
    floor: retrieval.vectorFloor,
    waitMs: model.embeddingMs,
    store,
    vectors,
    clock,
    log,
    stopping,
  });
}
