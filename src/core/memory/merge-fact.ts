import type { Fact, Json, PastFact } from '../ports/records.ts';

/**
 * What saying a fact does to the one held under the same person, category and key.
 * `insert`: nothing was held; `restate`: the same value again; `supersede`: another value, `past` goes to the
 * history; `keep`: what was said is too weak or too old to change anything.
 */
export type FactMerge =
  | { readonly kind: 'insert'; readonly fact: Fact }
  | { readonly kind: 'restate'; readonly fact: Fact }
  | { readonly kind: 'supersede'; readonly fact: Fact; readonly past: PastFact }
  | { readonly kind: 'keep'; readonly fact: Fact };

/** Repetitions closer together than this are one telling, ms. */
const day = 86_400_000;

/** How far below the held confidence a pattern's guess may lie and still overturn it the same day. */
const margin = 0.25;

/**
 * Pure. The date of first mention survives everything. Values are equal when their JSON is, text apart from
 * case, accents and spacing.
 */
export function mergeFact(held: Fact | undefined, said: Fact): FactMerge {
  if (held === undefined) return { kind: 'insert', fact: said };
  const firstMentioned = Math.min(held.firstMentioned, said.firstMentioned);
  if (sameValue(held.value, said.value))
    return { kind: 'restate', fact: restated(held, said, firstMentioned) };
  // A turn finished late, after a crash, must not undo what was said after it.
  if (said.updatedAt < held.updatedAt || isWeakGuess(held, said)) return { kind: 'keep', fact: held };
  return {
    kind: 'supersede',
    fact: { ...said, firstMentioned },
    past: { ...held, endedAt: said.updatedAt, endedBecause: 'superseded' },
  };
}

/** One misread sentence should not overturn what was learned better a moment ago. */
const isWeakGuess = (held: Fact, said: Fact): boolean =>
  said.source === 'pattern' &&
  held.source !== 'pattern' &&
  said.confidence < held.confidence - margin &&
  said.updatedAt - held.updatedAt < day;

/**
 * The id, the spelling and the message of the first telling stay, except that a command is a correction of
 * the spelling. Said to a persona that shares, it is shared from then on: the person told it there themself.
 */
const restated = (held: Fact, said: Fact, firstMentioned: number): Fact => {
  const isCorrection = said.source === 'command';
  const opensUp = said.isShareable && !held.isShareable;
  const qualifier = said.qualifier ?? held.qualifier;
  return {
    ...held,
    value: isCorrection ? said.value : held.value,
    source: isCorrection ? 'command' : held.source,
    ...(qualifier === undefined ? {} : { qualifier }),
    confidence: repeatedConfidence(held, said),
    firstMentioned,
    updatedAt: Math.max(held.updatedAt, said.updatedAt),
    persona: opensUp ? said.persona : held.persona,
    isShareable: held.isShareable || said.isShareable,
    venue: width[said.venue.audience] >= width[held.venue.audience] ? said.venue : held.venue,
  };
};

/** Independent tellings add up like independent chances of being right: 1 − (1 − a)(1 − b). */
const repeatedConfidence = (held: Fact, said: Fact): number =>
  said.updatedAt - held.updatedAt >= day
    ? 1 - (1 - held.confidence) * (1 - said.confidence)
    : Math.max(held.confidence, said.confidence);

const width = { one: 0, members: 1, everyone: 2 } as const;

const sameValue = (a: Json, b: Json): boolean => JSON.stringify(folded(a)) === JSON.stringify(folded(b));

/** Only Latin accents are dropped: in other scripts combining marks are letters of their own. */
const folded = (value: Json): Json => {
  if (typeof value === 'string') {
    const plain = value
      .normalize('NFD')
      .replace(/[\u0300-\u036f]/g, '')
      .toLowerCase();
    return plain
      .split(/\s+/)
      .filter((word) => word !== '')
      .join(' ');
  }
  if (typeof value !== 'object' || value === null) return value;
  if (isList(value)) return value.map(folded);
  const entries = Object.entries(value).map(([key, part]) => [key, folded(part)] as const);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
};

const isList = (value: Json): value is readonly Json[] => Array.isArray(value);
