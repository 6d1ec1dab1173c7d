import { createHash } from 'node:crypto';

interface EmbeddingRequest {
  readonly model?: unknown;
  readonly input?: unknown;
  readonly encoding_format?: unknown;
  readonly dimensions?: unknown;
}

const DIMENSIONS = 32;

/** Answers an embeddings request with one unit vector per input, the same for the same text; or says what is wrong. */
export function answerEmbedding(body: unknown): {
  readonly faults: readonly string[];
  readonly answer: unknown;
} {
  const request = (typeof body === 'object' && body !== null ? body : {}) as EmbeddingRequest;
  const inputs = typeof request.input === 'string' ? [request.input] : request.input;
  const faults: string[] = [];
  if (typeof request.model !== 'string') faults.push('model is no name');
  if (!Array.isArray(inputs) || inputs.length === 0 || inputs.length > 2048) {
    faults.push('input is no list of 1–2048');
  } else if (inputs.some((input) => typeof input !== 'string' || input === '')) {
    faults.push('input holds something that is no text, or empty');
  }
  const format = request.encoding_format ?? 'float';
  if (format !== 'float' && format !== 'base64') faults.push('encoding_format');
  if (faults.length > 0) return { faults, answer: undefined };
  const size = typeof request.dimensions === 'number' ? request.dimensions : DIMENSIONS;
  const data = (inputs as readonly string[]).map((input, index) => {
    const vector = vectorOf(input, size);
    const embedding = format === 'float' ? [...vector] : Buffer.from(vector.buffer).toString('base64');
    return { object: 'embedding', index, embedding };
  });
  return {
    faults,
    answer: { object: 'list', model: request.model, data, usage: { prompt_tokens: 1, total_tokens: 1 } },
  };
}

/** Bags of hashed words, so that texts which share words lie closer. */
function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  for (const word of text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [text]) {
    const hash = createHash('sha256').update(word).digest();
    const at = hash.readUInt32LE(0) % size;
    vector[at] = (vector[at] ?? 0) + ((hash[4] ?? 0) % 2 === 0 ? 1 : -1);
  }
  const length = Math.hypot(...vector) || 1;
  return vector.map((value) => value / length);
}
