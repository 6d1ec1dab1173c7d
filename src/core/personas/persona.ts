import type { PersonaName } from '../ids.ts';
import type { Language } from '../message.ts';
import type { Json } from '../ports/records.ts';
import type { EmotionType } from './emotions.ts';
import type { Voice } from './voice.ts';

/** Trait name → strength, 0–1 (or a signed change of it, −1…1, where it says modifiers). */
export type Traits = Readonly<Record<string, number>>;

export type JsonObject = { readonly [key: string]: Json };

/** One text, or several to choose from, by language. */
export type ByLanguage<Value> = { readonly [language in Language]?: Value };

/** A named band of affinity: holds from `min` points up to the next level's `min`. */
export interface Level {
  readonly name: string;
  /** Integer ≥ 0; the first level of a persona has 0. */
  readonly min: number;
  /** Added to the traits. */
  readonly modifiers: Traits;
  /** Traits fixed to a value, after everything else. */
  readonly set: Traits;
  /** One line the model acts on. */
  readonly describe?: string;
  /** The name as members read it. */
  readonly title?: ByLanguage<string>;
}

export interface MoodDefinition {
  /** Added to the traits. */
  readonly modifiers: Traits;
  /** null: deliberately none. */
  readonly emotion?: EmotionType | null;
  /** Kind of interaction, or emotion of the person, → intensity 0–1 this mood then has. */
  readonly on: Readonly<Record<string, number>>;
  /** One line the model acts on. */
  readonly describe?: string;
}

export interface MoodPolicy {
  readonly initial: string;
  /** 0–1. */
  readonly initialIntensity: number;
  /** Absent: the configuration decides. */
  readonly resetOnNewSession?: boolean;
  /** Whether a mood's modifiers are multiplied by its intensity. */
  readonly scaleByIntensity: boolean;
}

/** A trait of the author's own invention, with what it makes the persona do. */
export interface CustomTrait {
  readonly name: string;
  /** 0–100. */
  readonly value: number;
  readonly description: string;
  readonly category: string;
  readonly influences: readonly {
    readonly behavior: string;
    /** −100 (far less) … 100 (far more). */
    readonly impact: number;
    /** Absent: holds everywhere. */
    readonly context?: string;
  }[];
}

export interface Relationship {
  readonly persona: string;
  /** What the other is to this one: `sister`. */
  readonly type: string;
  /** 0–1. */
  readonly strength?: number;
  readonly description?: string;
}

export interface Metadata {
  readonly version?: string;
  readonly author?: string;
  readonly category?: string;
  readonly tags?: readonly string[];
  readonly license?: string;
  readonly changelog?: readonly { readonly version: string; readonly date?: string; readonly note: string }[];
}

/** How many of each kind of memory may reach a prompt. */
export interface RetrievalLimits {
  readonly recent: number;
  readonly facts: number;
  readonly episodes: number;
  readonly messages: number;
}

export interface MemoryLimits {
  readonly maxMemories: number;
  /** Unsummarised memories at which old ones are summarised. */
  readonly summaryThreshold: number;
  readonly autoSummarize: boolean;
  /** MB. */
  readonly maxMemorySize: number;
  readonly maxEntities: number;
  /** Items. */
  readonly hotMemorySize: number;
  /** Items. */
  readonly warmMemorySize: number;
  /** Days. */
  readonly coldMemoryRetention: number;
  readonly importanceWeights: Readonly<Record<'recency' | 'frequency' | 'emotion' | 'relevance', number>>;
  readonly trackRelationships: boolean;
  readonly maxRelationshipDepth: number;
  readonly encryptSensitive: boolean;
  /** False: what this persona learns stays with it. */
  readonly shareable: boolean;
}

export interface MemoryDecay {
  readonly enabled: boolean;
  readonly decayFunction: 'linear' | 'exponential' | 'logarithmic';
  /** Per day, 0–1. */
  readonly decayRate: number;
  readonly exemptCategories: readonly string[];
  readonly pinnedMemoriesExempt: boolean;
  /** Importance, 0–10, from which a memory does not decay. */
  readonly highImportanceThreshold: number;
  readonly decaySchedule: 'continuous' | 'daily' | 'weekly';
}

/**
 * A persona ready to be talked with: parents and components merged, aliases and scales normalised, defaults
 * filled in, frozen through and through. Nothing about any person is in it.
 */
export interface Persona {
  readonly name: PersonaName;
  readonly displayName: string;
  readonly description: string;
  readonly systemPrompt: string;
  readonly language?: string;
  readonly avatar?: string;
  readonly metadata: Metadata;
  readonly parent?: string;
  readonly traits: Traits;
  /** Declared under `personality`, 0–100. */
  readonly personality: Readonly<Record<string, number>>;
  readonly customTraits: readonly CustomTrait[];
  readonly background: JsonObject;
  /** Ascending by `min`; never empty. */
  readonly levels: readonly Level[];
  /** Holds `neutral` always. */
  readonly moods: Readonly<Record<string, MoodDefinition>>;
  readonly moodPolicy: MoodPolicy;
  /** Kind of interaction → integer points. */
  readonly affinityRules: Readonly<Record<string, number>>;
  /** Context → traits set while talking there. */
  readonly contextModifiers: Readonly<Record<string, Traits>>;
  readonly templates: Readonly<Record<string, string>>;
  /** First lines to a new acquaintance. */
  readonly greetings: ByLanguage<readonly string[]>;
  /** Said when no model can be reached. */
  readonly unavailable: ByLanguage<readonly string[]>;
  readonly voice: Voice;
  readonly retrieval: RetrievalLimits;
  readonly memory: MemoryLimits;
  readonly decay: MemoryDecay;
  readonly relationships: readonly Relationship[];
  readonly emotions?: JsonObject;
  readonly behaviors?: JsonObject;
  readonly privacy?: JsonObject;
  readonly public?: JsonObject;
  readonly retirement?: JsonObject;
  /** SHA-256, hex, of the merged definition. */
  readonly hash: string;
}
