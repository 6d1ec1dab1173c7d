import type { Finding } from '../../core/ports/channel.ts';
import { remedyFor } from './remedy.ts';
import { createVisitor } from './visitor.ts';

export interface ExamineRedisOptions {
  /** `redis://` or `rediss://`. */
  readonly url: string;
  /** Before every key. */
  readonly prefix: string;
  /** Longest a connection may take, ms. */
  readonly connectMs: number;
  /** Longest a command may take while Kith serves, ms. */
  readonly commandMs: number;
  /** Monotonic time, ms. */
  readonly now: () => number;
}

/** Whether Kith could keep copies in that Redis, and what to do if not. Never throws; no password is in what it says. */
export async function examineRedis(options: ExamineRedisOptions): Promise<Finding> {
  const { url, prefix, connectMs, commandMs, now } = options;
  const { host } = new URL(url);
  const { client, reason } = createVisitor(url, connectMs, Math.max(connectMs, commandMs));
  try {
    await client.connect();
    const key = `${prefix}kith:doctor`;
    const begun = now();
    await client.eval(`return redis.call('SET', KEYS[1], '1', 'PX', 1000)`, 1, key);
    const tookMs = now() - begun;
    await client.del(key);
    const about = await client.info().catch(() => '');
    const field = (name: string) => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(about)?.[1] ?? '';
    const says = `${host}: Redis ${field('redis_version') || 'of unknown version'}, answers in ${Math.max(1, Math.round(tookMs))} ms`;
    if (tookMs > commandMs / 2)
      return { what: 'redis', state: 'note', says, remedy: remedyFor(new Error('slow')) };
    if (field('maxmemory_policy') === 'noeviction' && Number(field('maxmemory')) > 0)
      return {
        what: 'redis',
        state: 'note',
        says: `${says}; when it is full it takes no more copies`,
        remedy: 'set maxmemory-policy to allkeys-lru',
      };
    return { what: 'redis', state: 'ok', says };
  } catch (error) {
    const cause = reason(error);
    // Kith serves without it, so this is no failure of Kith; whoever set REDIS_URL wants to know all the same.
    return {
      what: 'redis',
      state: 'FAIL',
      says: `${host}: ${cause.message.slice(0, 200)}; Kith would go on without it, a little slower`,
      remedy: remedyFor(cause),
    };
  } finally {
    client.disconnect();
  }
}
