import { personaName } from '../ids.ts';
import { defaultLevels } from './default-levels.ts';
import type { OwnLevel } from './definition.ts';
import { freeze } from './freeze.ts';
import { hash } from './hash.ts';
import type { Inherited } from './inherit.ts';
import type { Level, MemoryDecay, MemoryLimits, MoodDefinition, MoodPolicy, Persona } from './persona.ts';

/** Fills in every default of a merged definition. `systemPrompt` must be there. */
export function finish(merged: Inherited): Persona {
  const { advanced: _1, components: _2, ...kept } = merged;
  return freeze({
    ...kept,
    name: personaName(merged.name),
    displayName: merged.displayName ?? titleOf(merged.name),
    description: merged.description ?? '',
    systemPrompt: merged.systemPrompt ?? '',
    metadata: merged.metadata ?? {},
    personality: merged.personality ?? {},
    customTraits: merged.customTraits ?? [],
    background: merged.background ?? {},
    levels: merged.levels === undefined ? defaultLevels : merged.levels.map(levelOf).sort(byMin),
    moods: moodsOf(merged.moods),
    moodPolicy: { ...moodPolicy, ...merged.moodPolicy },
    affinityRules: { ...affinityRules, ...merged.affinityRules },
    contextModifiers: merged.contextModifiers ?? {},
    templates: merged.templates ?? {},
    greetings: merged.greetings ?? {},
    unavailable: merged.unavailable ?? {},
    voice: merged.voice ?? {},
    retrieval: { recent: 10, facts: 10, episodes: 3, messages: 3, ...merged.retrieval },
    memory: { ...memory, ...merged.memory, importanceWeights: weightsOf(merged.memory) },
    decay: { ...decay, ...merged.decay },
    relationships: merged.relationships ?? [],
    hash: hash(merged),
  });
}

const affinityRules = { message: 1, compliment: 2, insult: -2 } as const;
const moodPolicy: MoodPolicy = { initial: 'neutral', initialIntensity: 1, scaleByIntensity: false };
const weights = { recency: 0.3, frequency: 0.2, emotion: 0.2, relevance: 0.3 } as const;

const memory: Omit<MemoryLimits, 'importanceWeights'> = {
  maxMemories: 1000,
  summaryThreshold: 50,
  autoSummarize: true,
  maxMemorySize: 50,
  maxEntities: 5000,
  hotMemorySize: 100,
  warmMemorySize: 300,
  coldMemoryRetention: 90,
  trackRelationships: true,
  maxRelationshipDepth: 2,
  encryptSensitive: true,
  shareable: true,
};

const decay: MemoryDecay = {
  enabled: true,
  decayFunction: 'exponential',
  decayRate: 0.05,
  exemptCategories: ['personal_info'],
  pinnedMemoriesExempt: true,
  highImportanceThreshold: 8,
  decaySchedule: 'daily',
};

function weightsOf(own: Partial<MemoryLimits> | undefined): MemoryLimits['importanceWeights'] {
  return { ...weights, ...own?.importanceWeights };
}

function levelOf(own: OwnLevel): Level {
  const standard = defaultLevels.find((level) => level.name === own.name);
  const title = own.title ?? standard?.title;
  return { modifiers: {}, set: {}, ...own, ...(title === undefined ? {} : { title }) };
}

function byMin(left: Level, right: Level): number {
  return left.min - right.min;
}

function moodsOf(own: Inherited['moods']): Persona['moods'] {
  const moods: Record<string, MoodDefinition> = { neutral: { modifiers: {}, on: {} } };
  for (const [label, mood] of Object.entries(own ?? {})) moods[label] = { modifiers: {}, on: {}, ...mood };
  return moods;
}

/** `tech_support` → `Tech Support`; a name with capitals of its own stays as it is. */
function titleOf(name: string): string {
  const words = name.split(/[_-]+/).filter((word) => word !== '');
  return words.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' ') || name;
}
