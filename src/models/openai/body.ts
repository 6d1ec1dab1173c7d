/** More than any answer; a server that sends it has gone mad. */
const MAX_BYTES = 64 * 1024 * 1024;
/** Enough to hold `data: [DONE]` and the white space around it. */
const TAIL = 64;

/** A body of which the first byte has been seen. */
export interface OpenedBody {
  /** First byte that is not white space, as text; empty when the body was. */
  readonly first: string;
  readonly stream: ReadableStream<Uint8Array>;
  /** Whether the end marker of an event stream has gone by. */
  sawDone(): boolean;
  /** Resolves once the body is read to its end or given up, after which the connection is free again. */
  readonly finished: Promise<void>;
}

/**
 * Looks at the beginning of a body without taking it away, since servers that ignore `stream` or send a
 * wrong content type can only be told by it. Once the end marker has passed, a reader that leaves lets the
 * rest run out instead of breaking the connection, which can then serve the next call.
 */
export async function openBody(body: ReadableStream<Uint8Array>): Promise<OpenedBody> {
  const reader = body.getReader();
  const waiting: Uint8Array[] = [];
  const decoder = new TextDecoder('latin1');
  const finish = Promise.withResolvers<void>();
  let first = '';
  let tail = '';
  let hasDone = false;
  let isOver = false;
  let bytes = 0;

  const read = async (): Promise<Uint8Array | undefined> => {
    try {
      const { done, value } = await reader.read();
      if (done) {
        isOver = true;
        finish.resolve();
        return undefined;
      }
      bytes += value.byteLength;
      if (bytes > MAX_BYTES) throw new SyntaxError('The answer is longer than 64 MiB.');
      const recent = tail + decoder.decode(value.subarray(-TAIL));
      hasDone ||= recent.includes('[DONE]');
      tail = recent.slice(-TAIL);
      return value;
    } catch (error) {
      isOver = true;
      finish.resolve();
      throw error;
    }
  };

  while (first === '') {
    const chunk = await read();
    if (!chunk) break;
    waiting.push(chunk);
    first = decoder
      .decode(chunk.subarray(0, TAIL))
      .replace(/^\xef\xbb\xbf/, '')
      .trim()
      .charAt(0);
  }
  const stream = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const chunk = waiting.shift() ?? (isOver ? undefined : await read());
        if (chunk) controller.enqueue(chunk);
        else controller.close();
      },
      async cancel(reason) {
        try {
          while (hasDone && !isOver) await read();
        } catch {
          return;
        }
        if (!isOver) await reader.cancel(reason);
        finish.resolve();
      },
    },
    { highWaterMark: 0 },
  );
  return { first, stream, sawDone: () => hasDone, finished: finish.promise };
}
