const LONGEST_COMPARED = 40;

/** The one of `known` that `name` was most likely meant to be, or undefined when none is close. */
export function nearestName(name: string, known: readonly string[]): string | undefined {
  if (name.length > LONGEST_COMPARED) return undefined;
  const wanted = fold(name);
  let best: string | undefined;
  // A third of the letters may differ, two at most: beyond that a guess misleads.
  let distance = Math.min(2, Math.floor(wanted.length / 3)) + 1;
  for (const candidate of known) {
    const steps = editDistance(wanted, fold(candidate));
    if (steps < distance) {
      best = candidate;
      distance = steps;
    }
  }
  return best;
}

/** `displayName`, `display-name` and `display_name` are the same word. */
function fold(name: string): string {
  return name.toLowerCase().replace(/[\s_-]/g, '');
}

function editDistance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i++) {
    const next = [i];
    for (let j = 1; j <= right.length; j++) {
      const change = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(change, row[j]! + 1, next[j - 1]! + 1));
    }
    row = next;
  }
  return row[right.length]!;
}
