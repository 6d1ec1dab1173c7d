import { canHear } from '../memory/visibility.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import { answer } from './answer.ts';
import type { Command, CommandAnswer, CommandContext } from './command.ts';
import { audibleFacts, factLine } from './known-facts.ts';

const MOST_PAST = 50;

export const facts: Command = {
  name: 'facts',
  localName: 'datos',
  aliases: ['hechos'],
  summary: { en: 'what is known about you', es: 'lo que se sabe de ti' },
  usage: '[past]',
  options: [
    {
      name: 'view',
      localName: 'ver',
      summary: { en: 'what was once true instead', es: 'lo que fue verdad' },
      kind: 'choice',
      choices: ['past'],
    },
  ],
  role: 'member',
  run: (context) => (context.call.args[0] === 'past' ? past(context) : present(context)),
};

async function present(context: CommandContext): Promise<CommandAnswer> {
  const { words, language, clock } = context;
  const known = await audibleFacts(context);
  const lines = known.map(
    (fact) =>
      `- ${factLine(fact, context)} · ${words.confidence(fact.confidence.toFixed(1))} · ${words.since(relativeAge(fact.firstMentioned, clock.now(), language))}`,
  );
  return answer(lines.length === 0 ? words.noFacts : [words.factsTitle, ...lines].join('\n'), [
    { label: words.buttons.remember, command: '/remember' },
  ]);
}

async function past(context: CommandContext): Promise<CommandAnswer> {
  const { words, language, clock, store, person, place } = context;
  const gone = (await store.facts.past(person.id)).filter((fact) => canHear(fact.venue, place));
  if (gone.length === 0) return words.noFacts;
  const lines = gone
    .slice(0, MOST_PAST)
    .map((fact) => `- ${factLine(fact, context)} · ${relativeAge(fact.endedAt, clock.now(), language)}`);
  return [words.pastFactsTitle, ...lines].join('\n');
}
