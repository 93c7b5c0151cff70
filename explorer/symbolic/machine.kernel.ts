/**
 * What all operations on diagrams share: a stack of frames instead of recursion, the cache, and where
 * results are put together.
 *
 * A frame is one operation on one pair of operands that is under way. It calls for an operation on
 * lower levels by pushing a frame, and goes on when the result is there. So the depth of a diagram is
 * bounded by memory and not by the call stack, work can pause after any number of frames, and
 * whatever is alive can be found: dead nodes may be collected between any two frames.
 *
 * Every call goes to a lower level. At most one frame of each level gathers pairs in `out`, and at
 * most one gathers children in `acc`; both are as large as all local states together.
 */

import { OperationCache } from './cache.kernel.ts';
import { Diagram, EMPTY, UNIT } from './diagram.kernel.ts';
import type { Predicates } from './predicates.ts';
import type { Relations } from './relations.ts';

/** Operations, from 1 on. Up to ON_NODES_MAX, the second operand is a node. */
export const UNION = 1;
export const MEET = 2;
export const MINUS = 3;
export const ON_NODES_MAX = 3;
/** Successors by a relation. */
export const IMAGE = 4;
/** A set and all that can be reached from it by steps of its level and of those below. */
export const SATURATE = 5;
/** Vectors that satisfy a predicate. */
export const RESTRICT = 6;
/** Vectors in which no step of these levels is enabled. */
export const STUCK = 7;

/** Answers of {@link Machine.known} and of frames. */
export const PENDING = -1;
/** A node could not be made: make room and run again. */
export const FULL = -2;

/** Words of a frame; each kind says what it keeps in words 3 and on. */
export const FRAME = 13;
export const F_OPERATION = 0;
export const F_A = 1;
export const F_B = 2;

export class Machine {
  readonly diagram: Diagram;
  readonly relations: Relations;
  readonly predicates: Predicates;
  readonly cache = new OperationCache();
  /** Number of local states of each level. */
  readonly sizes: Int32Array;
  /** First place of each level in arrays with a place for each local state. */
  readonly offsets: Int32Array;
  readonly frames: Int32Array;
  /** Where the frame on top begins; -FRAME when there is none. */
  frame = -FRAME;
  /** What the last finished frame found, if `returned`. */
  result = EMPTY;
  returned = false;
  /** Pairs of unfinished nodes, one frame after the other. */
  readonly out: Int32Array;
  outEnd = 0;
  /** Children of an unfinished node by local state, or EMPTY. */
  readonly acc: Int32Array;
  /** Local states with a child in `acc`. */
  readonly touched: Int32Array;
  /** The local states of each level in the order in which steps are fired, and the reverse. */
  readonly turns: Int32Array;
  readonly turnOf: Int32Array;
  /** 1 at the turn of a local state whose child has grown. */
  readonly queued: Uint8Array;
  /**
   * No step is fired any more, so what is under way comes to an end soon, with a part of what it would
   * have come to. Results are not to be relied on from then on.
   */
  hurries = false;
  /** Frames that were worked on. */
  work = 0;

  constructor(sizes: Int32Array, relations: Relations, predicates: Predicates) {
    this.sizes = sizes;
    this.relations = relations;
    this.predicates = predicates;
    this.offsets = new Int32Array(sizes.length + 1);
    sizes.forEach((size, level) => {
      this.offsets[level + 1] = this.offsets[level]! + size;
    });
    const all = this.offsets[sizes.length]!;
    this.diagram = new Diagram(sizes.reduce((a, b) => Math.max(a, b), 1));
    this.frames = new Int32Array(FRAME * (2 * sizes.length + 4));
    this.out = new Int32Array(2 * all + 2);
    this.acc = new Int32Array(all);
    this.touched = new Int32Array(all);
    this.turns = new Int32Array(all);
    this.turnOf = new Int32Array(all);
    this.queued = new Uint8Array(all);
  }

  /** Bytes of nodes, cache, relations, predicates and working space. */
  get bytes(): number {
    const { frames, out, acc, queued } = this;
    return (
      this.diagram.bytes +
      this.cache.bytes +
      this.relations.bytes +
      this.predicates.bytes +
      4 * (frames.length + out.length + 4 * acc.length) +
      queued.length
    );
  }

  /** The result of an operation if it is obvious or in the cache, else PENDING. */
  known(operation: number, a: number, b: number): number {
    if (a === EMPTY) return operation === UNION ? b : EMPTY;
    switch (operation) {
      case UNION:
        if (b === EMPTY || a === b) return a;
        return a < b ? this.cache.get(UNION, a, b) : this.cache.get(UNION, b, a);
      case MEET:
        if (b === EMPTY || a === b) return b;
        return a < b ? this.cache.get(MEET, a, b) : this.cache.get(MEET, b, a);
      case MINUS:
        if (b === EMPTY) return a;
        if (a === b) return EMPTY;
        break;
      case STUCK:
      case SATURATE:
        if (a === UNIT) return a;
        break;
      case RESTRICT:
        if (b <= 1) return b === 1 ? a : EMPTY;
        break;
      default:
        if (b === 0) return a;
    }
    return this.cache.get(operation, a, b);
  }

  /** Pushes a frame for an operation that is not `known`. */
  push(operation: number, a: number, b: number): void {
    const { frames } = this;
    this.frame += FRAME;
    const f = this.frame;
    frames.fill(0, f, f + FRAME);
    const swaps = (operation === UNION || operation === MEET) && a > b;
    frames[f + F_OPERATION] = operation;
    frames[f + F_A] = swaps ? b : a;
    frames[f + F_B] = swaps ? a : b;
    this.returned = false;
  }

  /** Finishes the frame on top; its result goes to the cache and to the frame below. */
  finish(result: number): void {
    const { frames, frame: f } = this;
    const a = frames[f + F_A]!;
    if (a !== EMPTY) this.cache.put(frames[f + F_OPERATION]!, a, frames[f + F_B]!, result);
    this.frame -= FRAME;
    this.result = result;
    this.returned = true;
  }

  /**
   * Finishes the frame on top with the node of the pairs in `out` from `start` on. False if there is
   * no room; the pairs stay.
   */
  finishWith(level: number, start: number): boolean {
    const n = (this.outEnd - start) >> 1;
    const node = n === 0 ? EMPTY : this.diagram.make(level, this.out, start, n);
    if (node < 0) return false;
    this.outEnd = start;
    this.finish(node);
    return true;
  }

  /** Gives up whatever is under way. */
  reset(): void {
    this.frame = -FRAME;
    this.returned = false;
    this.outEnd = 0;
    this.acc.fill(EMPTY);
    this.queued.fill(0);
  }

  /** Collects dead nodes; `roots` are alive besides what is under way. */
  collect(roots: Iterable<number>): void {
    const { diagram, frames, out, acc } = this;
    for (const root of roots) diagram.mark(root);
    if (this.returned) diagram.mark(this.result);
    for (let f = 0; f <= this.frame; f += FRAME) {
      diagram.mark(frames[f + F_A]!);
      if (frames[f + F_OPERATION]! <= ON_NODES_MAX) diagram.mark(frames[f + F_B]!);
    }
    for (let i = 1; i < this.outEnd; i += 2) diagram.mark(out[i]!);
    for (let i = 0; i < acc.length; i++) diagram.mark(acc[i]!);
    this.cache.sweep(diagram, ON_NODES_MAX);
    diagram.sweep();
  }
}
