import type { ServerResponse } from 'node:http';
import type { Trouble } from '../platform.ts';
import { type Arguments, Refusal } from './call.ts';
import { stringOf } from './world.ts';

export interface SlackGate {
  next(...troubles: readonly Trouble[]): void;
  /** The trouble that strikes this call, used up by it. */
  trouble(method: string): Trouble | undefined;
  /** Refuses a call that comes too soon after others. */
  checkRate(method: string, args: Arguments): void;
}

export interface RateOptions {
  /** Messages a channel takes at once before one per second is the rule. Default: no limit. */
  readonly burst?: number;
  /** Calls per minute of a method, e.g. `chat.update: 50`. Default: none. */
  readonly perMinute?: Readonly<Record<string, number>>;
}

const WRITES = /^(?:chat\.(?:post|update|(?:start|append|stop)Stream)|response_url)/;
const POSTS = ['chat.postMessage', 'chat.postEphemeral', 'chat.startStream'];

/** What stands between a correct call and its answer: rate limits, and troubles on demand. */
export function createSlackGate({ burst, perMinute = {} }: RateOptions): SlackGate {
  const troubles: Trouble[] = [];
  const buckets = new Map<string, { tokens: number; at: number }>();

  /** A bucket of `size` tokens that one is put into every `everyMs`; seconds to wait, 0 where it may pass. */
  const take = (key: string, size: number, everyMs: number): number => {
    const now = Date.now();
    const bucket = buckets.get(key) ?? { tokens: size, at: now };
    bucket.tokens = Math.min(size, bucket.tokens + (now - bucket.at) / everyMs);
    bucket.at = now;
    buckets.set(key, bucket);
    if (bucket.tokens < 1) return Math.max(1, Math.ceil(((1 - bucket.tokens) * everyMs) / 1000));
    bucket.tokens -= 1;
    return 0;
  };

  return {
    next: (...more) => void troubles.push(...more),
    trouble(method) {
      const index = troubles.findIndex(({ on }) =>
        on === undefined ? WRITES.test(method) : method.includes(on),
      );
      return index < 0 ? undefined : troubles.splice(index, 1)[0];
    },
    checkRate(method, args) {
      const limit = perMinute[method];
      const waits = [
        limit === undefined ? 0 : take(method, limit, 60_000 / limit),
        burst === undefined || !POSTS.includes(method) ? 0 : take(stringOf(args.channel), burst, 1000),
      ];
      const wait = Math.max(...waits);
      if (wait > 0) throw new Refusal('ratelimited', false, { wait });
    },
  };
}

/** Answers as a limited Slack does. */
export function answerLimited(response: ServerResponse, seconds: number): void {
  response.writeHead(429, { 'content-type': 'application/json', 'retry-after': String(seconds) });
  response.end(JSON.stringify({ ok: false, error: 'ratelimited' }));
}
