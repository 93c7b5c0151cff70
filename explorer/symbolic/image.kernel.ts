/**
 * Frames that fire relations: successors of a set (IMAGE), and successors with everything that steps
 * of lower levels make of them (CLOSE), which is what saturation is made of.
 *
 * Ciardo, Lüttgen, Siminiceanu, "Saturation: an efficient iteration strategy for symbolic state-space
 * generation" (TACAS 2001): a node is saturated when no step whose highest participant is at its
 * level or below adds anything to it. Nodes are saturated bottom up, and every node that firing makes
 * is saturated before it is used (there `RecFire` and `Saturate`; here the two phases of a CLOSE).
 * Steps of a level are fired together, as one relation: Ciardo and Yu, "Saturation-based symbolic
 * reachability analysis using conjunctive and disjunctive partitioning" (CHARME 2005).
 *
 * Children of the unfinished node are in `acc`. While firing, each edge (i, j, rest) of the relation
 * adds the image of child i under `rest` to child j. While saturating, edges are those of all steps
 * of the level, and local states whose child has grown wait in a queue for their turn.
 */

import { assemble } from './assemble.kernel.ts';
import { EMPTY, HEADER } from './diagram.kernel.ts';
import {
  CLOSE,
  F_A,
  F_B,
  F_OPERATION,
  FULL,
  type Machine,
  PENDING,
  UNION,
} from './machine.kernel.ts';
import type { Relations } from './relations.ts';

/** FIRING, SATURATING or DONE. */
const F_PHASE = 3;
/** Firing: next child of the operand. Saturating: the local state whose turn it is. */
const F_AT = 4;
/** Next edge, and the one after the last. */
const F_EDGE = 5;
const F_EDGES = 6;
/** Local state that what was called for belongs to. */
const F_TO = 7;
/** What was called for: NOTHING, an image, or a union with the child of F_TO. */
const F_WAIT = 8;
const F_TOUCHED = 9;
const F_HEAD = 10;
const F_QUEUED = 11;
const F_LEVEL = 12;

const FIRING = 0;
const SATURATING = 1;
const DONE = 2;

const NOTHING = 0;
const AN_IMAGE = 1;
const A_UNION = 2;

/** Pushes a frame that saturates the node of `level` with one child. */
export function pushSaturation(m: Machine, level: number, local: number, child: number): void {
  m.push(CLOSE, EMPTY, 0);
  const f = m.frame;
  m.frames[f + F_PHASE] = SATURATING;
  m.frames[f + F_LEVEL] = level;
  m.acc[m.offsets[level]! + local] = child;
  m.touched[m.offsets[level]!] = local;
  m.frames[f + F_TOUCHED] = 1;
  if (m.relations.ofLevel[level] !== 0) enqueue(m, f, level, local);
}

/** IMAGE or CLOSE. Answers 0 when finished, else PENDING or FULL. */
export function image(m: Machine): number {
  const { frames, frame: f, relations } = m;
  const operation = frames[f + F_OPERATION]!;
  if (m.returned) {
    m.returned = false;
    if (receive(m, f, m.result) === PENDING) return PENDING;
  }
  if (frames[f + F_PHASE] === FIRING) {
    if (fire(m, f, operation, relations) === PENDING) return PENDING;
    frames[f + F_PHASE] = DONE;
    const level = frames[f + F_LEVEL]!;
    if (operation === CLOSE && relations.ofLevel[level]! !== 0) {
      frames[f + F_PHASE] = SATURATING;
      frames[f + F_EDGE] = 0;
      frames[f + F_EDGES] = 0;
      const base = m.offsets[level]!;
      const touched = frames[f + F_TOUCHED]!;
      for (let t = 0; t < touched; t++) enqueue(m, f, level, m.touched[base + t]!);
    }
  }
  if (frames[f + F_PHASE] === SATURATING) {
    if (saturate(m, f, relations) === PENDING) return PENDING;
    frames[f + F_PHASE] = DONE;
  }
  return assemble(m, frames[f + F_LEVEL]!, frames[f + F_TOUCHED]!) ? 0 : FULL;
}

/**
 * Goes through the children of the operand, or, where these are many more, through the local states
 * that the relation has edges for.
 */
