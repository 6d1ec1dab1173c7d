import type { Language } from '../message.ts';
import type { Registry } from '../personas/registry.ts';
import type { Cache } from '../ports/cache.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';

/** The numbers of the configuration that broadcasts go by; docs/configuration.md explains each. */
export interface BroadcastRules {
  readonly perSecond: number;
  readonly atOnce: number;
  readonly expiryHours: number;
  readonly retryMinutes: number;
  readonly attempts: number;
  readonly mentions: number;
  readonly mentionDays: number;
}

/** What announcements are made known with. */
export interface CommunityParts {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly personas: Registry;
  readonly channel: (name: string) => Channel | undefined;
  readonly rules: {
    readonly language: { readonly default: Language };
    readonly cache: { readonly ttlSeconds: number };
    readonly delivery: {
      readonly retries: number;
      readonly retryBaseMs: number;
      readonly retryMaxMs: number;
    };
    readonly recover: { readonly marginMs: number };
    readonly broadcast: BroadcastRules;
  };
  /** Names this process, so that another can tell which posts were left behind. */
  readonly owner: string;
}
