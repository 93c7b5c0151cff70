/** How a line is shared out among columns. */

/** What a column needs. */
export interface Need {
  /** With fewer columns than this it says too little. */
  readonly least: number;
  /** With more columns than this it has no use for them. */
  readonly most: number;
}

/**
 * Widths for columns that share `available`, or null where they need more. Every column gets its
 * least; what remains goes to the narrowest that want more, one by one.
 */
export function shareOut(needs: readonly Need[], available: number): readonly number[] | null {
  const widths = needs.map(({ least }) => least);
  let left = available - widths.reduce((sum, width) => sum + width, 0);
  if (left < 0) return null;
  for (; left > 0; left--) {
    const next = narrowest(needs, widths);
    if (next === -1) break;
    widths[next] = (widths[next] ?? 0) + 1;
  }
  return widths;
}

function narrowest(needs: readonly Need[], widths: readonly number[]): number {
  return needs.reduce((best, { most }, column) => {
    const width = widths[column] ?? 0;
    if (width >= most) return best;
    return best === -1 || width < (widths[best] ?? 0) ? column : best;
  }, -1);
}
