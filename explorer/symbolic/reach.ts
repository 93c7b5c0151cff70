/**
 * Saturation, begun again in better orders until it comes to an end.
 *
 * An order can be a hundred times better than another, and no score of an order that we know of tells
 * which is. What does tell is the set itself: so a search that has not come to an end after some work
 * closes what it has, which is a part of the reachable states, sifts the levels of that (sifting.ts),
 * and begins anew in the order found, with twice as much work to go before the next time. All is
 * counted in frames and not in time, so the same happens on every machine.
 */

import type { SearchOptions } from '../verdict.ts';
import { encode, type Variables } from './encode.ts';
import { MovableSet } from './movable.kernel.ts';
import { named, type Order } from './order.ts';
import { sift } from './sifting.ts';
import { nextTurn, type Rest, SLICE, type SymbolicProgress, stopIfDue } from './slices.ts';
import { Workspace } from './workspace.ts';

/** The reachable states, and where they are. */
export interface Reached {
  readonly workspace: Workspace;
  readonly order: Order;
  /** Kept. */
  readonly set: number;
}

/** What may be told of the way, and how. */
export interface ReachOptions {
  readonly search: SearchOptions;
  readonly onProgress?: (progress: SymbolicProgress) => void;
  readonly rest?: Rest;
  /** Frames before levels are sifted for the first time; infinitely many to keep to the first order. */
  readonly framesAtFirst?: number;
}

const FRAMES_AT_FIRST = 1 << 16;
/** Frames before the first pause of a search; each pause comes after twice as many, up to a slice. */
const FIRST_SLICE = 1 << 12;
/** Each search has so many times the frames of the one before until levels are sifted again. */
const MORE_FRAMES = 2;
/** Sifting goes through all levels so many times. */
const PASSES = 2;
/** Pairs of nodes that both passes look at, for each frame of the search before. */
const PAIRS_PER_FRAME = 8;

/** Saturates, in the given order first. Throws `Stopped` when a limit is reached. */
export async function reach(
  variables: Variables,
  first: Order,
  { search, onProgress, rest = nextTurn, framesAtFirst = FRAMES_AT_FIRST }: ReachOptions,
): Promise<Reached> {
  const started = search.now?.() ?? 0;
  let order = first;
  let frames = framesAtFirst;
  let bytesMax = 0;
  for (let times = 1; ; times++) {
    const workspace = new Workspace(encode(variables, order.digits), search, onProgress, started);
    const { machine } = workspace;
    workspace.bytesMax = bytesMax;
    let slice = Math.min(FIRST_SLICE, frames);
    workspace.pauseEvery(slice);
    workspace.rest = (done) => {
      machine.hurries ||= machine.work >= frames;
      slice = Math.min(2 * slice, SLICE);
      workspace.pauseEvery(slice);
      return rest(done);
    };
    const set = await workspace.reachable();
    await rest(slice);
    workspace.rest = rest;
    workspace.pauseEvery(SLICE);
    if (!machine.hurries) return { workspace, order, set };
    const { digitAt, sizes } = workspace.encoded;
    const part = new MovableSet(machine.diagram, set, digitAt, sizes);
    workspace.claim(part.bytes);
    bytesMax = workspace.bytesMax;
    const pairsMax = PAIRS_PER_FRAME * machine.work;
    for (let pass = 0; pass < PASSES; pass++) {
      await sift(part, variables, pairsMax, () => {
        stopIfDue(search, started);
        return rest(0);
      });
    }
    frames *= MORE_FRAMES;
    order = named(variables, `sifted ${times === 1 ? 'once' : `${times} times`}`, part.digits);
  }
}
