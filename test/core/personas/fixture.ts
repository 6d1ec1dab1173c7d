// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are templates of persona files.
import { createPersona } from '../../../src/core/personas/create-persona.ts';
import type { Persona } from '../../../src/core/personas/persona.ts';

/** Every block a persona file may have. */
export const fullFile = {
  $schema: '../schema/persona.schema.json',
  schema_version: '1.1.0',
  name: 'alicia',
  display_name: 'Alicia',
  description: 'Warm, shy, and fond of anime.',
  system_prompt: 'You are ${bot_name}. You talk with ${user_name}.',
  avatar: 'https://example.org/alicia.png',
  language: 'es',
  metadata: {
    version: '1.1.0',
    author: 'Your Team',
    category: 'companion',
    changelog: [{ version: '1.1.0', date: '2026-01-05', note: 'Shyer.' }],
  },
  advanced_parameters: { empathy: 0.95, formality: 0.3 },
  personality: {
    openness: 75,
    neuroticism: 20,
    technicalFocus: 50,
    customTraits: [
      {
        name: 'wit',
        value: 70,
        description: 'a quick tongue',
        category: 'style',
        influences: [
          { behavior: 'tease', impact: 40, context: 'casual' },
          { behavior: 'explain slowly', impact: -80, context: 'support' },
        ],
      },
    ],
  },
  background: { expertise: ['Python', 'Drawing'], experience: '10 years in software development' },
  levels: [
    { name: 'stranger', min: 0 },
    { name: 'friend', min: 41, modifiers: { empathy: 0.2, formality: -0.1 } },
  ],
  moods: {
    neutral: {},
    shy: { modifiers: { empathy: 0, formality: 0.2 }, emotion: null, on: { compliment: 0.3 } },
  },
  mood_policy: { initial: 'neutral', initialIntensity: 1, resetOnNewSession: true, scaleByIntensity: false },
  affinity_rules: { message: 1, compliment: 2 },
  context_modifiers: { support: { formality: 0.8 } },
  templates: { greeting: 'Hello ${user_name}!' },
  greetings: { en: ['Hi…'], es: ['Hola…'] },
  unavailable: { en: ['Give me a moment.'], es: ['Dame un momento.'] },
  voice: { greet: { en: ['Hi ${user_name}.'], es: ['Hola ${user_name}.'] }, moods: { shy: {} } },
  memory_config: {
    max_memories: 1000,
    summary_threshold: 50,
    auto_summarize: true,
    maxMemorySize: 50,
    maxEntities: 5000,
    hotMemorySize: 100,
    warmMemorySize: 300,
    coldMemoryRetention: 90,
    importanceWeights: { recency: 0.3, frequency: 0.2, emotion: 0.2, relevance: 0.3 },
    trackRelationships: true,
    maxRelationshipDepth: 2,
    encryptSensitive: true,
    shareable: true,
  },
  memory_decay: {
    enabled: true,
    decayFunction: 'exponential',
    decayRate: 0.05,
    exemptCategories: ['personal_info'],
    pinnedMemoriesExempt: true,
    highImportanceThreshold: 8,
    decaySchedule: 'daily',
  },
  emotions: {
    baseline: { contentment: 40 },
    triggers: [{ type: 'compliment', emotion: 'joy', intensity: 60, duration: 30 }],
  },
  retrieval: { recent: 10, facts: 10, episodes: 3, vector: 4 },
  behaviors: { settings: {}, custom: [{ on: 'hello', say: '…' }], plugins: ['dice'] },
  privacy: { requireConsentFor: ['public', 'research'], allowExport: true },
  public: {
    isPublic: false,
    bio: '',
    allowMessages: true,
    allowCollaboration: false,
    subscriptionTiers: [{ id: 'basic', price: 5, period: 'month', perks: ['early-replies'] }],
  },
  relationships: [{ persona: 'mika', type: 'sister', strength: 0.8 }],
  retirement: {
    farewellMessage: '…',
    triggers: [{ type: 'date', at: '2030-01-01' }],
    achievementPreservation: true,
    timelinePreservation: true,
  },
};

/** Only what the sums of levels and moods need. */
export const alicia = (changes: Record<string, unknown> = {}): Persona =>
  createPersona({
    name: 'alicia',
    system_prompt: 'You are Alicia.',
    advanced_parameters: fullFile.advanced_parameters,
    levels: fullFile.levels,
    moods: fullFile.moods,
    ...changes,
  });
