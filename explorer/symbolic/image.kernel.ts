/**
 * Frames of IMAGE: where a relation leads from a set.
 *
 * Each edge (i, j, rest) of the relation adds the image of child i under `rest` to child j of the node
 * that is gathered; at a level that the relation does not touch each child has one edge, to its own place.
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
import { F_A, F_B, FULL, IMAGE, type Machine, PENDING, UNION } from './machine.kernel.ts';

/** Next child of the operand, or next source of the relation. */
const F_AT = F_OWN;

/** A search for one child costs about as much as going through so many. */
const SEARCH_COST = 6;

/** Answers 0 when finished, else PENDING or FULL. */
export function image(m: Machine): number {
  const { frames, frame: f } = m;
  if (m.returned) {
    m.returned = false;
    const wait = frames[f + F_WAIT]!;
    frames[f + F_WAIT] = NOTHING;
    if (wait === A_UNION) grow(m, f, frames[f + F_TO]!, m.result);
    else if (m.result !== EMPTY && add(m, f, frames[f + F_TO]!, m.result) === PENDING) {
      return PENDING;
    }
  }
  if (fire(m, f) === PENDING) return PENDING;
  return assemble(m) ? 0 : FULL;
}

/**
 * Goes through the children of the operand, or, where these are many more, through the local states
 * that the relation has edges for.
 */
function fire(m: Machine, f: number): number {
  const { frames, diagram, relations } = m;
  const { words } = diagram;
  const a = frames[f + F_A]!;
  const r = frames[f + F_B]!;
  const level = words[a]!;
  frames[f + F_LEVEL] = level;
  if (m.hurries) return 0;
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
      const result = m.known(IMAGE, child, rest);
      if (result === PENDING) {
        frames[f + F_TO] = to;
        frames[f + F_WAIT] = AN_IMAGE;
        m.push(IMAGE, child, rest);
      } else if (result === EMPTY || add(m, f, to, result) !== PENDING) continue;
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

/** Adds a set that is not empty to the child of a local state. */
function add(m: Machine, f: number, to: number, more: number): number {
  const old = m.acc[m.offsets[m.frames[f + F_LEVEL]!]! + to]!;
  const union = m.known(UNION, old, more);
  if (union === PENDING) {
    m.frames[f + F_TO] = to;
    m.frames[f + F_WAIT] = A_UNION;
    m.push(UNION, old, more);
    return PENDING;
  }
  grow(m, f, to, union);
  return 0;
}
