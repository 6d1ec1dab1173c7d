import type { OwnLevel, PersonaDefinition } from './definition.ts';
import type { JsonObject, MemoryDecay, MemoryLimits, MoodDefinition } from './persona.ts';
import type { PersonaFile } from './schema.ts';

/** A file that passed its schema, with one spelling and one scale for everything. The only place that knows aliases. */
export function normalise(file: PersonaFile): PersonaDefinition {
  const { customTraits, ...personality } = file.personality ?? {};
  const memory = { ...file.memoryConfig, ...file.memory_config };
  const advanced = merged(file.traits, file.advanced_parameters);
  return compact({
    name: file.name,
    parent: file.parent,
    components: file.components,
    displayName: file.display_name,
    description: file.description,
    systemPrompt: file.system_prompt ?? file.prompt,
    language: file.language,
    avatar: file.avatar,
    metadata: file.metadata,
    advanced,
    personality: file.personality === undefined ? undefined : (personality as Record<string, number>),
    customTraits,
    background: file.background as JsonObject | undefined,
    levels: file.levels as readonly OwnLevel[] | undefined,
    moods: file.moods as Readonly<Record<string, Partial<MoodDefinition>>> | undefined,
    moodPolicy: file.mood_policy,
    affinityRules: file.affinity_rules,
    contextModifiers: file.context_modifiers,
    templates: file.templates,
    greetings: file.greetings,
    unavailable: file.unavailable,
    voice: file.voice,
    retrieval: retrievalOf(file.retrieval),
    memory: memoryOf(memory),
    decay: decayOf(memory, { ...file.memoryDecaySettings, ...file.memory_decay }),
    relationships: file.relationships,
    emotions: file.emotions as JsonObject | undefined,
    behaviors: file.behaviors as JsonObject | undefined,
    privacy: file.privacy as JsonObject | undefined,
    public: file.public as JsonObject | undefined,
    retirement: file.retirement as JsonObject | undefined,
  }) as unknown as PersonaDefinition;
}

function retrievalOf(retrieval: PersonaFile['retrieval']): PersonaDefinition['retrieval'] {
  if (retrieval === undefined) return undefined;
  const { vector, ...limits } = retrieval;
  return vector === undefined ? limits : { messages: vector, ...limits };
}

type MemoryBlock = NonNullable<PersonaFile['memory_config']>;

function memoryOf(block: MemoryBlock): Partial<MemoryLimits> {
  const { max_memories, summary_threshold, auto_summarize, ...rest } = block;
  const { decayEnabled: _1, decayRate: _2, pinnedMemoryExempt: _3, importanceWeights, ...limits } = rest;
  return compact({
    maxMemories: max_memories,
    summaryThreshold: summary_threshold,
    autoSummarize: auto_summarize,
    importanceWeights,
    ...limits,
  }) as Partial<MemoryLimits>;
}

function decayOf(block: MemoryBlock, decay: NonNullable<PersonaFile['memory_decay']>): Partial<MemoryDecay> {
  const rate = typeof block.decayRate === 'object' ? block.decayRate.rate : block.decayRate;
  return compact({
    enabled: block.decayEnabled,
    decayRate: rate,
    pinnedMemoriesExempt: block.pinnedMemoryExempt,
    ...decay,
  }) as Partial<MemoryDecay>;
}

function merged<Value extends object>(left: Value | undefined, right: Value | undefined): Value | undefined {
  return left === undefined ? right : right === undefined ? left : { ...left, ...right };
}

function compact(fields: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
