/** Tokens of one passage: a long message is as good as its best passage. */
export const passageTokens = 60;
/** Tokens a neighbour lends to a message's window. */
export const neighbourTokens = 25;

/** What the scoring reads. Arrays are parallel: by message, by passage, by session. */
export interface Partition {
  readonly isUser: boolean[];
  readonly sessionOf: number[];
  /** The message before and after in the same session, −1 for none. */
  readonly previous: number[];
  readonly next: number[];
  /** Tokens of the whole message. */
  readonly length: number[];
  readonly windowLength: number[];
  readonly firstPassage: number[];
  readonly passageMessage: number[];
  readonly passageLength: number[];
  readonly sessionLength: number[];
  /** Stem → triples of passage, times in it, times among the first `neighbourTokens` of the message. */
  readonly postings: Map<string, number[]>;
  totalLength: number;
  totalWindowLength: number;
}

export function emptyPartition(): Partition {
  return {
    isUser: [],
    sessionOf: [],
    previous: [],
    next: [],
    length: [],
    windowLength: [],
    firstPassage: [],
    passageMessage: [],
    passageLength: [],
    sessionLength: [],
    postings: new Map(),
    totalLength: 0,
    totalWindowLength: 0,
  };
}
