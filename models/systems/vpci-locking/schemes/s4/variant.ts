/** How schemes with `d->pci_lock` differ from each other. */

import type { Program } from '../../../../kit/program.ts';
import type { World } from '../../world.ts';

/** How a scheme of this kind differs from S4. */
export interface Variant {
  /** S5: removal cancels the tasks of the device, and registers are written when work is queued. */
  readonly cancels: boolean;
  /** Deferred work, for whoever has a pending slot. */
  readonly pend: (world: World, program: Program) => void;
  /** REM takes the lock of the owner before vPCI state goes (635dd1120a); before, only to unlink. */
  readonly locksRemoval: boolean;
}
