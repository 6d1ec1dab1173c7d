import { setImmediate } from 'node:timers/promises';
import { columns } from '../columns.ts';
import type { Database } from './database.ts';

export interface Search {
  /** Best first; scores are positive, higher is better. */
  find(
    person: string,
    persona: string,
    stems: readonly string[],
    limit: number,
  ): Promise<readonly { readonly seq: number; readonly score: number }[]>;
  /** Follows a message that was changed or hidden; only inside a transaction. */
  revise(seq: number): void;
  /** Takes every word of the person out of the index; only inside a transaction. */
  forget(person: string): void;
  /** Empties the index; only inside a transaction. */
  forgetAll(): void;
}

export interface SearchOptions {
  readonly database: Database;
  /** Folds and stems a text the way the searched stems are. */
  readonly stems: (text: string) => readonly string[];
}

interface CountedTerm {
  readonly term: string;
  /** Messages that have it. */
  readonly messages: number;
}

/** Messages indexed in one transaction: some ms, then the event loop has a turn. */
const batch = 200;

/** More terms make no result better and every query slower. */
const mostTerms = 32;

/**
 * Postings one query may read. Rare terms decide which message is meant; a term of half the messages moves no result
 * and costs the most, so it is left out where rarer ones are there.
 */
const mostPostings = 1_500;

/**
 * Full-text search over one pair. Only partitions too large for the index in memory are ever searched here,
 * and keeping FTS5 current would triple the cost of every append and double the file; so a pair is indexed
 * when it is first searched, and brought up to date by each search after that.
 */
export const sqliteSearch = ({ database, stems }: SearchOptions): Search => {
  const indexed = (person: string, persona: string): { pair: number; seq: number } => {
    const row = database.get(
      'SELECT pair, indexed_seq FROM searched_pairs WHERE user_id = ? AND personality_name = ?',
      person,
      persona,
    );
    return { pair: columns.number(row?.pair), seq: columns.number(row?.indexed_seq) };
  };
  const unindexed = (person: string, persona: string, after: number, limit: number) =>
    database.all(
      `SELECT seq, content FROM messages WHERE user_id = ? AND personality_name = ? AND seq > ? AND is_hidden = 0
       ORDER BY seq LIMIT ?`,
      person,
      persona,
      after,
      limit,
    );

  /** Read and written in one transaction, so that two processes cannot index a message twice. */
  const indexBatch = (person: string, persona: string): void => {
    const messages = unindexed(person, persona, indexed(person, persona).seq, batch);
    const last = messages.at(-1);
    if (last === undefined) return;
    database.run(
      `INSERT INTO searched_pairs (user_id, personality_name, indexed_seq) VALUES (?, ?, ?)
       ON CONFLICT (user_id, personality_name) DO UPDATE SET indexed_seq = excluded.indexed_seq`,
      person,
      persona,
      columns.number(last.seq),
    );
    const { pair } = indexed(person, persona);
    for (const message of messages) {
      database.run(
        'INSERT INTO message_words (rowid, stems) VALUES (?, ?)',
        columns.number(message.seq),
        termsOf(pair, columns.text(message.content)),
      );
    }
  };
  const termsOf = (pair: number, text: string): string =>
    stems(text)
      .map((stem) => termOf(pair, stem))
      .join(' ');

  const revise = (seq: number): void => {
    const message = database.get(
      'SELECT user_id, personality_name, content, is_hidden FROM messages WHERE seq = ?',
      seq,
    );
    if (message === undefined) return;
    // Without it the words would stay in the file until some later merge. One message is quickly rewritten.
    database.run(`INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1)`);
    if (message.is_hidden === 1) database.run('DELETE FROM message_words WHERE rowid = ?', seq);
    else {
      const { pair } = indexed(columns.text(message.user_id), columns.text(message.personality_name));
      // Nothing where it is not in the index yet: then the new text gets there with the next search.
      database.run(
        'UPDATE message_words SET stems = ? WHERE rowid = ?',
        termsOf(pair, columns.text(message.content)),
        seq,
      );
    }
  };

  /** The terms of a query that are there at all, rarest first, as many as may be read; at least one where any is. */
  const rarest = (pair: number, wanted: readonly string[]): readonly CountedTerm[] => {
    const counted = [...new Set(wanted.map((stem) => termOf(pair, stem)))]
      .slice(0, mostTerms)
      .map((term) => ({
        term,
        messages: columns.number(
          database.get('SELECT doc FROM message_terms WHERE term = ?', term)?.doc ?? 0,
        ),
      }))
      .filter(({ messages }) => messages > 0)
      .sort((one, other) => one.messages - other.messages);
    let postings = 0;
    return counted.filter(({ messages }, index) => {
      postings += messages;
      return index === 0 || postings <= mostPostings;
    });
  };

  const ranked = (terms: readonly CountedTerm[], limit: number) =>
    database
      .all(
        'SELECT rowid AS seq, rank FROM message_words WHERE message_words MATCH ? ORDER BY rank LIMIT ?',
        terms.map(({ term }) => quoted(term)).join(' OR '),
        limit,
      )
      .map((row) => ({
        seq: columns.number(row.seq),
        // FTS5 counts downwards; a word in nearly every message scores about nothing, which is still found.
        score: Math.max(Number.MIN_VALUE, -columns.number(row.rank)),
      }));

  /** One word said in thousands of messages tells none of them from the others: the latest are as good as any. */
  const latest = ({ term }: CountedTerm, limit: number) =>
    database
      .all(
        'SELECT rowid AS seq FROM message_words WHERE message_words MATCH ? ORDER BY rowid DESC LIMIT ?',
        quoted(term),
        limit,
      )
      .map((row) => ({ seq: columns.number(row.seq), score: 1 }));

  const find: Search['find'] = async (person, persona, wanted, limit) => {
    if (wanted.length === 0 || limit === 0) return [];
    while (unindexed(person, persona, indexed(person, persona).seq, 1).length > 0) {
      database.write(() => indexBatch(person, persona));
      await setImmediate();
    }
    const terms = rarest(indexed(person, persona).pair, wanted);
    const [only] = terms;
    if (only === undefined) return [];
    return only.messages > mostPostings ? latest(only, limit) : ranked(terms, limit);
  };
  /**
   * FTS5 keeps the words of deleted rows until a merge, and its secure deletion takes 17 s for 100,000
   * messages; the index is only derived, so it is dropped whole and grows again with the next searches.
   */
  const forget = (person: string): void => {
    if (database.get('SELECT 1 FROM searched_pairs WHERE user_id = ?', person) !== undefined) forgetAll();
  };
  const forgetAll = (): void => {
    const made = database.get(`SELECT sql FROM sqlite_schema WHERE name = 'message_words'`);
    database.exec(`DROP TABLE message_words; ${columns.text(made?.sql)}; DELETE FROM searched_pairs`);
  };

  return { find, revise, forget, forgetAll };
};

/** A stem of a pair as one token: what parts words for FTS5 is taken out, so that it stays one. */
const termOf = (pair: number, stem: string): string =>
  `p${pair}x${stem.replace(/[^\p{L}\p{N}]+/gu, '')}`.toLowerCase();

/** As an FTS5 string: quotes doubled; NUL would end the query. */
const quoted = (stem: string): string => `"${stem.replaceAll('\0', '').replaceAll('"', '""')}"`;
