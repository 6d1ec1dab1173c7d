import { type FoundFact, findFacts, isStorable } from '../memory/fact-patterns.ts';
import { venueOf } from '../memory/visibility.ts';
import { factsKey, forgottenKey } from '../people/keys.ts';
import type { Change } from '../ports/changes.ts';
import type { Fact } from '../ports/records.ts';
import type { Command, CommandContext } from './command.ts';
import { factLine } from './known-facts.ts';

export const remember: Command = {
  name: 'remember',
  localName: 'recuerda',
  summary: { en: 'keep something for good', es: 'guardar algo para siempre' },
  usage: 'TEXT | CATEGORY/KEY VALUE',
  options: [
    {
      name: 'what',
      localName: 'que',
      summary: { en: 'in your words: my dog is called Max', es: 'con tus palabras: mi perro se llama Max' },
      kind: 'text',
    },
  ],
  form: {
    title: { en: 'Remember something', es: 'Guardar un recuerdo' },
    fields: [
      {
        name: 'what',
        label: { en: 'What I should remember', es: 'Lo que debo recordar' },
        isLong: true,
        maxLength: 1_000,
      },
    ],
  },
  role: 'member',
  async run(context) {
    const { call, words, person, store, cache, eventId } = context;
    if (call.rest === '') return words.whatToRemember;
    if (!person.isRemembered) return words.memoryIsOff;
    const found = read(call.rest);
    if (found.length === 0) return words.notRemembered;
    const kept = found.map((fact) => told(fact, context));
    await store.apply(
      `command:${eventId}`,
      kept.map((fact): Change => ({ kind: 'fact', fact })),
    );
    await cache.delete(factsKey({ person: person.id }), forgottenKey({ person: person.id }));
    return words.remembered(kept.map((fact) => factLine(fact, context)).join(', '));
  },
};

function read(text: string): readonly FoundFact[] {
  // One way to read any run of white space: two that overlap would try every division of a long one.
  const exact = /^([\p{L}_]{2,40})\/([\p{L}\p{N}_]{1,60})(?:\s*=\s*|\s+)(\S.*)$/su.exec(text);
  if (exact !== null) {
    const [, category = '', key = '', value = ''] = exact;
    return isStorable(value)
      ? [{ category: category.toLowerCase(), key: key.toLowerCase(), value, confidence: 0.9 }]
      : [];
  }
  const found = findFacts(text).filter((fact) => fact.ends !== true);
  if (found.length > 0) return found.map((fact) => ({ ...fact, confidence: Math.max(fact.confidence, 0.9) }));
  return findFacts(`remember that ${text}`);
}

function told(found: FoundFact, { random, person, persona, place, clock }: CommandContext): Fact {
  const now = clock.now();
  return {
    id: random.id(),
    person: person.id,
    category: found.category,
    key: found.key,
    value: found.value,
    ...(found.qualifier === undefined ? {} : { qualifier: found.qualifier }),
    confidence: found.confidence,
    firstMentioned: now,
    updatedAt: now,
    source: 'command',
    persona: persona.name,
    isShareable: persona.memory.shareable,
    venue: venueOf(place),
  };
}
