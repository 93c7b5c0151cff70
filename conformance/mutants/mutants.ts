/** Faults planted in the engines, one at a time: each must make the tests named with it fail. */

import { certificate } from './certificate.ts';
import { crewMutants } from './crew.ts';
import { explicit } from './explicit.ts';
import { kernelMutants } from './kernel.ts';
import { liveness } from './liveness.ts';
import type { Mutant } from './mutant.ts';
import { reductions } from './reductions.ts';
import { refinement } from './refinement.ts';
import { symbolic } from './symbolic.ts';

export const mutants: readonly Mutant[] = [
  ...explicit,
  ...kernelMutants,
  ...crewMutants,
  ...reductions,
  ...refinement,
  ...symbolic,
  ...certificate,
  ...liveness,
];
