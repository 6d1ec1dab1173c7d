import { renderFact } from '../memory/fact-label.ts';
import { type FoundFact, findFacts, isStorable } from '../memory/fact-patterns.ts';
import { canHear, venueOf } from '../memory/visibility.ts';
import { factsKey, forgottenKey } from '../people/keys.ts';
import type { Change } from '../ports/changes.ts';
import type { Fact } from '../ports/records.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import { words as stems } from '../retrieval/words.ts';
import type { Command, CommandContext } from './command.ts';

export const facts: Command = {
  name: 'facts',
  summary: { en: 'what is known about you', es: 'lo que se sabe de ti' },
  usage: '[past]',
  role: 'member',
  async run(context) {
    const { call, words, language, clock, store, person } = context;
    if (call.args[0] === 'past') {
      const past = (await store.facts.past(person.id)).filter((fact) => canHear(fact.venue, context.place));
      if (past.length === 0) return words.noFacts;
      const lines = past
        .slice(0, 50)
        .map((fact) => `- ${render(fact, context)} · ${relativeAge(fact.endedAt, clock.now(), language)}`);
      return [words.pastFactsTitle, ...lines].join('\n');
    }
    const known = await audible(context);
    if (known.length === 0) return words.noFacts;
    const lines = known.map(
      (fact) =>
        `- ${render(fact, context)} · ${words.confidence(fact.confidence.toFixed(1))} · ${words.since(relativeAge(fact.firstMentioned, clock.now(), language))}`,
    );
    return [words.factsTitle, ...lines].join('\n');
  },
};

export const remember: Command = {
  name: 'remember',
  summary: { en: 'keep something for good', es: 'guardar algo para siempre' },
  usage: 'TEXT | CATEGORY/KEY VALUE',
  role: 'member',
  async run(context) {
    const { call, words, person, store, cache, eventId } = context;
    if (call.rest === '')
      return words.usage('/remember my dog is called Max · /remember preferences/language spanish');
    if (!person.isRemembered) return words.memoryIsOff;
    const found = read(call.rest);
    if (found.length === 0) return words.notRemembered;
    const kept = found.map((fact) => told(fact, context));
    await store.apply(
      `command:${eventId}`,
      kept.map((fact): Change => ({ kind: 'fact', fact })),
    );
    await cache.delete(factsKey({ person: person.id }), forgottenKey({ person: person.id }));
    return words.remembered(kept.map((fact) => render(fact, context)).join(', '));
  },
};

export const forget: Command = {
  name: 'forget',
  summary: { en: 'forget something', es: 'olvidar algo' },
  usage: 'WHAT | all',
  role: 'member',
  async run(context) {
    const { call, words, person, store, cache, clock, eventId } = context;
    if (call.rest === '') return words.usage('/forget name · /forget all');
    const known = await audible(context);
    const isAll = /^(all|todo)\b/i.test(call.rest);
    if (isAll && known.length > 0 && call.args[1] !== 'confirm') {
      return words.confirm(words.forgetsAll(known.length), '/forget all confirm');
    }
    const meant = isAll ? known : meantBy(call.rest, known, context);
    if (meant.length === 0) return words.nothingToForget(call.rest.slice(0, 60));
    await store.apply(
      `command:${eventId}`,
      meant.map(
        ({ category, key }): Change => ({
          kind: 'fact.end',
          person: person.id,
          category,
          key,
          because: 'forgotten',
          at: clock.now(),
        }),
      ),
    );
    await cache.delete(factsKey({ person: person.id }), forgottenKey({ person: person.id }));
    return words.forgot(meant.map((fact) => render(fact, context)).join(', '));
  },
};

// A list asked for in a public place may be answered there by mistake of a platform: private things stay out of it.
async function audible({ store, person, place }: CommandContext): Promise<readonly Fact[]> {
  return (await store.facts.ofPerson(person.id)).filter((fact) => canHear(fact.venue, place));
}

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

function render(fact: Fact, { language }: CommandContext): string {
  const { label, text } = renderFact(fact, language);
  return `${label}: ${text}`;
}

/** The fact of that name, or every fact of that category; failing both, those whose label or value has the words. */
function meantBy(what: string, known: readonly Fact[], { language }: CommandContext): readonly Fact[] {
  const asked = what.toLowerCase();
  const named = known.filter(
    ({ category, key }) => asked === key || asked === `${category}/${key}` || asked === category,
  );
  const wanted = stems(what);
  if (named.length > 0 || wanted.length === 0) return named;
  return known.filter((fact) => {
    const { label, text } = renderFact(fact, language);
    const present = new Set(stems(`${label} ${text} ${fact.key.replaceAll('_', ' ')}`));
    return wanted.every((stem) => present.has(stem));
  });
}
