/**
 * Saturation in several orders in turn, until one is done.
 *
 * An order can be a hundred times better than another, and no score known to us tells which. Taking
 * turns costs at most some times the work of the best. Turns are counted in frames, not in time, so
 * the same order wins on every machine.
 */

import { assert } from '../../base/errors.ts';
import type { SearchOptions } from '../verdict.ts';
import { encode, type Variables } from './encode.ts';
import type { Order } from './order.ts';
import { nextTurn, type Rest, SLICE, Stopped, type SymbolicProgress } from './slices.ts';
import { Workspace } from './workspace.ts';

/** The reachable states, and where they are. */
export interface Reached {
  readonly workspace: Workspace;
  readonly order: Order;
  /** Kept. */
  readonly set: number;
}

/** Frames of the first turn; every turn is twice as long as the one before, up to a slice. */
const FIRST_TURN = 1 << 12;

/** The first order is the likeliest one, and its turns are so many times as long. */
const FAVOUR = 4;

/**
 * Saturates in the given orders, at least one, and rests after each turn. The first one has its first
 * turn alone: most systems need no more, and making orders takes longer than that. Throws `Stopped` when
 * a limit is reached.
 */
export async function race(
  variables: Variables,
  orders: Iterable<Order>,
  options: SearchOptions,
  onProgress?: (progress: SymbolicProgress) => void,
  rest: Rest = nextTurn,
): Promise<Reached> {
  const entering = enter(variables, orders, options, onProgress);
  const favourite = entering.next().value;
  assert(favourite !== undefined, 'there is an order');
  let running: readonly Contestant[] = [favourite];
  let bytesMax = 0;
  for (let turn = FIRST_TURN; ; turn = Math.min(2 * turn, SLICE)) {
    for (const contestant of running) {
      contestant.workspace.share = 1 / running.length;
      const frames = contestant === favourite ? FAVOUR * turn : turn;
      await contestant.go(frames);
      await rest(frames);
      const others = running.filter((other) => other !== contestant);
      bytesMax = Math.max(bytesMax, contestant.bytesMax + sumOf(others.map(({ bytes }) => bytes)));
      if (contestant.reached !== null) return contestant.win(bytesMax, rest);
      if (contestant.failure === null) continue;
      running = others;
      if (!isOutOfMemory(contestant.failure)) throw contestant.failure;
    }
    if (turn === FIRST_TURN) running = [...running, ...entering];
    if (running.length === 0) throw favourite.failure;
  }
}

/** A contestant for each order, as long as memory allows for twice what those take who are there. */
function* enter(
  variables: Variables,
  orders: Iterable<Order>,
  options: SearchOptions,
  onProgress: ((progress: SymbolicProgress) => void) | undefined,
): Generator<Contestant, undefined> {
  const bytesAllowed = options.limits?.memoryBytesMax ?? Number.POSITIVE_INFINITY;
  let bytes = 0;
  for (const order of orders) {
    const workspace = new Workspace(encode(variables, order.digits), options, onProgress);
    const contestant = new Contestant(order, workspace);
    const bytesAtFirst = contestant.bytes;
    yield contestant;
    bytes += contestant.failure === null ? contestant.bytes : 0;
    if (2 * (bytes + bytesAtFirst) > bytesAllowed) return undefined;
  }
  return undefined;
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

function isOutOfMemory(failure: unknown): boolean {
  return failure instanceof Stopped && failure.limit.kind === 'memory';
}

class Contestant {
  readonly order: Order;
  readonly workspace: Workspace;
  reached: number | null = null;
  failure: unknown = null;
  #started = false;
  #resume = (): void => {};
  #paused = (): void => {};

  constructor(order: Order, workspace: Workspace) {
    this.order = order;
    this.workspace = workspace;
    workspace.rest = () =>
      new Promise((resolve) => {
        this.#resume = resolve;
        this.#paused();
      });
  }

  get bytes(): number {
    return this.workspace.machine.bytes;
  }

  get bytesMax(): number {
    return Math.max(this.workspace.bytesMax, this.bytes);
  }

  /** Works for so many frames, or until it is done or has failed. */
  go(frames: number): Promise<void> {
    this.workspace.slice = frames;
    const paused = new Promise<void>((resolve) => {
      this.#paused = resolve;
    });
    if (this.#started) this.#resume();
    else this.#start();
    return paused;
  }

  #start(): void {
    this.#started = true;
    this.workspace.reachable().then(
      (set) => {
        this.reached = set;
        this.#paused();
      },
      (failure: unknown) => {
        this.failure = failure;
        this.#paused();
      },
    );
  }

  /** What was found, in a workspace that works on by itself. */
  win(bytesMax: number, rest: Rest): Reached {
    const { workspace, order, reached: set } = this;
    workspace.rest = rest;
    workspace.slice = SLICE;
    workspace.share = 1;
    workspace.bytesMax = bytesMax;
    return { workspace, order, set: set ?? 0 };
  }
}
