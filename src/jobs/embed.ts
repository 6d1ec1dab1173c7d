import { type MessageId, messageId } from '../core/ids.ts';
import type { StoredMessage } from '../core/ports/records.ts';
import type { Job, JobCall, JobTools } from './job.ts';

/** Messages whose vectors are asked for at once. */
const BATCH = 64;

/**
 * Makes the vectors of messages that have none of the present model: all of them when likeness is switched on or gets
 * another model, later those that failed. It goes through all messages; what has its vector is passed over, so that a run
 * that was broken off goes on where it was.
 */
export const embed: Job = {
  name: 'embed',
  what: 'makes vectors of messages that have none of the present model',
  cadence: 'embedEveryMinutes',
  atStart: true,
  lockMs: 120_000,
  async run(tools, call) {
    const { likeness, store } = tools.parts;
    if (likeness === undefined) return { embedded: 0 };
    const missing = await each(tools, call);
    if (call.dryRun) return { wouldEmbed: missing };
    let forgotten = 0;
    for (const person of await likeness.vectors.people()) {
      if (call.signal.aborted) break;
      // Of somebody who was erased, or is not in this store: one was put in its place.
      if ((await store.people.get(person)) === undefined) forgotten += await likeness.vectors.forget(person);
    }
    return forgotten === 0 ? { embedded: missing } : { embedded: missing, forgotten };
  },
};

/** How many lacked a vector; they have one now, unless it is a dry run. */
async function each({ parts }: JobTools, { dryRun, signal, progress }: JobCall): Promise<number> {
  const { likeness, store, log } = parts;
  if (likeness === undefined) return 0;
  const { messages: total = 0 } = await store.counts();
  const { name: model } = likeness.embedder;
  let seen = 0;
  let done = 0;
  let batch: MessageId[] = [];

  async function finish(): Promise<void> {
    const ids = batch;
    batch = [];
    if (!dryRun && ids.length > 0) {
      const missing = await likeness!.vectors.missing(ids, model);
      const kept = await Promise.all([...missing].map((id) => store.messages.get(id)));
      done += await likeness!.make(
        kept.filter((message): message is StoredMessage => message !== undefined),
        signal,
      );
    } else if (ids.length > 0) done += (await likeness!.vectors.missing(ids, model)).size;
    progress(seen, Math.max(seen, total));
  }

  try {
    for await (const { id, content, is_hidden: isHidden } of store.tables.dump('messages')) {
      if (signal.aborted) return done;
      seen += 1;
      if (isHidden === true || typeof id !== 'string' || typeof content !== 'string') continue;
      if (content.trim() !== '') batch.push(messageId(id));
      if (batch.length === BATCH) await finish();
    }
    await finish();
  } catch (error) {
    if (signal.aborted) return done;
    log.warn('Vectors were not made; the next look goes on', { embedded: done, error });
    throw error;
  }
  return done;
}
