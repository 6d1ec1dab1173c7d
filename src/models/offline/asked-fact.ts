import { factLabel } from '../../core/memory/fact-label.ts';
import type { Scene } from '../../core/ports/language-model.ts';
import { describeFact } from './memory.ts';
import { contentWords, foldText } from './words.ts';

/** Questions that ask for one plain fact of the person's own, and the keys that may answer each. */
const ASKED: readonly (readonly [question: RegExp, keys: RegExp])[] = [
  [
    / (?:como me llamo|cual es mi nombre|mi nombre es|what is my name|whats my name|who am i|quien soy) /,
    /^(?:name|nickname)$/,
  ],
  [/ (?:cuantos anos tengo|que edad tengo|how old am i|mi edad|my age) /, /^age$/],
  [/ (?:donde vivo|where (?:do )?i live|en que ciudad vivo) /, /^(?:location|city|home)$/],
  [/ (?:de donde soy|where am i from|where do i come from) /, /^(?:origin|hometown|location)$/],
  [
    / (?:donde trabajo|en que trabajo|de que trabajo|a que me dedico|where do i work|what do i do|what is my job|whats my job|my work) /,
    /^(?:occupation|profession|job|workplace|company|employer)$/,
  ],
  [/ (?:mi cumpleanos|my birthday|cuando cumplo) /, /^birthday$/],
  [
    / (?:a que (?:soy alergic|tengo alergia)\p{L}*|mis? alergias?|am i allergic|my allerg\p{L}*) /u,
    /^allergy/,
  ],
  [/ (?:que me gusta|mis gustos|what do i like|what i like) /, /^likes/],
];
/** Somebody or something of theirs, asked for by what it is: "¿cómo se llama mi perro?". */
const OWN = / (?:mis?|my) (\p{L}+)(?: (\p{L}+))? /u;
const IDENTITY = / (?:como se llama|nombre|quien es|cual es|name|called|who is|whos|what is|whats) /;
/** Asks what was told, not what is so: an episode answers that better. */
const STORY = / (?:conte|contado|cuando te|told you|tell you about|i told) /;

/** The fact a question plainly asks for, put so that it fits into a sentence; undefined when none does. */
export function askedFact(scene: Scene, folded: string): string | undefined {
  if (STORY.test(folded)) return undefined;
  const facts = scene.memories.filter(({ kind }) => kind === 'fact');
  const keys = ASKED.find(([question]) => question.test(folded))?.[1];
  const found = keys === undefined ? ownThing(facts, folded) : facts.find(({ label }) => keys.test(label));
  if (found !== undefined) return describeFact(found, scene.language);
  const isName = keys?.test('name') === true && scene.userName !== undefined;
  return isName
    ? describeFact({ kind: 'fact', label: 'name', text: scene.userName!, age: '' }, scene.language)
    : undefined;
}

function ownThing(facts: Scene['memories'], folded: string) {
  const own = IDENTITY.test(folded) ? OWN.exec(folded) : null;
  if (own === null) return undefined;
  const asked = own.slice(1).filter((word) => word !== undefined);
  return facts.find(({ label }) => {
    const names = contentWords(
      foldText(`${label.replaceAll('_', ' ')} ${factLabel('', label, 'en')} ${factLabel('', label, 'es')}`),
    );
    return asked.some((word) => word !== 'name' && word !== 'nombre' && names.includes(word));
  });
}
