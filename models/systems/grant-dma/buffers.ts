/** The buffers of the scene `ops`: what each touches, and what the counts make of it. */

import type { Values } from './parameters.ts';

/** Pages and references by number. */
export interface BufferShape {
  readonly touched: readonly number[];
  /** What else is in the same allocation, or is copied from. */
  readonly allocated: readonly number[];
  readonly granted: readonly number[];
  /** References by their place in the sequence, the first that is ended. */
  readonly firstEnded: number;
}

/** What is granted for a buffer, and what is ended of it. */
export function shapeOf({ buffer, count, release, bounce }: Values): BufferShape {
  switch (buffer) {
    case 'whole':
      return { touched: [0], allocated: [0], granted: [0], firstEnded: 0 };
    case 'crossing':
      return {
        touched: [0, 1],
        allocated: [0, 1],
        granted: count === 'size' ? [0] : [0, 1],
        firstEnded: 0,
      };
    case 'offset':
      return {
        touched: [1],
        allocated: [0, 1],
        granted: release === 'partial' ? [0, 1] : [1],
        firstEnded: release === 'partial' ? 1 : 0,
      };
    case 'part':
      return {
        touched: [bounce ? 1 : 0],
        allocated: bounce ? [0, 1] : [0],
        granted: [bounce ? 1 : 0],
        firstEnded: 0,
      };
  }
}

/** How many pages and references there are. */
export function sizesOf(values: Values): { readonly pages: number; readonly refs: number } {
  if (values.scene !== 'ops') return values;
  const { touched, allocated, granted } = shapeOf(values);
  return {
    pages: Math.max(...touched, ...allocated) + 1,
    refs: Math.max(touched.length, granted.length),
  };
}
