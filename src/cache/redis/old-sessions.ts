import type { OldRecord } from '../../core/ports/version-one.ts';
import { remedyFor } from './remedy.ts';
import { createVisitor } from './visitor.ts';

const PREFIX = 'session:';
/** Longest a connection or an answer may take, ms. */
const PATIENCE_MS = 10_000;
/** Keys looked at in one step. */
const STEP = 500;

/**
 * Sessions that version 1.0 kept in a Redis, one JSON text `{messages, context}` each under `session:ID`, by their names.
 * Nothing there is changed. @throws Error that says what to do; no password is in it
 */
export async function* redisSessions(url: string): AsyncIterable<OldRecord> {
  const { client, reason } = createVisitor(url, PATIENCE_MS, PATIENCE_MS);
  try {
    await client.connect();
    const keys = new Set<string>();
    for await (const found of client.scanStream({ match: `${PREFIX}*`, type: 'string', count: STEP }))
      for (const key of found as readonly string[]) keys.add(key);
    for (const key of [...keys].sort()) {
      const text = await client.get(key);
      if (text !== null) yield { id: key.slice(PREFIX.length), text };
    }
  } catch (error) {
    const cause = reason(error);
    throw new Error(`${cause.message.slice(0, 200)}. ${remedyFor(cause)}`);
  } finally {
    client.disconnect();
  }
}
