import { renderFact } from '../memory/fact-label.ts';
import { forgetSummaries } from '../memory/forget-summaries.ts';
import { factsKey, forgottenKey, summariesKey } from '../people/keys.ts';
import type { Change } from '../ports/changes.ts';
import type { Fact } from '../ports/records.ts';
import { words as stems } from '../retrieval/words.ts';
import type { Command, CommandContext } from './command.ts';
import { confirmation } from './confirmation.ts';
import { audibleFacts, factLine } from './known-facts.ts';

export const forget: Command = {
  name: 'forget',
  localName: 'olvida',
  summary: { en: 'forget something', es: 'olvidar algo' },
  usage: 'WHAT | all',
  options: [
    {
      name: 'what',
      localName: 'que',
      summary: { en: 'what /facts calls it, or all', es: 'como lo llama /facts, o all para todo' },
      kind: 'text',
    },
  ],
  role: 'member',
  async run(context) {
    const { call, words, person, personas, store, cache, clock, eventId } = context;
    if (call.rest === '') return words.usage('/forget name · /forget all');
    const known = await audibleFacts(context);
    const isAll = /^(?:all|todo)(?:\s+confirm)?$/i.test(call.rest);
    if (isAll && known.length > 0 && call.args[1]?.toLowerCase() !== 'confirm') {
      return confirmation(context, {
        what: words.forgetsAll(known.length),
        label: words.buttons.forgetAll,
        command: '/forget all confirm',
      });
    }
    const meant = isAll ? known : meantBy(call.rest, known, context);
    if (meant.length === 0) return words.nothingToForget(call.rest.slice(0, 60));
    const at = clock.now();
    const ends = meant.map(
      ({ category, key }): Change => ({
        kind: 'fact.end',
        person: person.id,
        category,
        key,
        because: 'forgotten',
        at,
      }),
    );
    const summaries = await forgetSummaries(store, person.id, meant, at);
    await store.apply(`command:${eventId}`, [...ends, ...summaries]);
    const pairs = personas.list().map(({ name }) => ({ person: person.id, persona: name }));
    await cache.delete(
      factsKey({ person: person.id }),
      forgottenKey({ person: person.id }),
      ...(summaries.length === 0 ? [] : pairs.map(summariesKey)),
    );
    return words.forgot(meant.map((fact) => factLine(fact, context)).join(', '));
  },
};

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
