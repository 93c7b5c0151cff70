/** Words for people: lists, counts and the nearest known name. */

/** The name in `known` that is the fewest edits away from `name`, if it is near enough to be meant. */
export function nearest(name: string, known: readonly string[]): string | undefined {
  let best: string | undefined;
  let bestDistance = Math.max(2, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    const distance = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Levenshtein distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (previous[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(substitution, (previous[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1));
    }
    previous = row;
  }
  return previous[b.length] ?? 0;
}

/** `known: a, b, c` with a "did you mean" in front when a name is near. */
export function suggestion(name: string, known: readonly string[]): string {
  const near = nearest(name, known);
  const list = known.length === 0 ? 'there are none' : `known: ${known.join(', ')}`;
  return near === undefined ? `${list}.` : `Did you mean ${near}? ${list}.`;
}

/** `1 state`, `2 states`. */
export function count(n: number | bigint, noun: string, plural = `${noun}s`): string {
  return `${grouped(n)} ${n === 1 || n === 1n ? noun : plural}`;
}

/** Digits in groups of three, separated by a space: `3 919 104`. */
export function grouped(n: number | bigint | string): string {
  return n.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ' ');
}
