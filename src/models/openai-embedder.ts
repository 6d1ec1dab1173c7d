import type { OpenAI } from 'openai';
import { KithError } from '../core/errors.ts';
import type { Embedder } from '../core/ports/embedder.ts';
import { connect, hostOf } from './openai/connect.ts';
import { toKithError } from './openai/errors.ts';

export interface OpenAiEmbedderOptions {
  /** Absent: no Authorization header is sent. */
  readonly apiKey?: string;
  /** Default: OpenAI's own. */
  readonly baseUrl?: string;
  readonly model: string;
}

/** Texts of one request; the smallest limit of servers in use is 96. */
const BATCH = 64;
/** Servers refuse longer ones; what a message is about is said by then. */
const MAX_CHARACTERS = 6_000;

/**
 * Vectors of an OpenAI-compatible server.
 * @throws KithError from embed: `model.http`, `refused`, `nonsense`, `unreachable`, `timeout`, `aborted`.
 */
export function createOpenAiEmbedder(options: OpenAiEmbedderOptions): Embedder {
  const { model, apiKey } = options;
  const host = hostOf(options.baseUrl);
  let client: Promise<OpenAI> | undefined;
  let dimensions: number | undefined;

  async function embedBatch(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]> {
    client ??= connect(options).catch((error: unknown) => {
      client = undefined;
      throw error;
    });
    const input = texts.map((text) => text.slice(0, MAX_CHARACTERS).toWellFormed());
    // Asked for nothing, the SDK asks for base64, which many servers answer with numbers.
    const { data } = await (await client).embeddings.create(
      { model, input, encoding_format: 'float' },
      { signal },
    );
    const vectors = data
      .toSorted((one, other) => one.index - other.index)
      .map(({ embedding }) => normalised(Float32Array.from(embedding)));
    const length = vectors[0]?.length ?? 0;
    const isWhole = vectors.length === texts.length && length > 0;
    if (!isWhole || vectors.some((vector) => vector.length !== length || !vector.every(Number.isFinite)))
      throw new KithError('model.nonsense', `${host} sent something that is no list of vectors.`, {
        retryable: true,
        details: { model },
      });
    dimensions = length;
    return vectors;
  }

  return {
    name: model,
    likeness: 'meaning',
    get dimensions() {
      return dimensions;
    },
    async embed(texts, signal) {
      try {
        signal.throwIfAborted();
        const made: Float32Array[] = [];
        for (let from = 0; from < texts.length; from += BATCH)
          made.push(...(await embedBatch(texts.slice(from, from + BATCH), signal)));
        return made;
      } catch (error) {
        if (signal.aborted)
          throw new KithError('aborted', 'The call was called off.', { cause: signal.reason });
        if (error instanceof TypeError)
          throw new KithError('model.nonsense', `${host} sent something that is no list of vectors.`, {
            retryable: true,
            details: { model },
          });
        throw toKithError(error, { model, host, ...(apiKey === undefined ? {} : { apiKey }) });
      }
    },
  };
}

function normalised(vector: Float32Array): Float32Array {
  const length = Math.hypot(...vector);
  return length > 0 ? vector.map((value) => value / length) : vector;
}
