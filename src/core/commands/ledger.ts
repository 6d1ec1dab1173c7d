import type { Action } from '../message.ts';
import type { AffinityEvent } from '../ports/records.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import { answer } from './answer.ts';
import type { CommandAnswer, CommandContext } from './command.ts';
import { inWords } from './in-words.ts';

const PAGE = 10;
const LAST_PAGE = 100_000;

/** Every change between two, newest first, a page at a time; pages begin at 1. */
export async function ledger(context: CommandContext, asked: number): Promise<CommandAnswer> {
  const { store, person, persona, words, language, clock, hasButtons } = context;
  const page = Math.min(LAST_PAGE, Math.max(1, Math.trunc(asked) || 1));
  const rows = await store.affinity.ledger(person.id, persona.name, {
    limit: PAGE + 1,
    offset: (page - 1) * PAGE,
  });
  if (rows.length === 0) return words.nothingYet(persona.displayName);

  const lines = rows.slice(0, PAGE).map((row) => {
    const age = relativeAge(row.at, clock.now(), language);
    const level = row.levelBefore === row.levelAfter ? '' : words.levelRow(row.levelBefore, row.levelAfter);
    const cause = inWords(words.causes, row.cause);
    const rule = inWords(words.rules, row.rule);
    return `- ${words.ledgerRow(signed(row.delta), cause, rule, row.before, row.after, age)}${level}`;
  });
  const isLast = rows.length <= PAGE;
  const turn = (label: string, to: number): Action => ({ label, command: `/affinity history ${to}` });
  return answer(
    [
      words.ledgerTitle(persona.displayName, page),
      ...lines,
      ...(isLast || hasButtons ? [] : [words.morePages(`/affinity history ${page + 1}`)]),
    ].join('\n'),
    [
      ...(page === 1 ? [] : [turn(words.buttons.previous, page - 1)]),
      ...(isLast ? [] : [turn(words.buttons.next, page + 1)]),
    ],
  );
}

export const signed = (delta: number): string => (delta > 0 ? `+${delta}` : delta < 0 ? `−${-delta}` : '±0');

/** What moved the points; what was taken back says why. */
export function causeOf(
  { cause, rule }: Pick<AffinityEvent, 'cause' | 'rule'>,
  words: CommandContext['words'],
): string {
  const told = inWords(words.causes, cause);
  const because = words.rules[rule];
  return because === undefined ? told : `${told} (${because})`;
}
