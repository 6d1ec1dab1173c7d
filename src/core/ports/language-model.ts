import type { Language } from '../message.ts';

/** What a call is for: usage is recorded, and transcripts are scripted, per purpose. */
export type Purpose = 'reply' | 'mood' | 'facts' | 'episode' | 'summary';

/** A picture for a model that can see. */
export interface ModelImage {
  readonly mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly base64: string;
}

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
  /** With the last message of the user only; a driver that cannot pass them on leaves them out. */
  readonly images?: readonly ModelImage[];
}

/** JSON the answer must be. `schema` is JSON Schema, every object closed and every key required. */
export interface AnswerSchema {
  readonly name: string;
  readonly schema: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly purpose: Purpose;
  readonly messages: readonly ChatMessage[];
  /** Set: the answer is one JSON value of this shape, not prose. */
  readonly answer?: AnswerSchema;
  /** Most tokens the answer may take. */
  readonly maxTokens?: number;
  /** 0–2; the driver's default when absent. */
  readonly temperature?: number;
  /** What the prompt was composed from, for a voice that speaks without reading prose. */
  readonly scene?: Scene;
}

/** Tokens as the server counted them; absent counts were not reported. */
export interface Usage {
  readonly promptTokens?: number;
  readonly completionTokens?: number;
}

export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  /** Always the last event of a stream that ended by itself. `length`: cut by maxTokens. */
  | { readonly kind: 'end'; readonly finish: 'stop' | 'length'; readonly usage: Usage };

/**
 * A voice. One method, one attempt: deadlines, retries and the watchdog for stalls live in llm/generate.
 * Errors are KithErrors `model.*` with `retryable` set, and `details.retryAfterMs` where the server said so.
 */
export interface LanguageModel {
  readonly name: string;
  /** Whether asking it the light structured questions (mood, facts, episode) makes sense. */
  readonly answersQuestions: boolean;
  /** Text deltas in order, then one `end`. Ends promptly when `signal` aborts. */
  generate(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}

/** One thing remembered, as the voice may use it. */
export interface SceneMemory {
  readonly kind: 'fact' | 'episode' | 'message';
  /** Machine key of a fact (`name`, `dog_name`), title of an episode, or speaker of a message. */
  readonly label: string;
  readonly text: string;
  /** "2 weeks ago" in the reader's language; empty for facts. */
  readonly age: string;
}

/** Structured counterpart of a reply's prompt. */
export interface Scene {
  readonly persona: {
    readonly name: string;
    readonly displayName: string;
    readonly description: string;
    /** The persona's own lines, by language; see personas/schema `voice`. */
    readonly voice: unknown;
    readonly traits: Readonly<Record<string, number>>;
  };
  readonly level: string;
  /** Position of the level among the persona's levels, 0 = the first, 1 = the highest. */
  readonly closeness: number;
  readonly mood: string;
  readonly moodIntensity: number;
  readonly language: Language;
  readonly userName?: string;
  readonly userText: string;
  /** Oldest first, without the message being answered. */
  readonly recent: readonly { readonly speaker: 'user' | 'assistant'; readonly text: string }[];
  readonly memories: readonly SceneMemory[];
  readonly asksAboutPast: boolean;
  /** 0–23 at the process's time zone. */
  readonly hour: number;
  /** User messages in this session so far, this one included. */
  readonly turnNumber: number;
}
