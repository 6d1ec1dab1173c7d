import type { Route } from './types.ts';

export interface Verdict {
  readonly headers: Readonly<Record<string, string>>;
  /** Seconds to wait; absent: the request may pass. */
  readonly retryAfter?: number;
  /** How often in a row this bucket was refused. */
  readonly refusals: number;
}

export interface Limits {
  take(route: Route, major: string): Verdict;
  /** Shuts a bucket for some seconds, as after an invented 429. */
  shut(route: Route, major: string, seconds: number): void;
}

interface Bucket {
  left: number;
  /** When the window is over, in ms. */
  until: number;
  refusals: number;
}

/** Fixed windows per route and channel, as the announced headers say. */
export function createLimits(isOn: boolean): Limits {
  const buckets = new Map<string, Bucket>();
  const shut = new Map<string, number>();
  const keyOf = (route: Route, major: string): string => `${route.method} ${route.path} ${major}`;

  return {
    take(route, major) {
      const key = keyOf(route, major);
      const now = Date.now();
      const closed = ((shut.get(key) ?? 0) - now) / 1000;
      const { requests, ms } = route.limit ?? { requests: 50, ms: 1000 };
      const known = buckets.get(key);
      const bucket =
        known !== undefined && known.until > now ? known : { left: requests, until: now + ms, refusals: 0 };
      if (known !== undefined && bucket !== known) bucket.refusals = known.refusals;
      buckets.set(key, bucket);
      const isRefused = closed > 0 || (isOn && bucket.left <= 0);
      if (!isRefused && isOn) bucket.left -= 1;
      bucket.refusals = isRefused ? bucket.refusals + 1 : 0;
      const rest = Math.max(closed, bucket.until - now > 0 ? (bucket.until - now) / 1000 : 0);
      const isAnnounced = isOn && route.limit !== undefined;
      return {
        refusals: bucket.refusals,
        ...(isRefused && { retryAfter: rest }),
        headers: isAnnounced
          ? {
              'x-ratelimit-limit': String(requests),
              'x-ratelimit-remaining': String(bucket.left),
              'x-ratelimit-reset': (bucket.until / 1000).toFixed(3),
              'x-ratelimit-reset-after': ((bucket.until - now) / 1000).toFixed(3),
              'x-ratelimit-bucket': Buffer.from(`${route.method} ${route.path}`)
                .toString('base64url')
                .slice(0, 32),
            }
          : {},
      };
    },
    shut: (route, major, seconds) => void shut.set(keyOf(route, major), Date.now() + seconds * 1000),
  };
}
