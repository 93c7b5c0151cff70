/** Linked expressions as functions of a state, and wait-for graphs of a state. */

import { assert, unreachable } from '../../base/errors.ts';
import type { LinkedExpression, LinkedWaitCycle } from '../system.ts';

/** A predicate on a state vector (one local state id per slot). */
export type StatePredicate = (state: Int32Array) => boolean;

/** A predicate over more combinations of local states than this is computed each time. */
const REMEMBERED_MAX = 1 << 16;

/**
 * An expression as a predicate. One over few local states remembers, for every combination of them,
 * what it said the first time.
 */
export function evaluator(expression: LinkedExpression): StatePredicate {
  const computed = computing(expression);
  const sizes = new Map<number, number>();
  collectSizes(expression, sizes);
  const combinations = [...sizes.values()].reduce((product, size) => product * size, 1);
  return sizes.size > 1 && combinations <= REMEMBERED_MAX
    ? remembering(computed, [...sizes], combinations)
    : computed;
}

/** The slots an expression reads, each with its number of local states. */
function collectSizes(expression: LinkedExpression, sizes: Map<number, number>): void {
  switch (expression.kind) {
    case 'constant':
      return;
    case 'atom':
      sizes.set(expression.slot, expression.bits.length);
      return;
    case 'relation':
      expression.slots.forEach((slot, k) => {
        sizes.set(slot, expression.classes[k]?.length ?? 0);
      });
      return;
    case 'not':
      collectSizes(expression.of, sizes);
      return;
    case 'and':
    case 'or':
      for (const part of expression.of) collectSizes(part, sizes);
      return;
    default:
      unreachable(expression);
  }
}

function remembering(
  computed: StatePredicate,
  sizes: readonly (readonly [slot: number, size: number])[],
  combinations: number,
): StatePredicate {
  const slots = Int32Array.from(sizes, ([slot]) => slot);
  const strides = new Int32Array(slots.length);
  sizes.reduce((stride, [, size], k) => {
    strides[k] = stride;
    return stride * size;
  }, 1);
  /** 0 for unknown, 1 for false, 2 for true. */
  const answers = new Uint8Array(combinations);
  return (state) => {
    let index = 0;
    for (let k = 0; k < slots.length; k++) {
      index += (state[slots[k] ?? 0] ?? 0) * (strides[k] ?? 0);
    }
    const known = answers[index] ?? 0;
    if (known !== 0) return known === 2;
    const answer = computed(state);
    answers[index] = answer ? 2 : 1;
    return answer;
  };
}

function computing(expression: LinkedExpression): StatePredicate {
  switch (expression.kind) {
    case 'constant': {
      const { value } = expression;
      return () => value;
    }
    case 'atom': {
      const { slot, bits } = expression;
      return (state) => bits[state[slot] ?? 0] === 1;
    }
    case 'relation':
      return relationEvaluator(expression);
    case 'not': {
      const inner = computing(expression.of);
      return (state) => !inner(state);
    }
    case 'and':
      return firstOf(expression.of, false);
    case 'or':
      return firstOf(expression.of, true);
    default:
      return unreachable(expression);
  }
}

/** `decisive` as soon as one part is, and its opposite when none is. */
function firstOf(expressions: readonly LinkedExpression[], decisive: boolean): StatePredicate {
  const parts = expressions.map((part) => computing(part));
  return (state) => {
    for (let i = 0; i < parts.length; i++) {
      if (parts[i]?.(state) === decisive) return decisive;
    }
    return !decisive;
  };
}

function relationEvaluator(
  relation: Extract<LinkedExpression, { kind: 'relation' }>,
): StatePredicate {
  const { slots, classes, strides, bits } = relation;
  const n = slots.length;
  return (state) => {
    let index = 0;
    for (let k = 0; k < n; k++) {
      const local = state[slots[k] ?? 0] ?? 0;
      index += (classes[k]?.[local] ?? 0) * (strides[k] ?? 0);
    }
    return bits[index] === 1;
  };
}

/**
 * The wait-for graph of a state: `edges[w]` is the set of waiters (as bits) that must act before
 * waiter `w` can go on, and 0 for those that wait for nothing or could go on now.
 */
export function waitForEdges(
  property: LinkedWaitCycle,
  state: Int32Array,
  edges: Int32Array,
): void {
  const { waiters, requests } = property;
  for (let w = 0; w < waiters.length; w++) {
    const waiter = waiters[w];
    const request = waiter?.request[state[waiter.slot] ?? 0] ?? 0;
    edges[w] = 0;
    if (request === 0) continue;
    const resource = requests[request - 1];
    assert(resource !== undefined, 'requests are numbered from 1');
    const size = resource.blockedBy.length / waiters.length;
    edges[w] = resource.blockedBy[w * size + (state[resource.slot] ?? 0)] ?? 0;
  }
}

/**
 * The waiters on a cycle of the wanted kind, as bits; 0 when there is none. A waiter blocked by
 * several others needs all of them to act, so a cycle is a deadlock of those on it.
 */
export function cycleOf(edges: Int32Array, cycles: LinkedWaitCycle['cycles']): number {
  const n = edges.length;
  if (cycles !== 'several') {
    for (let w = 0; w < n; w++) {
      if (((edges[w] ?? 0) & (1 << w)) !== 0) return 1 << w;
    }
    if (cycles === 'self') return 0;
  }
  for (let w = 0; w < n; w++) {
    const own = 1 << w;
    const reached = reachable(edges, (edges[w] ?? 0) & ~own);
    if ((reached & own) !== 0) return onCycle(edges, w, reached);
  }
  return 0;
}

/** All waiters reachable from a set, self-loops ignored. */
function reachable(edges: Int32Array, from: number): number {
  let reached = from;
  for (let grown = true; grown; ) {
    grown = false;
    for (let w = 0; w < edges.length; w++) {
      if ((reached & (1 << w)) === 0) continue;
      const more = reached | ((edges[w] ?? 0) & ~(1 << w));
      if (more !== reached) {
        reached = more;
        grown = true;
      }
    }
  }
  return reached;
}

/** The strongly connected component of `w`: those it reaches that reach it too. */
function onCycle(edges: Int32Array, w: number, reached: number): number {
  let component = 1 << w;
  for (let other = 0; other < edges.length; other++) {
    if ((reached & (1 << other)) === 0) continue;
    if ((reachable(edges, (edges[other] ?? 0) & ~(1 << other)) & (1 << w)) !== 0) {
      component |= 1 << other;
    }
  }
  return component;
}
