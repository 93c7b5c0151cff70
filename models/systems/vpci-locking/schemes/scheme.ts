/** What a scheme is made of. */

import type { Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';

export interface SchemeCode {
  /** Adds the code paths of a vCPU. */
  readonly guest: (world: World, program: Program) => void;
  /** Adds the code paths of a CPU of dom0, between the marks `managing` and `finishing`. */
  readonly toolstack: (world: World, program: Program) => void;
  /** Whether its PEND drops requests in some situation. */
  readonly drops: (world: World) => boolean;
  /** Whether code paths that are modelled contain assertions. */
  readonly asserts: (world: World) => boolean;
}
