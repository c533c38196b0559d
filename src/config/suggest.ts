/** Words further apart than this share of their length are no typing errors of one another. */
const distanceShareMax = 0.4;

/** The offered word that `typed` most likely meant; undefined when none is close. */
export function closestWord(typed: string, offered: readonly string[]): string | undefined {
  const wanted = typed.toLowerCase();
  const started = offered.filter((word) => wanted.length >= 2 && word.startsWith(wanted));
  if (started.length === 1) return started[0];
  let best: string | undefined;
  let bestScore = Number.POSITIVE_INFINITY;
  for (const word of offered) {
    const distance = editDistance(wanted, word.toLowerCase());
    if (distance > Math.max(1, Math.floor(word.length * distanceShareMax))) continue;
    // Of two that are equally near, the one that begins alike for longer.
    const score = distance - commonStart(wanted, word) / 1_000;
    if (score >= bestScore) continue;
    best = word;
    bestScore = score;
  }
  return best;
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return length;
}

/** A sentence to append to an error, or nothing. */
export function didYouMean(typed: string, offered: readonly string[]): string {
  const word = closestWord(typed, offered);
  return word === undefined ? "" : `; did you mean "${word}"?`;
}

/** Letters to insert, drop, replace or swap with their neighbour (optimal string alignment). */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const isSame = a[row - 1] === b[column - 1];
      const isSwap = row > 1 && column > 1 && a[row - 1] === b[column - 2];
      const swap =
        isSwap && a[row - 2] === b[column - 1] ? (beforeLast[column - 2] as number) + 1 : Infinity;
      current.push(
        Math.min(
          (last[column] as number) + 1,
          (current[column - 1] as number) + 1,
          (last[column - 1] as number) + (isSame ? 0 : 1),
          swap,
        ),
      );
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length] as number;
}
