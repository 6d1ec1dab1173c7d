import { z } from 'zod';
import { part } from './schema-parts.ts';

const weight = (of: string) => part.fraction().exactOptional().describe(`Weight of ${of}, 0–1.`);

/** Spellings of decay settings that live under `memory_decay` now. */
const decayRateAlias = z.union([
  part.fraction(),
  z.looseObject({ rate: part.fraction().exactOptional(), function: z.string().exactOptional() }),
]);

/** `memory_config`. */
export const memoryConfigSchema = z.strictObject({
  max_memories: z.int().min(1).max(10_000_000).exactOptional().describe('Most memories kept. Default 1000.'),
  summary_threshold: z
    .int()
    .min(1)
    .max(10_000_000)
    .exactOptional()
    .describe(
      'Unsummarised memories at which the old ones are summarised; at most max_memories. Default 50.',
    ),
  auto_summarize: z.boolean().exactOptional().describe('Whether that happens by itself. Default true.'),
  maxMemorySize: z.number().min(0).max(1_000_000).exactOptional().describe('Most room, in MB. Default 50.'),
  maxEntities: part.count(10_000_000).exactOptional().describe('Most things and people known. Default 5000.'),
  hotMemorySize: part.count(10_000_000).exactOptional().describe('Items in the hot tier. Default 100.'),
  warmMemorySize: part.count(10_000_000).exactOptional().describe('Items in the warm tier. Default 300.'),
  coldMemoryRetention: part.count(36_500).exactOptional().describe('Days the cold tier keeps. Default 90.'),
  importanceWeights: z
    .strictObject({
      recency: weight('how recent a memory is'),
      frequency: weight('how often it came up'),
      emotion: weight('how strongly it was felt'),
      relevance: weight('how well it fits the moment'),
    })
    .exactOptional()
    .describe('How the importance of a memory is weighed.'),
  trackRelationships: z.boolean().exactOptional().describe('Whether memories are linked. Default true.'),
  maxRelationshipDepth: part.count(10).exactOptional().describe('Links followed at most. Default 2.'),
  encryptSensitive: z.boolean().exactOptional().describe('Whether sensitive facts are sealed. Default true.'),
  shareable: z
    .boolean()
    .exactOptional()
    .describe('Whether other personas may know what this one was told. Default true.'),
  decayEnabled: z.boolean().exactOptional().describe('Older spelling of memory_decay.enabled.'),
  decayRate: decayRateAlias.exactOptional().describe('Older spelling of memory_decay.decayRate.'),
  pinnedMemoryExempt: z
    .boolean()
    .exactOptional()
    .describe('Older spelling of memory_decay.pinnedMemoriesExempt.'),
});

/** `memory_decay`. */
export const memoryDecaySchema = z.strictObject({
  enabled: z.boolean().exactOptional().describe('Whether memories fade. Default true.'),
  decayFunction: z
    .enum(['linear', 'exponential', 'logarithmic'])
    .exactOptional()
    .describe('The curve they fade along. Default exponential.'),
  decayRate: part.fraction().exactOptional().describe('Rate per day, 0–1. Default 0.05.'),
  exemptCategories: z
    .array(part.word())
    .max(100)
    .exactOptional()
    .describe('Categories of facts that never fade. Default ["personal_info"].'),
  pinnedMemoriesExempt: z
    .boolean()
    .exactOptional()
    .describe('Whether pinned memories never fade. Default true.'),
  highImportanceThreshold: z
    .number()
    .min(0)
    .max(10)
    .exactOptional()
    .describe('Importance, 0–10, from which a memory never fades. Default 8.'),
  decaySchedule: z
    .enum(['continuous', 'daily', 'weekly'])
    .exactOptional()
    .describe('When fading is reckoned. Default daily.'),
});

/** `retrieval`. */
export const retrievalSchema = z.strictObject({
  recent: part.count(200).exactOptional().describe('Last messages that always reach the model. Default 10.'),
  facts: part.count(200).exactOptional().describe('Facts, at most. Default 10.'),
  episodes: part.count(50).exactOptional().describe('Episodes, at most. Default 3.'),
  messages: part.count(50).exactOptional().describe('Older messages found by meaning, at most. Default 3.'),
  vector: part.count(50).exactOptional().describe('Another spelling of messages.'),
});