function fire(m: Machine, f: number, operation: number, relations: Relations): number {
  const { frames, diagram } = m;
  const { words } = diagram;
  const a = frames[f + F_A]!;
  const r = frames[f + F_B]!;
  const level = words[a]!;
  frames[f + F_LEVEL] = level;
  const passes = relations.levels[r]! < level;
  const first = relations.first[r]!;
  const { edgeStart, edgeTo, edgeRest, sources } = relations;
  const sourceStart = relations.sourceStart[r]!;
  const bySource = !passes && relations.sourceCount[r]! * SEARCH_COST < words[a + 1]!;
  const n = bySource ? relations.sourceCount[r]! : words[a + 1]!;
  let at = frames[f + F_AT]!;
  let edge = frames[f + F_EDGE]!;
  let edges = frames[f + F_EDGES]!;
  let child = EMPTY;
  if (m.hurries) return 0;
  if (at > 0) {
    child = bySource
      ? diagram.childOf(a, sources[sourceStart + at - 1]!)
      : words[a + HEADER + 2 * at - 1]!;
  }
  for (;;) {
    while (edge < edges) {
      const to = passes ? words[a + HEADER + 2 * at - 2]! : edgeTo[edge]!;
      const rest = passes ? r : edgeRest[edge]!;
      edge++;
      const result = m.known(operation, child, rest);
      if (result === PENDING) {
        frames[f + F_TO] = to;
        frames[f + F_WAIT] = AN_IMAGE;
        m.push(operation, child, rest);
      } else if (result === EMPTY || add(m, f, level, to, result) !== PENDING) continue;
      frames[f + F_AT] = at;
      frames[f + F_EDGE] = edge;
      frames[f + F_EDGES] = edges;
      return PENDING;
    }
    if (at === n) return 0;
    const local = bySource ? sources[sourceStart + at]! : words[a + HEADER + 2 * at]!;
    child = bySource ? diagram.childOf(a, local) : words[a + HEADER + 2 * at + 1]!;
    at++;
    edge = passes ? 0 : edgeStart[first + local]!;
    edges = passes ? 1 : edgeStart[first + local + 1]!;
    if (child === EMPTY) edge = edges;
  }
}

/** A search for one child costs about as much as going through so many. */
const SEARCH_COST = 6;

/** Fires the steps of the level until no child grows. */
function saturate(m: Machine, f: number, relations: Relations): number {
  const { frames, acc, queued, turns } = m;
  const level = frames[f + F_LEVEL]!;
  const base = m.offsets[level]!;
  const first = relations.first[relations.ofLevel[level]!]!;
  const { edgeStart, edgeTo, edgeRest } = relations;
  let at = frames[f + F_AT]!;
  let edge = frames[f + F_EDGE]!;
  let edges = frames[f + F_EDGES]!;
  if (m.hurries) return 0;
  for (;;) {
    while (edge < edges) {
      const to = edgeTo[edge]!;
      const rest = edgeRest[edge]!;
      edge++;
      const result = m.known(CLOSE, acc[base + at]!, rest);
      if (result === EMPTY) continue;
      if (result === PENDING) {
        frames[f + F_AT] = at;
        frames[f + F_EDGE] = edge;
        frames[f + F_EDGES] = edges;
        frames[f + F_TO] = to;
        frames[f + F_WAIT] = AN_IMAGE;
        m.push(CLOSE, acc[base + at]!, rest);
        return PENDING;
      }
      if (add(m, f, level, to, result) === PENDING) {
        frames[f + F_AT] = at;
        frames[f + F_EDGE] = edge;
        frames[f + F_EDGES] = edges;
        return PENDING;
      }
    }
    if (frames[f + F_QUEUED] === 0) return 0;
    frames[f + F_QUEUED]!--;
    let turn = base + frames[f + F_HEAD]!;
    while (queued[turn] === 0) turn++;
    queued[turn] = 0;
    frames[f + F_HEAD] = turn - base;
    at = turns[turn]!;
    edge = edgeStart[first + at]!;
    edges = edgeStart[first + at + 1]!;
  }
}

/** What was called for is there. */
function receive(m: Machine, f: number, result: number): number {
  const { frames } = m;
  const wait = frames[f + F_WAIT]!;
  frames[f + F_WAIT] = NOTHING;
  const level = frames[f + F_LEVEL]!;
  const to = frames[f + F_TO]!;
  if (wait === AN_IMAGE) return result === EMPTY ? 0 : add(m, f, level, to, result);
  replace(m, f, level, to, result);
  return 0;
}

/** Adds a set that is not empty to the child of a local state. */
function add(m: Machine, f: number, level: number, to: number, more: number): number {
  const at = m.offsets[level]! + to;
  const old = m.acc[at]!;
  const result = m.known(UNION, old, more);
  if (result === PENDING) {
    m.frames[f + F_TO] = to;
    m.frames[f + F_WAIT] = A_UNION;
    m.push(UNION, old, more);
    return PENDING;
  }
  replace(m, f, level, to, result);
  return 0;
}

function replace(m: Machine, f: number, level: number, to: number, child: number): void {
  const base = m.offsets[level]!;
  const old = m.acc[base + to]!;
  if (old === child) return;
  if (old === EMPTY) {
    const touched = m.frames[f + F_TOUCHED]!;
    m.touched[base + touched] = to;
    m.frames[f + F_TOUCHED] = touched + 1;
  }
  m.acc[base + to] = child;
  if (m.frames[f + F_PHASE] === SATURATING) enqueue(m, f, level, to);
}

function enqueue(m: Machine, f: number, level: number, local: number): void {
  const base = m.offsets[level]!;
  const turn = m.turnOf[base + local]!;
  if (m.queued[base + turn] === 1) return;
  m.queued[base + turn] = 1;
  m.frames[f + F_QUEUED]!++;
  if (turn < m.frames[f + F_HEAD]!) m.frames[f + F_HEAD] = turn;
}
