/** Works on the frames of a machine, the topmost first. */

import { combine, restrict, stuck } from './combine.kernel.ts';
import { image } from './image.kernel.ts';
import {
  F_OPERATION,
  FULL,
  type Machine,
  ON_NODES_MAX,
  RESTRICT,
  SATURATE,
  STUCK,
} from './machine.kernel.ts';
import { saturate } from './saturate.kernel.ts';

/**
 * Works until nothing is left to do ('done', with `m.result`), for so many frames ('paused'), or until
 * a node cannot be made ('full'). In the last two cases it can be called again.
 */
export function run(m: Machine, framesMax: number): 'done' | 'paused' | 'full' {
  const { frames } = m;
  let work = 0;
  while (m.frame >= 0) {
    if (work++ === framesMax) {
      m.work += work;
      return 'paused';
    }
    const operation = frames[m.frame + F_OPERATION]!;
    const answer =
      operation <= ON_NODES_MAX
        ? combine(m)
        : operation === RESTRICT
          ? restrict(m)
          : operation === STUCK
            ? stuck(m)
            : operation === SATURATE
              ? saturate(m)
              : image(m);
    if (answer === FULL) {
      m.work += work;
      return 'full';
    }
  }
  m.work += work;
  return 'done';
}
