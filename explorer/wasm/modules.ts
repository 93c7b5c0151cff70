/**
 * Modules made for systems, kept as long as the system is: another search of it in this process finds
 * the code there, and optimised.
 */

import type { Layout } from '../search/layout.kernel.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import { CHUNKS_AT, CONSTANTS_AT, CONSTANTS_MAX } from './area.ts';
import { defineGrowth } from './growth.ts';
import type { Modules, Place } from './kernel.kernel.ts';
import { defineSplit } from './line-growth.ts';
import { defineLineTable } from './line-keys.ts';
import { defineLooks } from './look.ts';
import { defineLookUp, defineScreen, type Meanwhile } from './lookup.ts';
import { compile, ModuleCode, type WasmModule } from './module.ts';
import { StateCode } from './state-code.ts';
import { defineCollect } from './successors.kernel.ts';
import { defineTree } from './tree-code.ts';

/** A system with more numbers in its records, or states of more words, is left to JavaScript. */
const PROGRAM_MAX = 400_000;
const WORDS_MAX = 12;

/** Those of a system, by all that they depend on besides it. */
const made = new WeakMap<LinkedSystem, Map<string, WasmModule>>();

/** Modules for a system with this layout. */
export function modulesOf(system: LinkedSystem, layout: Layout): Modules {
  const known = made.get(system) ?? new Map<string, WasmModule>();
  made.set(system, known);
  return {
    made: (place) => known.get(howFor(layout, place)) ?? null,
    make: (place) => {
      const how = howFor(layout, place);
      const module = known.get(how) ?? moduleFor(layout, place, system.properties);
      if (module !== null) known.set(how, module);
      return module;
    },
  };
}

function howFor({ slotWord, slotShift }: Layout, { area, rest, tree }: Place): string {
  return JSON.stringify([[...slotWord], [...slotShift], area, rest, tree ?? null]);
}

/**
 * The module for a system with these properties, or null: the system is too large for one. `meanwhile`: for
 * tests.
 */
export function moduleFor(
  layout: Layout,
  { area, rest, tree }: Place,
  properties: readonly LinkedProperty[],
  meanwhile?: Meanwhile,
): WasmModule | null {
  const { wordCount, program, pool } = layout;
  const constants = 2 * 4 * pool.length;
  if (wordCount > WORDS_MAX || program.length > PROGRAM_MAX || constants > CONSTANTS_MAX) {
    return null;
  }
  const module = new ModuleCode();
  const state = new StateCode(wordCount);
  defineCollect(module, layout, state, area);
  defineScreen(module, state, area);
  defineLooks(module, { layout, state, area }, properties, CONSTANTS_AT + constants, CHUNKS_AT);
  if (tree === undefined) {
    for (const isShared of [false, true]) {
      for (const of of rest === null ? [null] : [null, rest]) {
        defineLookUp(module, state, area, { rest: of, isShared, ...(meanwhile && { meanwhile }) });
      }
    }
    defineGrowth(module, state, area, rest);
  } else {
    defineTree(module, tree);
    defineLineTable(module, tree);
    defineSplit(module, tree);
  }
  return compile(module.bytes);
}
