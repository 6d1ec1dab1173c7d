import type { Json } from '../ports/records.ts';
import type { JsonObject } from './persona.ts';
import { type Problem, problem } from './problem.ts';
import { isValidTemplate, missingVariables } from './templates.ts';

/** Variables a system prompt may hold because every answer has a value for them. */
export const promptVariables = [
  'user_name',
  'bot_name',
  'name',
  'display_name',
  'description',
  'level',
  'mood',
] as const;

/**
 * What one key cannot tell alone. Works on the file as it stands, right or wrong, so that these problems come
 * together with those of the schema; whatever has the wrong type is passed over here and reported there.
 */
export function crossChecks(file: JsonObject): {
  readonly errors: readonly Problem[];
  readonly warnings: readonly Problem[];
} {
  const errors: Problem[] = [];
  const warnings: Problem[] = [];
  const hasParent = typeof file.parent === 'string';

  if (file.system_prompt === undefined && file.prompt === undefined && !hasParent) {
    errors.push(problem('system_prompt', undefined, 'a text telling the model who the persona is'));
  }
  for (const [name, alias] of aliases) {
    if (isContradiction(file[name], file[alias])) {
      errors.push(problem(alias, file[alias], `the same as ${name}, or only one of the two`));
    }
  }
  if (hasParent && file.parent === file.name) {
    errors.push(
      problem(
        'parent',
        file.parent,
        'another persona',
        `${String(file.name as string)} names itself as its parent.`,
      ),
    );
  }
  errors.push(...levelProblems(file.levels, hasParent), ...memoryProblems(file));
  if (!hasParent) errors.push(...moodPolicyProblems(file));
  warnings.push(...clashes(file), ...strangers(file));
  return { errors, warnings };
}

const aliases = [
  ['system_prompt', 'prompt'],
  ['advanced_parameters', 'traits'],
  ['memory_config', 'memoryConfig'],
  ['memory_decay', 'memoryDecaySettings'],
] as const;

/** Objects contradict each other only where both name a key and differ. */
function isContradiction(left: Json | undefined, right: Json | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  if (!isObject(left) || !isObject(right)) return JSON.stringify(left) !== JSON.stringify(right);
  return Object.keys(left).some(
    (key) => Object.hasOwn(right, key) && JSON.stringify(left[key]) !== JSON.stringify(right[key]),
  );
}

function levelProblems(levels: Json | undefined, hasParent: boolean): readonly Problem[] {
  if (!Array.isArray(levels)) return [];
  const problems: Problem[] = [];
  const names = new Set<string>();
  const mins = new Set<number>();
  levels.forEach((level: Json, index) => {
    if (!isObject(level)) return;
    const { name, min } = level;
    if (typeof name === 'string' && names.has(name)) {
      problems.push(problem(`levels[${index}].name`, name, 'a name no other level has'));
    }
    if (typeof min === 'number' && mins.has(min)) {
      problems.push(problem(`levels[${index}].min`, min, 'a number of points no other level has'));
    }
    if (typeof name === 'string') names.add(name);
    if (typeof min === 'number') mins.add(min);
  });
  // With a parent the lowest level may be the parent's; resolving looks at the two together.
  if (!hasParent && mins.size === levels.length && levels.length > 0 && !mins.has(0)) {
    problems.push(problem('levels', levels, 'one level with "min": 0', 'No level begins at 0 points.'));
  }
  return problems;
}

function moodPolicyProblems(file: JsonObject): readonly Problem[] {
  const initial = isObject(file.mood_policy) ? file.mood_policy.initial : undefined;
  if (typeof initial !== 'string') return [];
  const moods = ['neutral', ...(isObject(file.moods) ? Object.keys(file.moods) : [])];
  if (moods.includes(initial)) return [];
  return [problem('mood_policy.initial', initial, `one of the moods: ${[...new Set(moods)].join(', ')}`)];
}

function memoryProblems(file: JsonObject): readonly Problem[] {
  const problems: Problem[] = [];
  const key = file.memory_config === undefined ? 'memoryConfig' : 'memory_config';
  const config = isObject(file[key]) ? file[key] : {};
  const trio = ['max_memories', 'summary_threshold', 'auto_summarize'] as const;
  if (trio.some((name) => config[name] !== undefined)) {
    for (const name of trio.filter((name) => config[name] === undefined)) {
      problems.push(problem(`${key}.${name}`, undefined, `all of ${trio.join(', ')}, or none`));
    }
  }
  const { max_memories: most, summary_threshold: threshold } = config;
  if (typeof most === 'number' && typeof threshold === 'number' && threshold > most) {
    problems.push(problem(`${key}.summary_threshold`, threshold, `at most max_memories, ${most}`));
  }
  const decay = isObject(file.memory_decay)
    ? file.memory_decay
    : isObject(file.memoryDecaySettings)
      ? file.memoryDecaySettings
      : {};
  const rate = isObject(config.decayRate) ? config.decayRate.rate : config.decayRate;
  const spelledTwice = [
    ['decayEnabled', config.decayEnabled, 'enabled'],
    ['decayRate', rate, 'decayRate'],
    ['pinnedMemoryExempt', config.pinnedMemoryExempt, 'pinnedMemoriesExempt'],
  ] as const;
  for (const [older, value, name] of spelledTwice) {
    if (isContradiction(decay[name], value)) {
      problems.push(problem(`${key}.${older}`, value, `the same as memory_decay.${name}, or only that one`));
    }
  }
  return problems;
}

function clashes(file: JsonObject): readonly Problem[] {
  const { personality } = file;
  if (!isObject(personality)) return [];
  const warnings: Problem[] = [];
  for (const block of ['advanced_parameters', 'traits'] as const) {
    const traits = file[block];
    if (!isObject(traits)) continue;
    for (const name of Object.keys(personality)) {
      if (!Object.hasOwn(traits, name)) continue;
      const why = `${name} is in personality and in ${block}; the value of ${block} counts.`;
      warnings.push(problem(['personality', name], personality[name], `${name} in one place only`, why));
    }
  }
  return warnings;
}

function strangers(file: JsonObject): readonly Problem[] {
  const warnings: Problem[] = [];
  for (const key of ['system_prompt', 'prompt'] as const) {
    const prompt = file[key];
    if (typeof prompt !== 'string' || !isValidTemplate(prompt)) continue;
    const known = Object.fromEntries(promptVariables.map((name) => [name, '']));
    for (const name of missingVariables(prompt, known)) {
      const why = `${key} uses \${${name}}, for which an answer has no value; known are ${promptVariables.join(', ')}.`;
      warnings.push(problem(key, `\${${name}}`, `one of ${promptVariables.join(', ')}`, why));
    }
  }
  if (Array.isArray(file.relationships)) {
    file.relationships.forEach((relationship: Json, index) => {
      if (!isObject(relationship) || relationship.persona !== file.name || file.name === undefined) return;
      warnings.push(problem(`relationships[${index}].persona`, file.name, 'another persona'));
    });
  }
  return warnings;
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
