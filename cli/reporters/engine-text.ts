/** The engine that answered, how it worked, and why it was the one, for people. */

import { count } from '../../base/words.ts';
import type { LinkedSystem, Order, StoreKind, SymbolicResult } from '../../explorer/index.ts';
import type { CheckReport } from '../check.ts';
import { wrapped } from './text.ts';
import { walksHeader } from './walks-text.ts';

const explicitText: Readonly<Record<StoreKind, string>> = {
  plain: 'explicit: breadth-first over every reachable state',
  tree: 'explicit: breadth-first over every reachable state, kept as a tree',
  compact: 'explicit: breadth-first, states kept as signatures: some may be missed',
};

/** The engine, in the header. */
export function engineText({ random, symbolic, store }: CheckReport): string {
  if (random !== null) return walksHeader(random);
  return symbolic === null
    ? explicitText[store]
    : 'symbolic: every reachable state at once, as a decision diagram';
}

/**
 * Why it was this engine, one line each; that a small system was left to the explicit one, and the
 * order of components, only where `verbose`. `because`: the option that left one engine only.
 */
export function choiceNotes(
  { choice, result, symbolic, linked }: CheckReport,
  because: string | null,
  verbose: boolean,
): readonly string[] {
  const order = verbose && symbolic !== null ? orderNotes(symbolic, linked) : [];
  if (choice === null) {
    return verbose && because !== null
      ? [`auto: the engine that knows ${because}`, ...order]
      : order;
  }
  const visited = count(choice.statesVisited, 'state');
  const isSymbolic = result.engine === 'symbolic';
  switch (choice.reason) {
    case 'alone':
      if (result.limit !== null) return ['auto: stopped before the symbolic engine was needed'];
      return verbose ? ['auto: done before the symbolic engine was needed'] : [];
    case 'first':
      return isSymbolic
        ? [
            `auto: done when the explicit engine, in turns with it, had visited ${visited}`,
            ...order,
          ]
        : ['auto: done before the symbolic engine, in turns with it'];
    case 'other gave up':
      return isSymbolic
        ? [`auto: the explicit engine ran out of its memory after ${visited}`, ...order]
        : ['auto: the symbolic engine ran out of its memory'];
    case 'neither':
      return [
        `auto: the ${isSymbolic ? 'explicit' : 'symbolic'} engine did not come further`,
        ...order,
      ];
  }
}

/** `order declared, from the lowest level up: a, b, c`: the names as `--order` takes them. */
function orderNotes({ order }: SymbolicResult, { slots }: LinkedSystem): readonly string[] {
  if (order === null) return [];
  const { components, levels } = namesOf(order, slots);
  const parts = levels.length > components.length ? [`levels: ${levels.join(', ')}`] : [];
  return [`order ${order.name}, from the lowest level up: ${components.join(', ')}`, ...parts];
}

/** An order in names: components, and what each level tells: a component, or its part of one actor. */
export function namesOf(
  { slots: order, levels }: Order,
  slots: LinkedSystem['slots'],
): { readonly components: readonly string[]; readonly levels: readonly string[] } {
  const nameOf = (slot: number): string => slots[slot]?.component ?? '';
  return {
    components: order.map(nameOf),
    levels: levels.map(({ slot, part }) => nameOf(slot) + (part === '' ? '' : ` of ${part}`)),
  };
}

/** Nodes of the diagram; nothing where too little was done to know. */
export function nodesLines(
  { nodes, nodesMax, complete }: SymbolicResult,
  width: number,
): readonly string[] {
  if (nodesMax === 0) return [];
  const most = `at most ${count(nodesMax, 'node')} at a time`;
  return wrapped('  ', complete ? `in a diagram of ${count(nodes, 'node')}, ${most}` : most, width);
}
