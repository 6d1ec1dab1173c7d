import type { PersonaName } from '../ids.ts';
import { describeBackground, describeRelationships } from './describe-background.ts';
import { describeBond } from './describe-bond.ts';
import { describeMood } from './describe-mood.ts';
import { describeCustomTraits, describeTraits, isCommonTrait } from './describe-traits.ts';
import type { Level, Persona, Traits } from './persona.ts';
import { fillTemplate, parseTemplate, type TemplatePart, type Variables } from './templates.ts';

export interface CompileInput {
  /** Name of the level; one the persona does not have counts as its first. */
  readonly level: string;
  /** `intensity` 0–1. */
  readonly mood: { readonly label: string; readonly intensity: number };
  /** Named context of the place, e.g. `support`. */
  readonly context?: string;
  /** Trait values the person prefers, 0–1; names neither the persona nor Kith knows are passed over. */
  readonly preferences?: Traits;
  /** Values for the variables of the system prompt; `bot_name` and what the persona knows itself have defaults. */
  readonly variables: Variables;
}

/** A persona as it is for one answer. Lives for one turn, is never stored. */
export interface CompiledPersona {
  readonly name: PersonaName;
  readonly displayName: string;
  /** 0–1, rounded to 4 decimals. */
  readonly traits: Traits;
  readonly level: string;
  readonly mood: { readonly label: string; readonly intensity: number };
  /** What a model is told of the persona: its system prompt, then traits, level, mood and background in words. */
  readonly prompt: string;
}

/** Where a trait stands that only a modifier names. */
const UNDECLARED = 0.5;
/** A person's name is a name: longer values only try to talk to the model. */
const LONGEST_VARIABLE = 200;

/**
 * The persona at a level and in a mood: base ← preferences ← context, + level + mood, then the level's fixed
 * values; clamped to 0–1 and rounded once. Pure.
 *
 * @throws KithError `template.variable` naming the variables of the system prompt that have no value.
 */
export function compilePersona(persona: Persona, input: CompileInput): CompiledPersona {
  const level = persona.levels.find((each) => each.name === input.level) ?? persona.levels[0]!;
  const traits = compileTraits(persona, level, input);
  const mood = { label: input.mood.label, intensity: input.mood.intensity };
  const fixed = prepare(persona);
  const opening = fillTemplate(fixed.systemPrompt, {
    ...fixed.variables,
    level: level.name,
    mood: mood.label,
    ...tamed(input.variables),
  });

  const manner = describeTraits(traits, persona.customTraits);
  const own = describeCustomTraits(traits, persona.customTraits, input.context);
  const sections = [
    opening,
    manner.length + own.length === 0 ? '' : `How you are:\n${listed(manner, own)}`,
    describeBond(persona, level),
    describeMood(persona, mood.label, mood.intensity),
    fixed.background,
    fixed.relationships,
  ];
  return {
    name: persona.name,
    displayName: persona.displayName,
    traits,
    level: level.name,
    mood,
    prompt: sections.filter((section) => section !== '').join('\n\n'),
  };
}

function compileTraits(persona: Persona, level: Level, input: CompileInput): Traits {
  const traits: Record<string, number> = { ...persona.traits };
  for (const [name, value] of Object.entries(input.preferences ?? {})) {
    // Its name reaches the prompt, so a trait of the person's own invention would be a way to talk to the model.
    const isKnown = Object.hasOwn(persona.traits, name) || isCommonTrait(name);
    if (isKnown && Number.isFinite(value)) traits[name] = value;
  }
  Object.assign(traits, own(persona.contextModifiers, input.context));
  const mood = own(persona.moods, input.mood.label);
  add(traits, level.modifiers, 1);
  add(traits, mood?.modifiers ?? {}, persona.moodPolicy.scaleByIntensity ? input.mood.intensity : 1);
  Object.assign(traits, level.set);
  for (const name of Object.keys(traits)) traits[name] = settle(traits[name]!);
  return traits;
}

function add(traits: Record<string, number>, modifiers: Traits, times: number): void {
  for (const [name, change] of Object.entries(modifiers)) {
    traits[name] = (Object.hasOwn(traits, name) ? traits[name]! : UNDECLARED) + change * times;
  }
}

/** Four decimals: binary fractions would otherwise show, 0.3 − 0.1 as 0.19999999999999998. */
function settle(value: number): number {
  if (!(value > 0)) return 0;
  return value >= 1 ? 1 : Math.round(value * 10_000) / 10_000;
}

function own<Value>(table: Readonly<Record<string, Value>>, key: string | undefined): Value | undefined {
  return key !== undefined && Object.hasOwn(table, key) ? table[key] : undefined;
}

function listed(...groups: readonly (readonly string[])[]): string {
  return groups
    .flat()
    .map((line) => `- ${line}`)
    .join('\n');
}

/** Values come from people: one line each, so that none can pose as a section of the prompt. */
function tamed(variables: Variables): Variables {
  const lines: Record<string, string> = {};
  for (const [name, value] of Object.entries(variables)) {
    lines[name] = value.slice(0, LONGEST_VARIABLE).replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ');
  }
  return lines;
}

interface Fixed {
  readonly systemPrompt: readonly TemplatePart[];
  readonly variables: Variables;
  readonly background: string;
  readonly relationships: string;
}

const prepared = new WeakMap<Persona, Fixed>();

/** What does not change from answer to answer, made once per persona. */
function prepare(persona: Persona): Fixed {
  const known = prepared.get(persona);
  if (known !== undefined) return known;
  const background = describeBackground(persona.background);
  const relationships = describeRelationships(persona);
  const fixed: Fixed = {
    systemPrompt: parseTemplate(persona.systemPrompt),
    variables: {
      bot_name: persona.displayName,
      name: persona.displayName,
      display_name: persona.displayName,
      description: persona.description,
    },
    background: background === '' ? '' : `About you:\n${background}`,
    relationships: relationships === '' ? '' : `Others you know:\n${relationships}`,
  };
  prepared.set(persona, fixed);
  return fixed;
}
