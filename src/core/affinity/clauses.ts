/** A stretch of a message between punctuation marks. */
export interface Clause {
  /** Offsets into the folded text, without the spaces around. */
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** The mark right after it is a question mark. */
  readonly isQuestion: boolean;
}

// A dot or comma inside a number or an address is no boundary; "but" is one, what follows it counts for itself.
const BOUNDARY = /[!?;:¿¡\n…()[\]{}|~]+|[.,]+(?=\s|$|")|(?<= )(?:but|pero)(?= )/g;

/** Splits folded text into clauses, in order. Commas separate too: "Hello Alicia, you're pretty" are two. */
export function clausesOf(folded: string): readonly Clause[] {
  const clauses: Clause[] = [];
  let from = 0;
  for (const mark of folded.matchAll(BOUNDARY)) {
    add(clauses, folded, from, mark.index, mark[0].includes('?'));
    from = mark.index + mark[0].length;
  }
  add(clauses, folded, from, folded.length, false);
  return clauses;
}

function add(clauses: Clause[], folded: string, from: number, to: number, isQuestion: boolean): void {
  const stretch = folded.slice(from, to);
  const text = stretch.trim();
  if (text === '') return;
  const start = from + stretch.indexOf(text);
  clauses.push({ start, end: start + text.length, text, isQuestion });
}
