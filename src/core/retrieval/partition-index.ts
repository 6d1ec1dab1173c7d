import { dateWords } from './date-words.ts';
import { emptyPartition, neighbourTokens, type Partition, passageTokens } from './partition.ts';
import { type Ranked, rank } from './rank.ts';
import { type Alike, scorePartition } from './score-partition.ts';
import { words } from './words.ts';

export interface IndexedMessage {
  readonly id: string;
  readonly session: string;
  readonly speaker: 'user' | 'assistant';
  readonly text: string;
  /** ms since the epoch. */
  readonly at: number;
}

export interface SearchOptions {
  readonly limit: number;
  /** Whose messages the question is about; theirs count more. */
  readonly about?: 'user' | 'assistant' | undefined;
  /** Called before the limit: false leaves the message out. */
  readonly accepts?: (position: number) => boolean;
  /** How alike each message is to what is looked for; what words say counts in any case. */
  readonly alike?: Alike | undefined;
}

export interface PartitionIndex {
  /** Messages added so far. */
  readonly size: number;
  /** Whether it was said in a message that is accepted. */
  knows(stem: string, accepts: (position: number) => boolean): boolean;
  /** Appends a message; within its session it must be the latest. Cost is linear in its own length. */
  add(message: IndexedMessage): void;
  /** Best first; equal scores newest first. `stems` come from retrieval/words. */
  search(stems: readonly string[], options: SearchOptions): readonly Ranked[];
}

/**
 * The words of one person's talk with one persona, kept in memory. Holds no text, only stems and positions:
 * windows and sessions are put together from them when asked, so appending never rewrites anything.
 */
export function createPartitionIndex(): PartitionIndex {
  const partition = emptyPartition();
  const sessions = new Map<string, { readonly number: number; last: number }>();

  return {
    get size() {
      return partition.isUser.length;
    },
    knows(stem, accepts) {
      const list = partition.postings.get(stem) ?? [];
      for (let at = 0; at < list.length; at += 3)
        if (accepts(partition.passageMessage[list[at]!]!)) return true;
      return false;
    },
    add({ session, speaker, text, at }) {
      const message = partition.isUser.length;
      const tokens = [...words(text), ...dateWords(at)];
      let known = sessions.get(session);
      if (known === undefined) {
        known = { number: partition.sessionLength.length, last: -1 };
        sessions.set(session, known);
        partition.sessionLength.push(0);
      }
      partition.isUser.push(speaker === 'user');
      partition.sessionOf.push(known.number);
      partition.previous.push(known.last);
      partition.next.push(-1);
      if (known.last >= 0) partition.next[known.last] = message;
      known.last = message;
      partition.length.push(tokens.length);
      partition.totalLength += tokens.length;
      partition.sessionLength[known.number]! += tokens.length;
      addWindow(partition, message);
      addPostings(partition, message, tokens);
    },
    search(stems, { limit, about, accepts, alike }) {
      return rank(scorePartition(partition, stems, about, alike), limit, accepts);
    },
  };
}

/** A new message widens the windows of the two before it, and they its own. */
function addWindow(partition: Partition, message: number): void {
  const { length, windowLength, previous } = partition;
  const lent = Math.min(length[message]!, neighbourTokens);
  let own = Math.min(length[message]!, passageTokens);
  let neighbour = previous[message]!;
  for (let distance = 1; distance <= 2 && neighbour >= 0; distance += 1) {
    own += Math.min(length[neighbour]!, neighbourTokens);
    windowLength[neighbour]! += lent;
    partition.totalWindowLength += lent;
    neighbour = previous[neighbour]!;
  }
  windowLength.push(own);
  partition.totalWindowLength += own;
}

function addPostings(partition: Partition, message: number, tokens: readonly string[]): void {
  partition.firstPassage.push(partition.passageLength.length);
  for (let start = 0; start < tokens.length; start += passageTokens) {
    const passage = partition.passageLength.length;
    const end = Math.min(start + passageTokens, tokens.length);
    partition.passageMessage.push(message);
    partition.passageLength.push(end - start);
    for (let at = start; at < end; at += 1) {
      const stem = tokens[at]!;
      let list = partition.postings.get(stem);
      if (list === undefined) {
        list = [];
        partition.postings.set(stem, list);
      }
      const lent = at < neighbourTokens ? 1 : 0;
      if (list.at(-3) === passage) {
        list[list.length - 2]! += 1;
        list[list.length - 1]! += lent;
      } else {
        list.push(passage, 1, lent);
      }
    }
  }
}
