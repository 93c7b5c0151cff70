/**
 * WebAssembly memories of searches that have ended, to be used again: V8 does not count shared memory
 * as a reason to collect garbage, so that those of many searches would pile up.
 */

import { assert } from '../../base/errors.ts';
import { newWasmMemory, type WasmMemory } from './module.ts';

/** Larger ones are left to the garbage collector, since all that was ever written in one stays taken. */
export const REUSED_BYTES_MAX = 2 ** 28;

const free: WasmMemory[] = [];

/** A memory that nobody uses, with anything in it; null where the process may have none. */
export function takeMemory(): WasmMemory | null {
  return free.pop() ?? newWasmMemory();
}

/** Gives back a memory that nobody will look at any more, in which about so many bytes were written. */
export function giveBack(memory: WasmMemory, bytes: number): void {
  assert(!free.includes(memory), 'a memory is given back once');
  if (bytes <= REUSED_BYTES_MAX && free.length === 0) free.push(memory);
}
