/** From the children in `acc` to a node. */

import { EMPTY } from './diagram.kernel.ts';
import type { Machine } from './machine.kernel.ts';

/**
 * Finishes the frame on top with the node of the `n` touched children of its level. False if there is
 * no room; nothing is lost.
 */
export function assemble(m: Machine, level: number, n: number): boolean {
  const { acc, touched, out } = m;
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
