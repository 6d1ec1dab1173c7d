import { relativeAge } from '../retrieval/relative-time.ts';
import type { CommandContext, Decision } from './command.ts';
import { inWords } from './in-words.ts';
import { shownName } from './shown-name.ts';

const MOST = 10;

/** What became of the latest messages of a place and why, or of the one whose id is given; none of it repeats a message. */
export function decisionsOf(context: CommandContext, id: string | undefined): string {
  const { decisions, place, words } = context;
  const known = decisions.of(place.id);
  const asked = id === undefined ? known : known.filter(({ message }) => message.endsWith(id));
  if (asked.length > 0)
    return [words.decisionsTitle, ...asked.slice(0, MOST).map((each) => line(each, context))].join('\n');
  return id === undefined ? words.noDecisions : words.noDecision(shownName(id));
}

function line({ at, who, what, why, message }: Decision, { words, clock, language }: CommandContext): string {
  const age = relativeAge(at, clock.now(), language);
  const became = inWords(words.decisions, what);
  const because = inWords(words.reasons, why);
  return `- ${words.decisionRow(who === '' ? words.someone : shownName(who), age, became, because)} · \`${message}\``;
}
