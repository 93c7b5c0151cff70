/**
 * Modules made for systems, kept as long as the system is: another search of it in this process finds
 * the code there, and optimised.
 */

import type { Layout } from '../search/layout.kernel.ts';
import type { LinkedSystem } from '../system.ts';
import { moduleFor, type Place } from './kernel.kernel.ts';
import type { WasmModule } from './module.ts';

interface Made {
  /** All that it depends on besides the system. */
  readonly how: string;
  readonly module: WasmModule;
}

const made = new WeakMap<LinkedSystem, Made>();

/** What was made for such a place before, or null. */
export function moduleMade(system: LinkedSystem, place: Place): WasmModule | null {
  const before = made.get(system);
  return before?.how === howFor(place) ? before.module : null;
}

/** The same; if there is none, one is made and kept, unless the system is too large. */
export function moduleOf(system: LinkedSystem, layout: Layout, place: Place): WasmModule | null {
  const before = moduleMade(system, place);
  if (before !== null) return before;
  const module = moduleFor(layout, place);
  if (module !== null) made.set(system, { how: howFor(place), module });
  return module;
}

function howFor({ area, rest, tree }: Place): string {
  return JSON.stringify([area, rest, tree ?? null]);
}
