import type { StoredMessage } from '../ports/records.ts';

export interface StoreHit {
  readonly message: StoredMessage;
  readonly score: number;
}

/** The same factor the index in memory gives the messages of whom the question is about. */
const authorFactor = 1.75;
/** What a hit gains from the hits one and two away in its session. */
const spread = [0.3, 0.15] as const;
/** Hits further apart than this are no answer to one another: the store does not say what lay between. */
const nearbyMs = 10 * 60_000;
/** Characters of a message above which neighbours help it less; about 25 words that are no stop words. */
const fullShareCharacters = 250;

/** Re-ranks what a store's full-text search found, best first: scores of 0–1, neighbour spread, then the author factor. */
export function rankStoreHits(
  hits: readonly StoreHit[],
  about: 'user' | 'assistant' | undefined,
): readonly StoreHit[] {
  const best = Math.max(0, ...hits.map(({ score }) => score));
  if (best <= 0) return [];
  const inOrder = [...hits].sort(
    (one, other) => compare(one.message.session, other.message.session) || one.message.at - other.message.at,
  );
  return inOrder
    .map(({ message, score }, at) => {
      const share = Math.min(1, fullShareCharacters / Math.max(1, message.text.length));
      let total = score / best;
      for (const direction of [-1, 1]) {
        spread.forEach((weight, distance) => {
          const near = inOrder[at + direction * (distance + 1)];
          if (near === undefined || near.message.session !== message.session) return;
          if (Math.abs(near.message.at - message.at) <= nearbyMs)
            total += (weight * share * near.score) / best;
        });
      }
      const isAbout = about !== undefined && message.speaker === about;
      return { message, score: isAbout ? total * authorFactor : total };
    })
    .sort((one, other) => other.score - one.score || other.message.at - one.message.at);
}

function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
