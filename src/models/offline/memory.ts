import { factLabel } from '../../core/memory/fact-label.ts';
import type { Language } from '../../core/message.ts';
import type { Scene, SceneMemory } from '../../core/ports/language-model.ts';
import { cleanText, contentWords, foldText, shorten } from './words.ts';

/** A thing remembered, put so that it fits into a sentence. */
export interface Recollection {
  readonly memory: string;
  readonly age: string;
  /** Whether it has to do with what was asked, as far as words tell. */
  readonly isAskedFor: boolean;
  readonly isPainful: boolean;
}

/** What of `scene.memories` answers a question about the past best; undefined when nothing is remembered. */
export function recollect(scene: Scene, folded: string): Recollection | undefined {
  const asked = contentWords(folded).filter((word) => word !== foldText(scene.userName ?? '').trim());
  const ranked = scene.memories
    .filter((memory) => !isOwn(memory, scene))
    .map((memory, index) => ({ memory, rank: rank(memory, asked) - index / 1000 }))
    .sort((one, other) => other.rank - one.rank);
  const best = ranked[0]?.memory;
  if (best === undefined) return undefined;
  const shared = sharedWords(best, asked);
  const isTold = best.kind !== 'fact';
  if (!isTold && shared.length === 0) return undefined;
  const named = isTold ? properWord(best, asked, scene.userText) : undefined;
  return {
    memory: isTold ? retold(best, named, scene.language) : describeFact(best, scene.language),
    age: cleanText(best.age),
    isAskedFor: shared.length > 0 || asked.length === 0,
    isPainful: PAINFUL.test(foldText(`${best.label} ${best.text}`)),
  };
}

/** What is known of the person as a list fit for a sentence, at most six things; undefined when nothing is. */
export function listKnown(scene: Scene): string | undefined {
  const facts = scene.memories
    .filter(({ kind }) => kind === 'fact')
    .toSorted((one, other) => Number(other.label === 'name') - Number(one.label === 'name'))
    .map((fact) => describeFact(fact, scene.language));
  const hasName = scene.memories.some(({ kind, label }) => kind === 'fact' && label === 'name');
  const name = scene.userName === undefined ? undefined : cleanText(scene.userName);
  const own =
    !hasName && name
      ? [describeFact({ kind: 'fact', label: 'name', text: name, age: '' }, scene.language)]
      : [];
  const episodes = scene.memories
    .filter(({ kind }) => kind === 'episode')
    .map(({ label, age }) => `${quote(label, scene.language)}${age ? ` (${cleanText(age)})` : ''}`);
  const known = [...own, ...facts.slice(0, 5), ...episodes.slice(0, 2)]
    .slice(0, 6)
    .map((each) => shorten(each, 60));
  if (known.length === 0) return undefined;
  const last = known.at(-1)!;
  const and = scene.language === 'es' ? (/^[ií]/i.test(last) ? ' e ' : ' y ') : ' and ';
  return known.length === 1 ? last : `${known.slice(0, -1).join(', ')}${and}${last}`;
}

/** A fact one can ask after kindly ("how is Toby?"), as the subject of such a question. */
export function askableFact(memory: SceneMemory, language: Language): string | undefined {
  const text = shorten(cleanText(memory.text), 40);
  if (memory.kind !== 'fact' || text === '' || PAINFUL.test(foldText(text)) || text.length > 30)
    return undefined;
  if (
    /(^|_)(dog|cat|pet|son|daughter|sister|brother|partner|wife|husband|mother|father|friend)(_name)?$/.test(
      memory.label,
    )
  )
    return text;
  if (/^(job|work|profession|occupation)/.test(memory.label))
    return language === 'es' ? 'el trabajo' : 'work';
  if (/(hobby|plays)/.test(memory.label)) return text;
  return undefined;
}

