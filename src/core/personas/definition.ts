import type {
  ByLanguage,
  CustomTrait,
  JsonObject,
  Level,
  MemoryDecay,
  MemoryLimits,
  Metadata,
  MoodDefinition,
  MoodPolicy,
  Relationship,
  RetrievalLimits,
  Traits,
} from './persona.ts';
import type { Voice } from './voice.ts';

/** A level as one file states it; what it leaves out a parent may say. */
export type OwnLevel = Pick<Level, 'name' | 'min'> & Partial<Level>;

/**
 * What one persona file says, and nothing it does not: aliases and scales normalised, no defaults, no parent.
 * An absent key is what inheritance fills.
 */
export interface PersonaDefinition {
  readonly name: string;
  readonly parent?: string;
  readonly components?: readonly string[];
  readonly displayName?: string;
  readonly description?: string;
  readonly systemPrompt?: string;
  readonly language?: string;
  readonly avatar?: string;
  readonly metadata?: Metadata;
  /** From `advanced_parameters`, 0–1. */
  readonly advanced?: Traits;
  /** From `personality`, 0–100. */
  readonly personality?: Readonly<Record<string, number>>;
  readonly customTraits?: readonly CustomTrait[];
  readonly background?: JsonObject;
  readonly levels?: readonly OwnLevel[];
  readonly moods?: Readonly<Record<string, Partial<MoodDefinition>>>;
  readonly moodPolicy?: Partial<MoodPolicy>;
  readonly affinityRules?: Readonly<Record<string, number>>;
  readonly contextModifiers?: Readonly<Record<string, Traits>>;
  readonly templates?: Readonly<Record<string, string>>;
  readonly greetings?: ByLanguage<readonly string[]>;
  readonly unavailable?: ByLanguage<readonly string[]>;
  readonly voice?: Voice;
  readonly retrieval?: Partial<RetrievalLimits>;
  readonly memory?: Partial<MemoryLimits>;
  readonly decay?: Partial<MemoryDecay>;
  readonly relationships?: readonly Relationship[];
  readonly emotions?: JsonObject;
  readonly behaviors?: JsonObject;
  readonly privacy?: JsonObject;
  readonly public?: JsonObject;
  readonly retirement?: JsonObject;
}
