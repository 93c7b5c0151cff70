/**
 * In which order the local states of a level take their turns while it is saturated.
 *
 * What the steps of a level make of its children is a fixpoint along the graph of its local states,
 * as in the analysis of a program along its control flow. As there, reverse postorder is best: a
 * local state waits until those before it have grown (Kam and Ullman, "Global data flow analysis and
 * iterative algorithms", J. ACM 1976).
 */

import type { Machine } from './machine.kernel.ts';

/** Fills in the turns of all levels, from the relations of the levels. */
export function takeTurns(machine: Machine): void {
  const { sizes, offsets, relations, turns, turnOf } = machine;
  sizes.forEach((size, level) => {
    const base = offsets[level] ?? 0;
    const relation = relations.ofLevel[level] ?? 0;
    const targets = (from: number): readonly number[] =>
      relation === 0 ? [] : relations.edgesOf(relation, from).map(([to]) => to);
    reversePostorder(size, targets).forEach((local, turn) => {
      turns[base + turn] = local;
      turnOf[base + local] = turn;
    });
  });
}

/** The numbers below `size` so that, but for cycles, each comes before its targets. */
function reversePostorder(
  size: number,
  targets: (from: number) => readonly number[],
): readonly number[] {
  const entered = new Uint8Array(size);
  const finished: number[] = [];
  for (let root = 0; root < size; root++) {
    if (entered[root] === 1) continue;
    entered[root] = 1;
    const path = [{ local: root, left: targets(root)[Symbol.iterator]() }];
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const next = top.left.next();
      if (next.done === true) {
        finished.push(top.local);
        path.pop();
      } else if (entered[next.value] === 0) {
        entered[next.value] = 1;
        path.push({ local: next.value, left: targets(next.value)[Symbol.iterator]() });
      }
    }
  }
  return finished.reverse();
}
