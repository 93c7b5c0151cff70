/**
 * Which further assumption of fairness would rule a violation out.
 *
 * Asked are the sets of steps that any property of the system names in an assumption, the steps of each
 * actor that are no faults, and each step by itself that the loop passes over. All of them at once, as
 * strong ones, is the most that can be asked for: if a run is left even then, none of them helps. Otherwise
 * the first that is enough by itself is told, or, where none is, a set of which none can be left out; each
 * as a weak one where that is enough.
 *
 * That something would be ruled out is no reason to assume it: whoever reads the report has to know
 * whether the scheduler or the lock is fair in that way.
 */

import type { LinkedFairness, LinkedStep, LinkedSystem, LinkedTemporal } from '../system.ts';
import { fairComponents, type GoodComponents } from './fair-components.kernel.ts';
import { ASSUMPTIONS_MAX, type Assumptions, assumptionsOf } from './fairness.ts';
import { type StateGraph, statesAlong } from './graph.kernel.ts';
import type { Pace } from './pace.ts';
import type { Product } from './product.kernel.ts';

/** Nodes of the product that all searches together may look at. */
const NODES_MAX = 10_000_000;

/** An assumption by its kind and whom it is about. */
export type Remedy = Pick<LinkedFairness, 'kind' | 'label'>;

/** A violation: the lasso that shows it, and the components that others are in. */
export interface Violation {
  readonly product: Product;
  readonly good: GoodComponents;
  readonly path: readonly number[];
  readonly loopFrom: number;
}

/**
 * What would have to be assumed besides, all of it together; none where no assumption helps; null where
 * there are too many, or finding out would take too long. Throws {@link Stopped}.
 */
export async function remedyFor(
  system: LinkedSystem,
  property: LinkedTemporal,
  { product, good, path, loopFrom }: Violation,
  pace: Pace,
): Promise<readonly Remedy[] | null> {
  const own = property.fairness;
  const passedOver = passedOverIn(product.graph, path, loopFrom);
  const candidates = candidatesOf(system, property, passedOver);
  const further = candidates.slice(0, ASSUMPTIONS_MAX - own.length);
  const all = [...own, ...further];
  const bits = assumptionsOf(all, system.steps.length, product.graph, pace);
  let nodesLeft = NODES_MAX;
  /** Whether no run is left with these assumptions besides its own; each is one of `further`, by number. */
  const isEnough = async (chosen: readonly Choice[]): Promise<boolean> => {
    nodesLeft -= product.nodes;
    if (nodesLeft < 0) throw new TooMuch();
    const assumed = choose(bits, own.length, chosen);
    return pace.briefly(
      async () => (await fairComponents(product, assumed, pace, good)).count === 0,
    );
  };
  try {
    const chosen = await leastOf(further.length, isEnough);
    if (chosen.length === 0 && further.length < candidates.length) return null;
    return chosen.map(({ number, kind }) => ({ kind, label: further[number]?.label ?? '' }));
  } catch (error) {
    if (error instanceof TooMuch) return null;
    throw error;
  }
}

class TooMuch extends Error {}

interface Choice {
  readonly number: number;
  readonly kind: 'weak' | 'strong';
}

/** The first that is enough by itself, or some of which none can be left out; none if all are too few. */
async function leastOf(
  count: number,
  isEnough: (chosen: readonly Choice[]) => Promise<boolean>,
): Promise<readonly Choice[]> {
  const strong = Array.from({ length: count }, (_, number): Choice => ({ number, kind: 'strong' }));
  if (!(await isEnough(strong))) return [];
  let chosen: readonly Choice[] = strong;
  for (const one of strong) {
    if (chosen.length > 1 && (await isEnough([one]))) chosen = [one];
  }
  for (const one of chosen.length > 1 ? [...strong].reverse() : []) {
    const rest = chosen.filter((other) => other !== one);
    if (await isEnough(rest)) chosen = rest;
  }
  for (const one of chosen) {
    const milder = chosen.map((other) =>
      other === one ? { ...one, kind: 'weak' as const } : other,
    );
    if (await isEnough(milder)) chosen = milder;
  }
  return chosen;
}

/** The assumptions of the property, which come first, and those chosen of the ones after them. */
function choose(all: Assumptions, own: number, chosen: readonly Choice[]): Assumptions {
  const mine = 2 ** own - 1;
  const bitsOf = (kind: Choice['kind']): number =>
    chosen.reduce((set, one) => (one.kind === kind ? set | (1 << (own + one.number)) : set), 0);
  return {
    ...all,
    weak: (all.weak & mine) | bitsOf('weak'),
    strong: (all.strong & mine) | bitsOf('strong'),
  };
}

/** Steps that are possible somewhere in a loop and not taken in it. */
function passedOverIn(
  graph: StateGraph,
  path: readonly number[],
  loopFrom: number,
): readonly number[] {
  const loop = path.slice(loopFrom);
  const possible = statesAlong(graph, path)
    .slice(loopFrom)
    .flatMap((s) => [...graph.step.subarray(graph.row[s], graph.row[s + 1])]);
  return [...new Set(possible)].filter((step) => !loop.includes(step)).sort((a, b) => a - b);
}

/** Sets of steps that may be assumed to be treated fairly; not those that are so already. */
function candidatesOf(
  { temporal, steps, actors }: LinkedSystem,
  property: LinkedTemporal,
  passedOver: readonly number[],
): readonly LinkedFairness[] {
  const strong = (label: string, isMeant: (step: LinkedStep, number: number) => boolean) => {
    const meant = steps.map((step, s) => (isMeant(step, s) && !step.fault ? 1 : 0));
    return { kind: 'strong' as const, label, steps: Uint8Array.from(meant) };
  };
  const candidates: readonly LinkedFairness[] = [
    ...[property, ...temporal].flatMap(({ fairness }) => fairness),
    ...actors.map((label, actor) => strong(label, (step) => step.actor === actor)),
    ...passedOver.map((number) =>
      strong(`the step "${steps[number]?.name}"`, (_, s) => s === number),
    ),
  ];
  const assumed = property.fairness.filter(({ kind }) => kind === 'strong');
  const known = new Set(assumed.map((one) => String(one.steps)));
  return candidates.filter((one) => {
    const key = String(one.steps);
    const isNew = !known.has(key) && one.steps.includes(1);
    known.add(key);
    return isNew;
  });
}
