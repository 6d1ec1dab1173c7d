import { fold } from '../affinity/fold.ts';
import { householdFinders } from './fact-patterns-household.ts';
import { selfFinders } from './fact-patterns-self.ts';
import { tasteFinders } from './fact-patterns-tastes.ts';
import { workFinders } from './fact-patterns-work.ts';
import { type Draft, type Finder, statementsOf } from './fact-statement.ts';
import { isPoisoned } from './poison-words.ts';

/** Something a person told of themselves. */
export interface FoundFact extends Draft {
  /** 0–1: .7 read by a pattern, .9 the person asked to remember it. */
  readonly confidence: number;
}

const READ = 0.7;
const ASKED = 0.9;
/** A message tells a handful of things; a list of fifty is an attempt to fill the memory. */
const MOST_FACTS = 12;

const FINDERS: readonly Finder[] = [...selfFinders, ...workFinders, ...householdFinders, ...tasteFinders];

const REMEMBER =
  /^[\s¡]*(?:(?:please|por favor|hey|oye|and|y|alicia),? )*(?:(?:please )?(?:remember|note|keep in mind)(?: that|:)|(?:don'?t|do not|never) forget(?: that|:)|(?:recuerda|recorda|acuerdate(?: de)?|ten en cuenta|anota|apunta|memoriza|nunca olvides|no (?:te )?olvides)(?: de)?(?: que|:)) +(?=\S)/;
// A message that plays another speaker or a template is no statement of its writer.
const FORGED = /\{\{|<\||\[\/?inst\]|\b(?:system|assistant|developer)\s*:/;
// Things to remember about the persona are orders, not facts about the person.
const ABOUT_PERSONA =
  /^(?:you|your|you're|eres|tu|tus|te|debes|tienes|me (?:amas|quieres|debes)|we|nosotros|somos|estas|to|(?:siempre|nunca|always|never))\b/;

/**
 * What the writer says of themselves, found without a model, in English or Spanish. Questions, wishes, words about
 * others and anything unfit to be stored (see poison-words) give nothing. Values are words of the message.
 * One fact per category and key, the last one said; at most 12. Never throws; reads the first 4,000 characters.
 *
 * @example findFacts('Mi perro Max murió ayer')
 * // [{ category: 'pets', key: 'dog_name', value: 'Max', qualifier: 'deceased', confidence: 0.7 }]
 */
export function findFacts(text: string): readonly FoundFact[] {
  const { written, folded } = fold(text);
  if (FORGED.test(folded)) return [];
  const asked = REMEMBER.exec(folded);
  const told = asked === null ? written : written.slice(asked[0].length);
  const confidence = asked === null ? READ : ASKED;
  const found = statementsOf(told).flatMap((statement) =>
    FINDERS.flatMap((find) => find(statement)).filter(
      (draft) => isStorable(draft.value) && draft.key.length <= 60,
    ),
  );
  if (found.length === 0 && asked !== null) return noteOf(told);
  const byKey = new Map(
    found.map((draft) => [`${draft.category}/${draft.key}/${draft.ends === true}`, draft]),
  );
  return [...byKey.values()].slice(0, MOST_FACTS).map((draft) => ({ ...draft, confidence }));
}

/** Whether a value may be kept: no instruction, address, secret or markup, 1–120 characters. */
export function isStorable(value: string): boolean {
  return !isPoisoned(value);
}

function noteOf(told: string): readonly FoundFact[] {
  const value = told
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[.!]+$/, '');
  const { folded } = fold(value);
  if (!isStorable(value) || ABOUT_PERSONA.test(folded) || value.endsWith('?')) return [];
  return [{ category: 'notes', key: `note_${hash(folded)}`, value, confidence: ASKED }];
}

/** FNV-1a, 32 bits: the same note gets the same key, so saying it twice keeps one. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193);
  }
  return (value >>> 0).toString(36);
}
