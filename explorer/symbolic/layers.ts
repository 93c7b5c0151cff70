/** Breadth-first layers: the states at distance 0, 1, 2 and so on, each as one diagram. */

import { assert } from '../../base/errors.ts';
import { EMPTY } from './diagram.kernel.ts';
import type { Workspace } from './workspace.ts';

/** The states by distance from the initial one, as far as somebody has asked. All sets are kept. */
export class Layers {
  /** `sets[d]`: the states at distance d. */
  readonly sets: number[] = [];
  readonly #workspace: Workspace;
  readonly #forwards: number | null;
  #seen = EMPTY;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
    const { encoded, relations } = workspace;
    this.#forwards = relations.all(encoded.moves.flat());
    const initial = workspace.single(new Int32Array(encoded.system.slots.length));
    this.sets.push(initial);
    this.#seen = initial;
  }

  /** Adds the next layer; false if it is empty. */
  async extend(): Promise<boolean> {
    const workspace = this.#workspace;
    if (this.#forwards === null) return false;
    const forwards = this.#forwards;
    const { next, seen } = await workspace.scope(
      async () => {
        const image = await workspace.image(this.sets.at(-1) ?? EMPTY, forwards);
        const next = await workspace.minus(image, this.#seen);
        return { next, seen: await workspace.union(this.#seen, next) };
      },
      (sets) => [sets.next, sets.seen],
    );
    if (next === EMPTY) return false;
    this.sets.push(next);
    this.#seen = seen;
    return true;
  }

  /** The first distance at which there is a state of a set that is not empty and reachable. */
  async distanceOf(set: number): Promise<number> {
    for (let d = 0; ; d++) {
      if (d === this.sets.length) assert(await this.extend(), 'targets are reachable');
      const meets = await this.#workspace.meet(this.sets[d] ?? EMPTY, set);
      if (meets !== EMPTY) return d;
    }
  }
}
