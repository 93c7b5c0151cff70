/** Frames that gather children in `acc`: what they share, and how a node is made of the children. */

import { EMPTY } from './diagram.kernel.ts';
import type { Machine } from './machine.kernel.ts';

/** The level whose children are gathered. */
export const F_LEVEL = 3;
/** How many local states have a child. */
export const F_TOUCHED = 4;
/** Next edge of a relation, and the one after the last. */
export const F_EDGE = 5;
export const F_EDGES = 6;
/** Local state that what was called for belongs to. */
export const F_TO = 7;
/** What was called for: NOTHING, an image, a union with the child of F_TO, or what a frame adds to these. */
export const F_WAIT = 8;
/** From here on, each kind of frame says what it keeps. */
export const F_OWN = 9;

export const NOTHING = 0;
export const AN_IMAGE = 1;
export const A_UNION = 2;

/** Puts a child in place of that of a local state, which it includes. Answers whether it is another. */
export function grow(m: Machine, f: number, to: number, child: number): boolean {
  const base = m.offsets[m.frames[f + F_LEVEL]!]!;
  const old = m.acc[base + to]!;
  if (old === child) return false;
  if (old === EMPTY) m.touched[base + m.frames[f + F_TOUCHED]!++] = to;
  m.acc[base + to] = child;
  return true;
}

/** Finishes the frame on top with the node of its children. False if there is no room; nothing is lost. */
export function assemble(m: Machine): boolean {
  const { acc, touched, out } = m;
  const level = m.frames[m.frame + F_LEVEL]!;
  const n = m.frames[m.frame + F_TOUCHED]!;
  const base = m.offsets[level]!;
  ascend(touched, base, n);
  const start = m.outEnd;
  let end = start;
  for (let t = base; t < base + n; t++) {
    out[end++] = touched[t]!;
    out[end++] = acc[base + touched[t]!]!;
  }
  m.outEnd = end;
  if (!m.finishWith(level, start)) {
    m.outEnd = start;
    return false;
  }
  for (let t = base; t < base + n; t++) acc[base + touched[t]!] = EMPTY;
  return true;
}

/** Sorts `n` numbers from `base` on. By insertion with falling gaps (Shell, 1959). */
export function ascend(numbers: Int32Array, base: number, n: number): void {
  let gap = 1;
  while (gap < n) gap = 3 * gap + 1;
  for (; gap >= 1; gap = (gap - 1) / 3) {
    for (let i = gap; i < n; i++) {
      const x = numbers[base + i]!;
      let j = i;
      for (; j >= gap && numbers[base + j - gap]! > x; j -= gap) {
        numbers[base + j] = numbers[base + j - gap]!;
      }
      numbers[base + j] = x;
    }
  }
}