/** Quotation as each language writes it; never longer than 90 characters. */
export function quote(text: string, language: Language): string {
  const bare = shorten(cleanText(text).replace(/[«»“”"]/g, ''), 90).replace(/[.;,:]+$/, '');
  return language === 'es' ? `«${bare}»` : `“${bare}”`;
}

const PAINFUL =
  / (?:deceased|died|dead|death|dying|lost|losing|loss|funeral|cancer|hospital|sick|divorce|broke|fight|accident|fired|murio|muerto|muerta|muerte|fallecio|fallecido|fallecida|perdida|perdi|perdio|perder|funeral|enfermo|enferma|divorcio|pelea|pelee|accidente|despidieron|ruptura) /;

/** "lo de Max": an episode by what it was about, a message in the person's own words. */
function retold(memory: SceneMemory, name: string | undefined, language: Language): string {
  const words = quote(memory.kind === 'episode' ? memory.label : memory.text, language);
  if (name === undefined) return words;
  const about = language === 'es' ? `lo de ${name}` : `what you told me about ${name}`;
  return memory.kind === 'episode' ? about : `${about}, ${words}`;
}

function isOwn(memory: SceneMemory, scene: Scene): boolean {
  const who = foldText(memory.label).trim();
  return (
    memory.kind === 'message' &&
    (who === 'assistant' ||
      who === foldText(scene.persona.displayName).trim() ||
      who === foldText(scene.persona.name).trim())
  );
}

function rank(memory: SceneMemory, asked: readonly string[]): number {
  const kind = memory.kind === 'episode' ? 0.6 : memory.kind === 'message' ? 0.5 : 0;
  return sharedWords(memory, asked).length + kind;
}

/** Words count as shared when one begins with the other's first five letters, which spares a stemmer. */
function sharedWords(memory: SceneMemory, asked: readonly string[]): readonly string[] {
  const words = contentWords(foldText(cleanText(`${memory.label} ${memory.text}`)));
  return asked.filter((word) =>
    words.some((each) => each === word || (word.length > 5 && each.startsWith(word.slice(0, 5)))),
  );
}

/** The capitalised word of the question the memory speaks of too: what it is "about". */
function properWord(memory: SceneMemory, asked: readonly string[], userText: string): string | undefined {
  const shared = new Set(sharedWords(memory, asked));
  return cleanText(userText)
    .split(/[^\p{L}\p{N}]+/u)
    .find((word) => /^\p{Lu}\p{Ll}/u.test(word) && shared.has(foldText(word).trim()));
}

const FACTS: Readonly<Record<string, readonly [en: string, es: string]>> = {
  name: ['your name is *', 'te llamas *'],
  age: ['you are *', 'tienes * años'],
  city: ['you live in *', 'vives en *'],
  location: ['you live in *', 'vives en *'],
  home: ['you live in *', 'vives en *'],
  hometown: ['you come from *', 'eres de *'],
  origin: ['you come from *', 'eres de *'],
  job: ['your job: *', 'tu trabajo: *'],
  profession: ['your job: *', 'tu trabajo: *'],
  occupation: ['your job: *', 'tu trabajo: *'],
  employer: ['you work at *', 'trabajas en *'],
  company: ['you work at *', 'trabajas en *'],
  birthday: ['your birthday is *', 'tu cumpleaños es *'],
  nationality: ['your nationality: *', 'tu nacionalidad: *'],
  workplace: ['you work at *', 'trabajas en *'],
  studies: ['you study *', 'estudias *'],
  children: ['your children: *', 'tus hijos: *'],
  siblings: ['your siblings: *', 'tus hermanos: *'],
  language: ['you speak *', 'hablas *'],
  speaks: ['you speak *', 'hablas *'],
  hobby: ['you are fond of *', 'tu pasatiempo: *'],
  likes: ['you like *', 'entre tus gustos, *'],
  dislikes: ['you do not like *', 'lo que no te gusta: *'],
  allergy: ['you are allergic to *', 'tienes alergia a *'],
  condition: ['your health: *', 'tu salud: *'],
  note: ['*', '*'],
};

/** "tu perro: Max", "te llamas Diego". */
export function describeFact(fact: SceneMemory, language: Language): string {
  const text = shorten(cleanText(fact.text).replace(/[.\s]+$/, ''), 60);
  const key = fact.label.toLowerCase().replace(/^(?:current|my|user)_/, '');
  const family = /^(?:likes|dislikes|speaks|allergy|condition|note)(?=_)/.exec(key)?.[0];
  const name = family ?? key;
  const sentence = Object.hasOwn(FACTS, name) ? FACTS[name] : undefined;
  if (sentence !== undefined)
    return (language === 'es' ? sentence[1] : sentence[0]).replace('*', () =>
      text.replace(/ (?:años|years(?: old)?)$/, ''),
    );
  const noun = factLabel('', fact.label, language).toLowerCase();
  return language === 'es'
    ? `${noun.endsWith('s') && !noun.endsWith('is') ? 'tus' : 'tu'} ${noun}: ${text}`
    : `your ${noun}: ${text}`;
}
