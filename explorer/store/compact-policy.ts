/** How full a compact table may get. */

/** The load at which it grows, and by what factor it does, or by a little more. */
export interface Policy {
  readonly loadMax: number;
  readonly growth: number;
}

/** Loads of 0.5 to 0.75. */
export const USUAL: Policy = { loadMax: 0.75, growth: 1.3 };
/** Loads of 0.64 to 0.8: less memory, and more time to grow. */
export const DENSE: Policy = { loadMax: 0.8, growth: 1.1 };
/** The table may get as full as this when there is no memory to enlarge it. */
export const LOAD_LAST = 0.88;
