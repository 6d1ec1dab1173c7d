import type { CustomTrait, Traits } from './persona.ts';
import { traitWords } from './trait-words.ts';

/** Most traits told: more of them would only dilute each other. The ones furthest from the middle come first. */
const MOST_TOLD = 16;
const generic = [
  'very low: it hardly shows',
  'low: it seldom shows',
  'high: let it show',
  'very high: let it show clearly',
];

/** The notable traits as instructions, one a line. */
export function describeTraits(traits: Traits, customTraits: readonly CustomTrait[]): readonly string[] {
  const told: { readonly distance: number; readonly line: string }[] = [];
  for (const [name, value] of Object.entries(traits)) {
    const band = bandOf(value);
    if (band === undefined || customTraits.some((trait) => trait.name === name)) continue;
    const line = traitWords.get(fold(name))?.[band] ?? `Your ${spell(name)} is ${generic[band]}.`;
    told.push({ distance: Math.abs(value - 0.5), line });
  }
  told.sort((left, right) => right.distance - left.distance);
  return told.slice(0, MOST_TOLD).map((each) => each.line);
}

/** The author's own traits: their strength now, and what they bring about in this context. */
export function describeCustomTraits(
  traits: Traits,
  customTraits: readonly CustomTrait[],
  context: string | undefined,
): readonly string[] {
  return customTraits.map(({ name, value, description, influences }) => {
    const band = bandOf(Object.hasOwn(traits, name) ? traits[name]! : value / 100);
    const strength = band === undefined ? 'moderate' : ['very low', 'low', 'high', 'very high'][band]!;
    const meaning = description === '' ? '' : ` (${description})`;
    const effects = influences
      .filter(
        (influence) =>
          influence.impact !== 0 && (influence.context === undefined || influence.context === context),
      )
      .map(({ behavior, impact }) => `${behavior}: ${amount(impact)}`);
    const outcome = effects.length === 0 ? '' : ` It changes what you do here — ${effects.join('; ')}.`;
    return `Your ${spell(name)}${meaning} is ${strength}.${outcome}`;
  });
}

/** Whether the name is one Kith has words for, whoever wrote it. */
export function isCommonTrait(name: string): boolean {
  return traitWords.has(fold(name));
}

/** 0–3 for {@link traitWords}; undefined in the unremarkable middle. */
function bandOf(value: number): 0 | 1 | 2 | 3 | undefined {
  if (value <= 0.15) return 0;
  if (value <= 0.35) return 1;
  if (value < 0.65) return undefined;
  return value < 0.85 ? 2 : 3;
}

function amount(impact: number): string {
  const size = Math.abs(impact);
  const degree = size > 66 ? 'much ' : size > 33 ? '' : 'a little ';
  return `${degree}${impact > 0 ? 'more' : 'less'} than usual`;
}

function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function spell(name: string): string {
  return name
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replaceAll('_', ' ')
    .toLowerCase();
}
