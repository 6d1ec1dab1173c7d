import { neighbourTokens, type Partition } from './partition.ts';

/** BM25 saturation and length weight, fitted on long dialogues. */
const k1 = 1.6;
const b = 0.4;
const windowWeight = 0.5;
const sessionWeight = 0.35;
/** What a message gains from the score of the one and the two away. */
const spread = [0.3, 0.15] as const;
/** How much more the messages of whom the question is about count. */
const authorFactor = 1.75;
/** A question of more distinct words is a letter; the rarest say what it is about. */
const maxQueryStems = 40;

/** How alike a message is to what is looked for, by its vector. */
export interface Alike {
  /** 0 (nothing in common, or not known) to 1, by position. */
  readonly of: (position: number) => number;
  /** What the most alike message gains. */
  readonly weight: number;
}

/**
 * A score for every message: how well its best passage, its surroundings and its session match. Each part is
 * BM25 divided by its best, so that none outweighs another by scale. No part knows how old a message is: letting
 * recency compete with relevance loses a fifth of what should be found, and the recent window has it anyway.
 */
export function scorePartition(
  partition: Partition,
  stems: readonly string[],
  about: 'user' | 'assistant' | undefined,
  alike?: Alike,
): Float64Array {
  const count = partition.isUser.length;
  const postings = rarest(partition, stems);
  const own = normalise(ownScores(partition, postings));
  const window = normalise(windowScores(partition, postings));
  const session = normalise(sessionScores(partition, postings));

  const base = new Float64Array(count);
  for (let at = 0; at < count; at += 1) base[at] = own[at]! + windowWeight * window[at]!;
  const scores = normalise(spreadScores(partition, base));
  const likeness = alike && normalise(Float64Array.from({ length: count }, (_, at) => alike.of(at)));
  for (let at = 0; at < count; at += 1) {
    scores[at]! += sessionWeight * session[partition.sessionOf[at]!]!;
    if (alike !== undefined) scores[at]! += alike.weight * likeness![at]!;
    if (about !== undefined && partition.isUser[at] === (about === 'user')) scores[at]! *= authorFactor;
  }
  return scores;
}

function rarest(partition: Partition, stems: readonly string[]): readonly (readonly number[])[] {
  const found = [...new Set(stems)].flatMap((stem) => {
    const list = partition.postings.get(stem);
    return list === undefined ? [] : [list];
  });
  return found.sort((one, other) => one.length - other.length).slice(0, maxQueryStems);
}

function ownScores(partition: Partition, postings: readonly (readonly number[])[]): Float64Array {
  const { passageLength, passageMessage } = partition;
  const byPassage = new Float64Array(passageLength.length);
  const average = partition.totalLength / Math.max(1, passageLength.length);
  for (const list of postings) {
    const idf = rarity(list.length / 3, passageLength.length);
    for (let at = 0; at < list.length; at += 3) {
      const passage = list[at]!;
      byPassage[passage]! += idf * saturate(list[at + 1]!, passageLength[passage]!, average);
    }
  }
  const scores = new Float64Array(partition.isUser.length);
  for (let passage = 0; passage < byPassage.length; passage += 1) {
    const message = passageMessage[passage]!;
    if (byPassage[passage]! > scores[message]!) scores[message] = byPassage[passage]!;
  }
  return scores;
}

function windowScores(partition: Partition, postings: readonly (readonly number[])[]): Float64Array {
  const { previous, next, passageMessage, firstPassage, windowLength } = partition;
  const count = windowLength.length;
  const average = partition.totalWindowLength / Math.max(1, count);
  const scores = new Float64Array(count);
  const times = new Float64Array(count);
  for (const list of postings) {
    const touched: number[] = [];
    const add = (message: number, amount: number): void => {
      if (times[message] === 0) touched.push(message);
      times[message]! += amount;
    };
    for (let at = 0; at < list.length; at += 3) {
      const message = passageMessage[list[at]!]!;
      if (list[at] === firstPassage[message]) add(message, list[at + 1]!);
      const lent = list[at + 2]!;
      if (lent === 0) continue;
      for (const links of [previous, next]) {
        const near = links[message]!;
        if (near < 0) continue;
        add(near, lent);
        if (links[near]! >= 0) add(links[near]!, lent);
      }
    }
    const idf = rarity(touched.length, count);
    for (const message of touched) {
      scores[message]! += idf * saturate(times[message]!, windowLength[message]!, average);
      times[message] = 0;
    }
  }
  return scores;
}

function sessionScores(partition: Partition, postings: readonly (readonly number[])[]): Float64Array {
  const { sessionLength, sessionOf, passageMessage } = partition;
  const count = sessionLength.length;
  const average = partition.totalLength / Math.max(1, count);
  const scores = new Float64Array(count);
  for (const list of postings) {
    const times = new Float64Array(count);
    let holding = 0;
    for (let at = 0; at < list.length; at += 3) {
      const session = sessionOf[passageMessage[list[at]!]!]!;
      if (times[session] === 0) holding += 1;
      times[session]! += list[at + 1]!;
    }
    const idf = rarity(holding, count);
    for (let session = 0; session < count; session += 1) {
      if (times[session]! > 0)
        scores[session]! += idf * saturate(times[session]!, sessionLength[session]!, average);
    }
  }
  return scores;
}

/** Lets an answer without the question's words profit from the question before it; the longer, the less. */
function spreadScores(partition: Partition, base: Float64Array): Float64Array {
  const { previous, next, length } = partition;
  const scores = Float64Array.from(base);
  for (let at = 0; at < base.length; at += 1) {
    const share = Math.min(1, neighbourTokens / Math.max(1, length[at]!));
    for (const links of [previous, next]) {
      let near = at;
      for (const weight of spread) {
        near = links[near]!;
        if (near < 0) break;
        scores[at]! += weight * base[near]! * share;
      }
    }
  }
  return scores;
}

/** Inverse document frequency of BM25, never negative. */
function rarity(holding: number, all: number): number {
  return Math.log(1 + (all - holding + 0.5) / (holding + 0.5));
}

function saturate(times: number, length: number, average: number): number {
  return (times * (k1 + 1)) / (times + k1 * (1 - b + (b * length) / average));
}

function normalise(scores: Float64Array): Float64Array {
  let best = 0;
  for (const score of scores) if (score > best) best = score;
  if (best > 0) for (let at = 0; at < scores.length; at += 1) scores[at]! /= best;
  return scores;
}
