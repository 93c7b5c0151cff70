/**
 * What is looked for in single states to answer for properties, whoever looks: code made for a system in
 * JavaScript or WebAssembly, and those who ask which steps can bring it about.
 *
 * Reads of linked properties are unchecked; their tables are complete.
 */

import type { LinkedExpression, LinkedProperty, LinkedWaitCycle } from '../system.ts';

/** Signs that a state may show of a property. */
export interface Signs {
  /** The property is violated, or its goal is met. */
  readonly violated: LinkedExpression;
  /** The companion is met. */
  readonly met: LinkedExpression;
}

const never: LinkedExpression = { kind: 'constant', value: false };

/** Those of a property that is not about who waits for whom. */
export function signsOf(
  property: Exclude<LinkedProperty, { readonly kind: 'waitCycleFree' }>,
): Signs {
  switch (property.kind) {
    case 'invariant':
      return {
        violated: { kind: 'not', of: property.holds },
        met: property.companion.goal,
      };
    case 'reachable':
      return { violated: property.goal, met: never };
    case 'deadlockFree':
      return { violated: never, met: property.companion.goal };
    case 'stepInvariant':
      return { violated: never, met: never };
  }
}

/** No state is like that, as one can see without looking. */
export function isNever(expression: LinkedExpression): boolean {
  return expression.kind === 'constant' && !expression.value;
}

/** The numbers at which a table of bits has a 1, ascending. */
export function acceptedBy(bits: Uint8Array): number[] {
  const accepted: number[] = [];
  for (let number = 0; number < bits.length; number++) {
    if (bits[number] === 1) accepted.push(number);
  }
  return accepted;
}

/** What each slot of a relation adds to the place in its bits, by local state. */
export function scaledClasses({
  classes,
  strides,
}: Extract<LinkedExpression, { readonly kind: 'relation' }>): readonly Int32Array[] {
  return classes.map((of, k) => Int32Array.from(of, (number) => number * strides[k]!));
}

/** Whom an actor waits for. */
export interface Waiting {
  /** `request[local state of slot]`: for what it asks; 0 for nothing. */
  readonly slot: number;
  readonly request: Uint16Array;
  /** Only requests that somebody can block. */
  readonly cases: readonly {
    readonly request: number;
    /** `blockedBy[local state of slot]`: the waiters that block it, as bits. */
    readonly slot: number;
    readonly blockedBy: Int32Array;
  }[];
}

/** The same of each waiter. */
export function waitingOf({ waiters, requests }: LinkedWaitCycle): readonly Waiting[] {
  return waiters.map(({ slot, request }, w) => {
    const cases = requests.map(({ slot, blockedBy: ofAll }, r) => {
      const size = ofAll.length / waiters.length;
      return { request: r + 1, slot, blockedBy: ofAll.subarray(w * size, (w + 1) * size) };
    });
    return {
      slot,
      request,
      cases: cases.filter(({ blockedBy }) => blockedBy.some((set) => set !== 0)),
    };
  });
}
