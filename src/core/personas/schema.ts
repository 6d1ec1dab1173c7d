import { z } from 'zod';
import { emotionsSchema, levelSchema, moodPolicySchema, moodSchema } from './schema-feelings.ts';
import {
  behaviorsSchema,
  metadataSchema,
  privacySchema,
  publicSchema,
  relationshipSchema,
  retirementSchema,
} from './schema-life.ts';
import { memoryConfigSchema, memoryDecaySchema, retrievalSchema } from './schema-memory.ts';
import { part } from './schema-parts.ts';
import { personalitySchema } from './schema-personality.ts';
import { voiceSchema } from './voice.ts';

const lines = z.array(part.line().min(1)).max(100);

/**
 * A persona file as its author writes it: names and scales of the file, nothing normalised. Rules that look at
 * several keys at once (levels in order, a mood that exists) are in `cross-checks.ts`.
 */
export const personaFileSchema = z.strictObject({
  $schema: z.string().max(2_000).exactOptional().describe('Where editors find the schema of this file.'),
  schema_version: z.string().max(40).exactOptional().describe('Version of this format, e.g. "1.1.0".'),
  name: part
    .personaName()
    .describe('Unique name: letters, digits, _ and -. People choose the persona by it.'),
  display_name: part
    .line()
    .min(1)
    .max(80)
    .exactOptional()
    .describe('The name members see. Default: from name.'),
  parent: part
    .personaName()
    .exactOptional()
    .describe('Persona whose traits, levels, moods, … this one inherits.'),
  components: z
    .array(part.personaName())
    .max(50)
    .exactOptional()
    .describe('Shared trait sets from the folder components/, by name; later ones win.'),
  description: part.text().exactOptional().describe('Who the persona is, in a sentence or two.'),
  system_prompt: part
    .template()
    .min(1)
    .exactOptional()
    .describe(`Who the persona is, told to the model: "You are …". May hold \${user_name}, \${bot_name}.`),
  prompt: part.template().min(1).exactOptional().describe('Another spelling of system_prompt.'),
  avatar: part.line().exactOptional().describe('Address of a picture, for places that can show one.'),
  language: part
    .language()
    .exactOptional()
    .describe('Language it speaks unless the other speaks another, e.g. "es".'),
  metadata: metadataSchema.exactOptional().describe('About this file.'),
  advanced_parameters: part.traits().exactOptional().describe('Traits, 0–1 each: "empathy": 0.95.'),
  traits: part.traits().exactOptional().describe('Another spelling of advanced_parameters.'),
  personality: personalitySchema
    .exactOptional()
    .describe('Traits on a scale of 0–100. The same trait in advanced_parameters wins.'),
  background: part
    .free()
    .exactOptional()
    .describe('Anything about its life, nested as you like; told to the model.'),
  levels: z
    .array(levelSchema)
    .min(1)
    .max(50)
    .exactOptional()
    .describe(
      'Stages of the relationship, by points. Default: stranger, acquaintance, friend, close_friend, soulmate.',
    ),
  moods: z
    .record(part.word(), moodSchema)
    .exactOptional()
    .describe('Moods it may be in; "neutral" always exists.'),
  mood_policy: moodPolicySchema.exactOptional().describe('How moods begin and weigh.'),
  affinity_rules: z
    .record(part.word(), z.int().min(-100).max(100))
    .exactOptional()
    .describe(
      'Points for a kind of interaction, whole numbers. Default: message 1, compliment 2, insult -2.',
    ),
  context_modifiers: z
    .record(part.word(), part.traits())
    .exactOptional()
    .describe('Traits set while talking in a named context, 0–1 each.'),
  templates: z
    .record(part.word(), part.template())
    .exactOptional()
    .describe(`Texts with \${variables}, by name.`),
  greetings: part.byLanguage(lines).exactOptional().describe('First lines to a new acquaintance.'),
  unavailable: part.byLanguage(lines).exactOptional().describe('What it says while no model can be reached.'),
  voice: voiceSchema.exactOptional(),
  retrieval: retrievalSchema.exactOptional().describe('How much is remembered into one answer.'),
  memory_config: memoryConfigSchema.exactOptional().describe('How much is kept.'),
  memoryConfig: memoryConfigSchema.exactOptional().describe('Another spelling of memory_config.'),
  memory_decay: memoryDecaySchema.exactOptional().describe('How memories fade.'),
  memoryDecaySettings: memoryDecaySchema.exactOptional().describe('Another spelling of memory_decay.'),
  emotions: emotionsSchema.exactOptional().describe('Feelings at rest and what stirs them.'),
  behaviors: behaviorsSchema.exactOptional().describe('Fixed answers and plugins.'),
  privacy: privacySchema.exactOptional().describe('What needs consent.'),
  public: publicSchema.exactOptional().describe('Its public life.'),
  relationships: z
    .array(relationshipSchema)
    .max(100)
    .exactOptional()
    .describe('What other personas are to it.'),
  retirement: retirementSchema.exactOptional().describe('How it ends, should it end.'),
});

/** A persona file that passed {@link personaFileSchema}. */
export type PersonaFile = z.output<typeof personaFileSchema>;
