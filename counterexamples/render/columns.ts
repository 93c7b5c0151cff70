/** Where the columns of a table begin, so that every text has the room it needs. */

/** A text in a column. */
export interface Extent {
  readonly column: number;
  readonly width: number;
  /**
   * At most `width`: what lies left of the columns to its right that are empty on its line. The rest
   * runs on over these.
   */
  readonly inside: number;
}

/** Beginnings of columns, and the width of the whole. */
export interface Columns {
  readonly starts: readonly number[];
  readonly width: number;
}

/**
 * The least beginnings for lines of texts, with `gap` spaces between two texts on a line. The texts
 * of a line are in the order of their columns. O(columns * texts).
 */
export function columnsOf(
  count: number,
  lines: readonly (readonly Extent[])[],
  gap: number,
): Columns {
  const starts = new Array<number>(count).fill(0);
  const start = ({ column }: Extent): number => starts[column] ?? 0;
  for (let column = 1; column < count; column++) {
    const before = lines.flatMap((line) => {
      const here = line.some((extent) => extent.column === column);
      const previous = line.findLast((extent) => extent.column < column);
      if (previous === undefined) return [];
      return [start(previous) + (here ? previous.width : previous.inside) + gap];
    });
    starts[column] = Math.max(starts[column - 1] ?? 0, ...before);
  }
  return {
    starts,
    width: Math.max(0, ...lines.flat().map((extent) => start(extent) + extent.width)),
  };
}
