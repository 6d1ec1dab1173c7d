import type { Decisions, RunningChannel } from '../commands/command.ts';
import type { BroadcastRules } from '../community/community-parts.ts';
import type { Breaker } from '../llm/breaker.ts';
import type { Language } from '../message.ts';
import type { Registry } from '../personas/registry.ts';
import type { Cache } from '../ports/cache.ts';
import type { Channel } from '../ports/channel.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/language-model.ts';
import type { Log } from '../ports/log.ts';
import type { Metrics } from '../ports/metrics.ts';
import type { Random } from '../ports/random.ts';
import type { Store } from '../ports/store.ts';
import type { TokenCounter } from '../ports/tokens.ts';
import type { Likeness } from '../retrieval/likeness.ts';
import type { Recall } from '../retrieval/recall.ts';
import type { MemoryWatch } from './memory-watch.ts';
import type { Outage } from './patience.ts';
import type { Presence } from './presence.ts';

/** The numbers of the configuration that a conversation goes by; docs/configuration.md explains each. */
export interface Rules {
  readonly persona: { readonly default: string };
  readonly language: { readonly default: Language };
  readonly cache: { readonly ttlSeconds: number };
  readonly inbox: {
    readonly burstMs: number;
    readonly burstMaxMs: number;
    readonly duplicateMinutes: number;
    readonly maxCharacters: number;
  };
  readonly manners: {
    readonly maxSpeakers: number;
    readonly floorMs: number;
    readonly joinThreads: boolean;
    readonly bots: 'ignore' | 'capped';
    readonly botExchanges: number;
    readonly botWindowSeconds: number;
    readonly replyFollowsDeletion: boolean;
    readonly lateEditSeconds: number;
  };
  readonly session: { readonly idleMinutes: number };
  readonly turn: { readonly recentMessages: number };
  readonly reflect: { readonly deadlineMs: number };
  readonly mood: { readonly resetOnNewSession: boolean };
  readonly affinity: { readonly dailyCap: number };
  readonly memory: {
    readonly episodeEvery: number;
    readonly staleConfidence: number;
    readonly staleDays: number;
    readonly keepRecent: number;
  };
  readonly retrieval: {
    readonly facts: number;
    readonly episodes: number;
    readonly messages: number;
    readonly summaries: number;
  };
  readonly model: {
    readonly contextTokens: number;
    readonly replyTokens: number;
    readonly temperature: number;
    readonly images: boolean;
    readonly imageBytes: number;
    readonly imageMs: number;
    readonly maxReplyCharacters: number;
    readonly firstTokenMs: number;
    readonly stallMs: number;
    readonly deadlineMs: number;
    readonly lightDeadlineMs: number;
    readonly retries: number;
    readonly retryBaseMs: number;
    readonly retryMaxMs: number;
  };
  readonly delivery: {
    readonly retries: number;
    readonly retryBaseMs: number;
    readonly retryMaxMs: number;
  };
  readonly broadcast: BroadcastRules;
  readonly recover: {
    readonly maxAgeHours: number;
    readonly attempts: number;
    readonly marginMs: number;
    readonly atOnce: number;
    readonly graceMs: number;
  };
  readonly cluster: { readonly heartbeatMs: number; readonly deadMs: number; readonly lookMs: number };
}

/** Everything a conversation is made with; app.ts chooses the drivers. */
export interface Parts {
  readonly store: Store;
  readonly cache: Cache;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tokens: TokenCounter;
  /** The voice that speaks, and the one asked the light questions: often the same. */
  readonly model: LanguageModel;
  readonly light: LanguageModel;
  readonly breaker: Breaker;
  /** Of `light`; the same one where it is the same model. */
  readonly lightBreaker: Breaker;
  readonly personas: Registry;
  readonly recall: Recall;
  /** Absent: messages are found by their words alone, and no vector is ever made. */
  readonly likeness: Likeness | undefined;
  readonly channel: (name: string) => Channel | undefined;
  /** Every channel of this process, for the operator. */
  readonly channels: () => readonly RunningChannel[];
  /** What became of the latest messages of each place, for `/kith why`. */
  readonly decisions: Decisions;
  readonly rules: Rules;
  /** Names this process, so that another can tell whose turns were left behind. */
  readonly owner: string;
  /** Which processes live. */
  readonly presence: Presence;
  /** Whether what two share comes near what a persona keeps. */
  readonly memoryWatch: MemoryWatch;
  /** Whether `store` waits for the store to come back. */
  readonly outage: Outage;
  /** Asks for a run of a job as soon as one can be; returns at once. */
  readonly requestJob: (name: string) => void;
  /** Aborts when the program must stop waiting for models. */
  readonly stopping: AbortSignal;
}
