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
 * There, what firing makes is saturated by itself, on the way, before it is added to a child. Here it
 * is added as it is, and a child is saturated when its turn to fire comes, with all that has been added
 * until then. So no closure of a part is ever computed that the whole would have included: with all
 * steps fired once more from a set that is closed already, this takes a tenth of the work.
 *
 * Children are in `acc`. Local states whose child has grown wait in a queue for their turn.
 */

import {
  A_UNION,
  AN_IMAGE,
  add,
  assemble,
  F_EDGE,
  F_EDGES,
  F_LEVEL,
  F_OWN,
  F_TO,
  F_TOUCHED,
  F_WAIT,
  grow,
  NOTHING,
} from './assemble.kernel.ts';
import { EMPTY, HEADER } from './diagram.kernel.ts';
import { F_A, FULL, IMAGE, type Machine, PENDING, SATURATE } from './machine.kernel.ts';

/** The local state whose turn it is. */
const F_AT = F_OWN;
/** No turn before this one is queued. */
const F_HEAD = F_OWN + 1;
const F_QUEUED = F_OWN + 2;

/** Called for: the saturation of the child of F_TO. */
const A_CHILD = 3;

/** Answers 0 when finished, else PENDING or FULL. */
export function saturate(m: Machine): number {
  const { frames, frame: f } = m;
  if (frames[f + F_TOUCHED] === 0) begin(m, f);
  if (m.returned) {
    m.returned = false;
    if (receive(m, f) === PENDING) return PENDING;
  }
  if (fireInTurn(m, f) === PENDING) return PENDING;
  if (!assemble(m)) return FULL;
  if (m.result !== EMPTY) m.cache.put(SATURATE, m.result, 0, m.result);
  return 0;
}

/** Takes the children of the operand; all wait for their turn. */
function begin(m: Machine, f: number): void {
  const { frames, diagram } = m;
  const { words } = diagram;
  const a = frames[f + F_A]!;
  frames[f + F_LEVEL] = words[a]!;
  const end = a + HEADER + 2 * words[a + 1]!;
  for (let at = a + HEADER; at < end; at += 2) {
    grow(m, f, words[at]!, words[at + 1]!);
    enqueue(m, f, words[at]!);
  }
}

/** What was called for is there. */
function receive(m: Machine, f: number): number {
  const { frames, result } = m;
  const wait = frames[f + F_WAIT]!;
  const to = frames[f + F_TO]!;
  frames[f + F_WAIT] = NOTHING;
  if (wait === A_CHILD) grow(m, f, to, result);
  else if (wait === A_UNION) {
    if (grow(m, f, to, result)) enqueue(m, f, to);
  } else if (result !== EMPTY) return addTo(m, f, to, result);
  return 0;
}

/** Adds a set that is not empty to a child. */
function addTo(m: Machine, f: number, to: number, more: number): number {
  const grown = add(m, f, to, more);
  if (grown === PENDING) return PENDING;
  if (grown) enqueue(m, f, to);
  return 0;
}

/** Saturates children and fires the steps of the level from them until none grows. */
function fireInTurn(m: Machine, f: number): number {
  const { frames, acc } = m;
  const level = frames[f + F_LEVEL]!;
  const base = m.offsets[level]!;
  const { edgeStart, edgeTo, edgeRest, first: firsts, ofLevel } = m.relations;
  const first = firsts[ofLevel[level]!]!;
  while (!m.hurries) {
    const child = base + frames[f + F_AT]!;
    while (frames[f + F_EDGE]! < frames[f + F_EDGES]!) {
      const edge = frames[f + F_EDGE]!++;
      const to = edgeTo[edge]!;
      const rest = edgeRest[edge]!;
      const result = m.known(IMAGE, acc[child]!, rest);
      if (result === PENDING) return call(m, f, IMAGE, acc[child]!, rest, to, AN_IMAGE);
      if (result !== EMPTY && addTo(m, f, to, result) === PENDING) return PENDING;
    }
    if (frames[f + F_QUEUED] === 0) return 0;
    const local = dequeue(m, f);
    frames[f + F_AT] = local;
    if (ofLevel[level] !== 0) {
      frames[f + F_EDGE] = edgeStart[first + local]!;
      frames[f + F_EDGES] = edgeStart[first + local + 1]!;
    }
    const result = m.known(SATURATE, acc[base + local]!, 0);
    if (result === PENDING) return call(m, f, SATURATE, acc[base + local]!, 0, local, A_CHILD);
    grow(m, f, local, result);
  }
  return 0;
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
