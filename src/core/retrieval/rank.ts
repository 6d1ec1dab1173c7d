export interface Ranked {
  /** Position of the message in the order it was added. */
  readonly position: number;
  readonly score: number;
}

/** The `limit` best scores above 0 that are accepted, best first, later positions first among equals. */
export function rank(
  scores: Float64Array,
  limit: number,
  accepts: (position: number) => boolean = () => true,
): readonly Ranked[] {
  const best: Ranked[] = [];
  if (limit < 1) return best;
  for (let position = scores.length - 1; position >= 0; position -= 1) {
    const score = scores[position]!;
    if (score <= 0 || (best.length >= limit && score <= best[best.length - 1]!.score)) continue;
    if (!accepts(position)) continue;
    let at = best.length;
    while (at > 0 && best[at - 1]!.score < score) at -= 1;
    best.splice(at, 0, { position, score });
    if (best.length > limit) best.pop();
  }
  return best;
}
