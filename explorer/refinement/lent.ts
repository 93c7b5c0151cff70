/** Memory of a comparison, counted. */

import type { Lender } from '../liveness/words.kernel.ts';

/** Lends what it is asked for; limits are looked at between two steps of a search. */
export class Lent implements Lender {
  bytes = 0;

  take(bytes: number): void {
    this.bytes += bytes;
  }

  full(): never {
    throw new RangeError('no memory for more');
  }
}
