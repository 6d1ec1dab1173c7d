import { levelOf, nextLevel, progress } from '../affinity/level.ts';
import { affinityKey } from '../people/keys.ts';
import type { Level, Persona } from '../personas/persona.ts';
import type { AffinityEvent } from '../ports/records.ts';
import { relativeAge } from '../retrieval/relative-time.ts';
import type { Command, CommandContext } from './command.ts';

const PAGE = 10;
const BAR = 10;

export const affinity: Command = {
  name: 'affinity',
  summary: { en: 'how close you are, and why', es: 'cuánta confianza hay, y por qué' },
  usage: '[why|history [PAGE]]',
  role: 'member',
  run(context) {
    const [word = '', argument] = context.call.args;
    if (word === 'why') return ledger(context, 1);
    if (word === 'history') return ledger(context, Math.max(1, Math.trunc(Number(argument)) || 1));
    if (word === 'add') return add(context);
    return glance(context);
  },
};

/** The level's name, with its title in the reader's language where the author gave one. */
export function levelName(level: Level, language: CommandContext['language']): string {
  const title = level.title?.[language];
  return title === undefined || title.toLowerCase() === level.name.toLowerCase()
    ? level.name
    : `${title} (${level.name})`;
}

async function glance({ store, person, persona, words, language, clock }: CommandContext): Promise<string> {
  const state = await store.affinity.get(person.id, persona.name);
  const points = state?.points ?? 0;
  const level = levelOf(points, persona.levels) as Level;
  const next = nextLevel(points, persona.levels) as Level | undefined;
  const [last] = await store.affinity.ledger(person.id, persona.name, { limit: 1, offset: 0 });

  const filled = Math.floor(progress(points, persona.levels) * BAR);
  const bar = '▰'.repeat(filled) + '▱'.repeat(BAR - filled);
  return [
    `**${persona.displayName}** · ${levelName(level, language)} · ${words.points(points)}`,
    next === undefined
      ? `${'▰'.repeat(BAR)} ${words.highestLevel}`
      : `${bar} ${words.toNext(next.min - points, levelName(next, language))}`,
    ...(last === undefined
      ? []
      : [
          words.lastChange(
            signed(last.delta),
            causeOf(last, words),
            relativeAge(last.at, clock.now(), language),
          ),
        ]),
  ].join('\n');
}

async function ledger(context: CommandContext, page: number): Promise<string> {
  const { store, person, persona, words, language, clock } = context;
  const rows = await store.affinity.ledger(person.id, persona.name, {
    limit: PAGE + 1,
    offset: (page - 1) * PAGE,
  });
  if (rows.length === 0) return words.nothingYet(persona.displayName);
  const lines = rows.slice(0, PAGE).map((row) => {
    const age = relativeAge(row.at, clock.now(), language);
    const level = row.levelBefore === row.levelAfter ? '' : words.levelRow(row.levelBefore, row.levelAfter);
    return `- ${words.ledgerRow(signed(row.delta), causeOf(row, words), row.rule, row.before, row.after, age)}${level}`;
  });
  const more = rows.length > PAGE ? [words.morePages(`/affinity history ${page + 1}`)] : [];
  return [words.ledgerTitle(persona.displayName, page), ...lines, ...more].join('\n');
}

/** `/affinity add POINTS [KIND]`: an administrator's own change, a ledger row like any other. */
async function add(context: CommandContext): Promise<string> {
  const { call, store, cache, person, persona, author, words, clock, random, eventId } = context;
  if (author.role !== 'admin') return words.onlyAdmins('affinity add');
  const delta = Number(call.args[1]);
  if (!Number.isInteger(delta) || Math.abs(delta) > 1_000_000) return words.usage('/affinity add 5 positive');
  await store.apply(`command:${eventId}`, [
    givenPoints({
      persona,
      person: person.id,
      delta,
      cause: call.args[2] ?? 'positive',
      at: clock.now(),
      id: random.id(),
    }),
  ]);
  await cache.delete(affinityKey({ person: person.id, persona: persona.name }));
  return glance(context);
}

function givenPoints({
  persona,
  ...given
}: {
  persona: Persona;
  person: CommandContext['person']['id'];
  delta: number;
  cause: string;
  at: number;
  id: string;
}) {
  return {
    kind: 'affinity' as const,
    ...given,
    persona: persona.name,
    rule: 'administrator',
    bands: persona.levels,
    dailyCap: 0,
  };
}

const signed = (delta: number): string => (delta > 0 ? `+${delta}` : delta < 0 ? `−${-delta}` : '±0');

const causeOf = (event: AffinityEvent, words: CommandContext['words']): string =>
  words.causes[event.cause] ?? event.cause;
