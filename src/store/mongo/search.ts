import { columns } from './columns.ts';
import type { Collection, Row } from './database.ts';

export interface Search {
  /** What of a text is kept to find it by. */
  terms(text: string): readonly string[];
  /** Best first; scores are positive, higher is better. */
  find(
    person: string,
    persona: string,
    stems: readonly string[],
    limit: number,
  ): Promise<readonly { readonly id: string; readonly score: number }[]>;
}

export interface SearchOptions {
  readonly messages: Collection;
  /** Folds and stems a text the way the searched stems are. */
  readonly stems: (text: string) => readonly string[];
}

/** More terms make no result better and every query slower. */
const mostTerms = 32;
/** Messages one query may read: of what matches more of them, the latest are as good as any. */
const mostMessages = 1_500;
/** Terms of one message, and characters of one term, that are kept. */
const mostKept = 2_000;
const mostCharacters = 64;
/** Parameters of BM25, the same as SQLite's. */
const k1 = 1.2;
const b = 0.75;

/** Full-text search over one pair: an index on the stems finds the messages, their order is reckoned here. */
export const mongoSearch = ({ messages, stems }: SearchOptions): Search => {
  const terms = (text: string): readonly string[] =>
    stems(text).map(termOf).filter(Boolean).slice(0, mostKept);

  return {
    terms,
    find: async (person, persona, wanted, limit) => {
      const asked = [...new Set(wanted.map(termOf).filter(Boolean))].slice(0, mostTerms);
      if (asked.length === 0 || limit === 0) return [];
      const pair = { user_id: person, personality_name: persona };
      const [found, all] = await Promise.all([
        messages.find(
          { ...pair, stems: { $in: asked }, is_hidden: { $ne: true } },
          { sort: { seq: -1 }, limit: mostMessages, project: { id: 1, seq: 1, stems: 1 } },
        ),
        messages.count(pair),
      ]);
      return ranked(found, asked, all).slice(0, limit);
    },
  };
};

const ranked = (found: readonly Row[], asked: readonly string[], all: number) => {
  const documents = found.map((row) => ({ id: columns.text(row.id), terms: columns.texts(row.stems) }));
  const average = documents.reduce((sum, { terms }) => sum + terms.length, 0) / Math.max(1, documents.length);
  const weights = asked.map((term) => {
    const having = documents.filter(({ terms }) => terms.includes(term)).length;
    // A word in nearly every message tells about nothing, which is still found.
    return Math.max(1e-6, Math.log((all - having + 0.5) / (having + 0.5)));
  });
  const score = (terms: readonly string[]): number =>
    asked.reduce((sum, term, index) => {
      const times = terms.filter((each) => each === term).length;
      const length = 1 - b + (b * terms.length) / Math.max(1, average);
      return sum + ((weights[index] ?? 0) * times * (k1 + 1)) / (times + k1 * length);
    }, 0);
  // The order of equal ones is that of the query, latest first.
  return documents
    .map(({ id, terms }) => ({ id, score: score(terms) }))
    .sort((one, other) => other.score - one.score);
};

const termOf = (stem: string): string =>
  stem
    .replace(/[^\p{L}\p{N}]+/gu, '')
    .toLowerCase()
    .slice(0, mostCharacters);
