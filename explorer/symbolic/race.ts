/**
 * Saturation in several orders in turn, until one is done.
 *
 * An order can be a hundred times better than another, and no score known to us tells which. Taking
 * turns costs at most as many times the work of the best as there are contestants. Turns are counted
 * in frames, not in time, so the same order wins on every machine.
 */

import type { LinkedSystem } from '../system.ts';
import type { SearchOptions } from '../verdict.ts';
import { encode } from './encode.ts';
import type { Order } from './order.ts';
import { nextTurn, SLICE, Stopped, type SymbolicProgress, Workspace } from './workspace.ts';

/** The reachable states, and where they are. */
export interface Reached {
  readonly workspace: Workspace;
  readonly order: Order;
  /** Kept. */
  readonly set: number;
}

/** Frames of the first turn; every turn is twice as long as the one before, up to a slice. */
const FIRST_TURN = 1 << 12;

/** Saturates in the given orders, at least one. Throws `Stopped` when a limit is reached. */
export async function race(
  system: LinkedSystem,
  orders: readonly Order[],
  options: SearchOptions,
  onProgress?: (progress: SymbolicProgress) => void,
): Promise<Reached> {
  const contestants = orders.map((order) => {
    const workspace = new Workspace(encode(system, order.slots), options, onProgress);
    return new Contestant(order, workspace);
  });
  let running: readonly Contestant[] = contestants;
  for (let turn = FIRST_TURN; ; turn = Math.min(2 * turn, SLICE)) {
    for (const contestant of running) {
      contestant.workspace.share = 1 / running.length;
      await contestant.go(turn);
      await nextTurn();
      if (contestant.reached !== null) {
        return contestant.win(contestants.map(({ workspace }) => workspace));
      }
      if (contestant.failure === null) continue;
      running = running.filter((other) => other !== contestant);
      if (running.length === 0 || !isOutOfMemory(contestant.failure)) throw contestant.failure;
    }
  }
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
  win(all: readonly Workspace[]): Reached {
    const { workspace, order, reached: set } = this;
    workspace.rest = nextTurn;
    workspace.slice = SLICE;
    workspace.share = 1;
    workspace.bytesMax = all.reduce((sum, { bytesMax, machine }) => {
      return sum + Math.max(bytesMax, machine.bytes);
    }, 0);
    return { workspace, order, set: set ?? 0 };
  }
}
