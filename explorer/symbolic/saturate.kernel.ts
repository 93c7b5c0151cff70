/**
 * Frames of SATURATE: a set with everything that can be reached from it by steps whose participants are
 * all at its level or below.
 *
 * Ciardo, Lüttgen, Siminiceanu, "Saturation: an efficient iteration strategy for symbolic state-space
 * generation" (TACAS 2001): a node is saturated when no step whose highest participant is at its level
 * or below adds anything to it, and children are saturated before steps of the level are fired from
 * them. Steps of a level are fired together, as one relation: Ciardo and Yu, "Saturation-based symbolic
 * reachability analysis using conjunctive and disjunctive partitioning" (CHARME 2005).
 *
 * There, what firing makes is saturated by itself, level by level, before it is added to a child. Here
 * it is added as it is, and the child is saturated then. So no closure of a part is ever computed that
 * the whole would have included (numbers: docs/internals/symbolic.md).
 *
 * Children are in `acc`, all saturated. Local states whose child has grown wait in a queue for their turn.
 */

import {
  A_UNION,
  AN_IMAGE,
  assemble,
  F_EDGE,
  F_EDGES,
  F_LEVEL,
  F_OWN,
  F_TO,
  F_WAIT,
  grow,
  NOTHING,
} from './assemble.kernel.ts';
import { EMPTY, HEADER } from './diagram.kernel.ts';
import { F_A, FULL, IMAGE, type Machine, PENDING, SATURATE, UNION } from './machine.kernel.ts';

/** The next child of the operand to be saturated. */
const F_NEXT = F_OWN;
/** The local state whose turn it is. */
const F_AT = F_OWN + 1;
/** No turn before this one is queued. */
const F_HEAD = F_OWN + 2;
const F_QUEUED = F_OWN + 3;

/** Called for: what a child is to be. */
const A_CHILD = 3;

/** Answers 0 when finished, else PENDING or FULL. */
export function saturate(m: Machine): number {
  const { frames, frame: f } = m;
  frames[f + F_LEVEL] = m.diagram.words[frames[f + F_A]!]!;
  if (m.returned) {
    m.returned = false;
    if (receive(m, f) === PENDING) return PENDING;
  }
  if (takeChildren(m, f) === PENDING) return PENDING;
  if (fireInTurn(m, f) === PENDING) return PENDING;
  if (!assemble(m)) return FULL;
  if (m.result !== EMPTY) m.cache.put(SATURATE, m.result, 0, m.result);
  return 0;
}

/**
 * What was called for is there. In a hurry, only what is saturated as far as it goes is taken, and what a
 * child has been before stays: such sets are regular, and sifting them says more of the whole.
 */
function receive(m: Machine, f: number): number {
  const { frames, result } = m;
  const to = frames[f + F_TO]!;
  const wait = frames[f + F_WAIT]!;
  frames[f + F_WAIT] = NOTHING;
  if (m.hurries) {
    if (wait === A_CHILD && m.acc[m.offsets[frames[f + F_LEVEL]!]! + to] === EMPTY) {
      grow(m, f, to, result);
    }
    return 0;
  }
  if (wait === A_CHILD) {
    put(m, f, to, result);
    return 0;
  }
  if (wait === A_UNION) return settle(m, f, to, result);
  return result === EMPTY ? 0 : add(m, f, to, result);
}

/** Saturates the children of the operand. */
function takeChildren(m: Machine, f: number): number {
  const { frames, diagram } = m;
  const { words } = diagram;
  const a = frames[f + F_A]!;
  const n = words[a + 1]!;
  while (frames[f + F_NEXT]! < n && !m.hurries) {
    const at = a + HEADER + 2 * frames[f + F_NEXT]!++;
    if (settle(m, f, words[at]!, words[at + 1]!) === PENDING) return PENDING;
  }
  return 0;
}

/** Fires the steps of the level from each child until none grows. */
function fireInTurn(m: Machine, f: number): number {
  const { frames, acc } = m;
  const level = frames[f + F_LEVEL]!;
  const base = m.offsets[level]!;
  const { edgeStart, edgeTo, edgeRest, first: firsts, ofLevel } = m.relations;
  if (ofLevel[level] === 0) return 0;
  const first = firsts[ofLevel[level]!]!;
  while (!m.hurries) {
    const child = base + frames[f + F_AT]!;
    while (frames[f + F_EDGE]! < frames[f + F_EDGES]!) {
      const edge = frames[f + F_EDGE]!++;
      const to = edgeTo[edge]!;
      const rest = edgeRest[edge]!;
      const result = m.known(IMAGE, acc[child]!, rest);
      if (result === PENDING) return call(m, f, IMAGE, acc[child]!, rest, to, AN_IMAGE);
      if (result !== EMPTY && add(m, f, to, result) === PENDING) return PENDING;
    }
    if (frames[f + F_QUEUED] === 0) return 0;
    const local = dequeue(m, f);
    frames[f + F_AT] = local;
    frames[f + F_EDGE] = edgeStart[first + local]!;
    frames[f + F_EDGES] = edgeStart[first + local + 1]!;
  }
  return 0;
}

/** Adds a set that is not empty to a child. */
function add(m: Machine, f: number, to: number, more: number): number {
  const old = m.acc[m.offsets[m.frames[f + F_LEVEL]!]! + to]!;
  const union = m.known(UNION, old, more);
  if (union === PENDING) return call(m, f, UNION, old, more, to, A_UNION);
  return union === old ? 0 : settle(m, f, to, union);
}

/** Puts a set in place of a child that it includes, once it is saturated. */
function settle(m: Machine, f: number, to: number, child: number): number {
  const saturated = m.known(SATURATE, child, 0);
  if (saturated === PENDING) return call(m, f, SATURATE, child, 0, to, A_CHILD);
  put(m, f, to, saturated);
  return 0;
}

function put(m: Machine, f: number, to: number, child: number): void {
  if (grow(m, f, to, child)) enqueue(m, f, to);
}

/** Calls for an operation whose result belongs to a local state. */
function call(
  m: Machine,
  f: number,
  operation: number,
  a: number,
  b: number,
  to: number,
  wait: number,
): typeof PENDING {
  m.frames[f + F_TO] = to;
  m.frames[f + F_WAIT] = wait;
  m.push(operation, a, b);
  return PENDING;
}

function enqueue(m: Machine, f: number, local: number): void {
  const { frames, queued } = m;
  const base = m.offsets[frames[f + F_LEVEL]!]!;
  const turn = m.turnOf[base + local]!;
  if (queued[base + turn] === 1) return;
  queued[base + turn] = 1;
  frames[f + F_QUEUED]!++;
  if (turn < frames[f + F_HEAD]!) frames[f + F_HEAD] = turn;
}

/** The local state with the first turn of those that wait. */
function dequeue(m: Machine, f: number): number {
  const { frames, queued } = m;
  const base = m.offsets[frames[f + F_LEVEL]!]!;
  let turn = base + frames[f + F_HEAD]!;
  while (queued[turn] === 0) turn++;
  queued[turn] = 0;
  frames[f + F_QUEUED]!--;
  frames[f + F_HEAD] = turn - base;
  return m.turns[turn]!;
}
