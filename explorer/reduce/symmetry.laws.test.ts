import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { cycleOf, evaluator, waitForEdges } from '../search/evaluate.ts';
import {
  expand,
  type Layout,
  layOut,
  newExpansion,
  pack,
  takeStep,
  undoStep,
  unpack,
} from '../search/successors.kernel.ts';
import type { LinkedExpression, LinkedProperty, LinkedSystem } from '../system.ts';
import { linkingPlan, type SymmetricPlan, symmetricPlan } from '../testing/symmetric-plan.ts';
import { symmetricSystemFrom } from '../testing/symmetric-system.ts';
import { type Block, type Symmetry, symmetryOf } from './symmetry.ts';
import { Canonicaliser } from './symmetry-canonical.kernel.ts';

const STATES_MAX = 3_000;

/** What a search saw, by the text of each state. */
interface Graph {
  readonly states: ReadonlyMap<string, { readonly depth: number; readonly enabled: Set<number> }>;
  readonly words: readonly Int32Array[];
  readonly depth: number;
}

const textOf = (words: Int32Array): string => words.join(' ');

/** The slow and obvious search, of all states or of representatives; null when there are too many. */
function explore(layout: Layout, representatives: Canonicaliser | null): Graph | null {
  const x = newExpansion(layout);
  const first = new Int32Array(layout.wordCount);
  pack(layout, layout.initial, first, 0);
  representatives?.canonicalise(first, 0, 1);
  const states = new Map([[textOf(first), { depth: 0, enabled: new Set<number>() }]]);
  const words = [first];
  let depth = 0;
  for (const state of words) {
    const here = states.get(textOf(state));
    if (here === undefined) throw new Error('a state that was found is known');
    depth = here.depth;
    expand(layout, x, state, 0);
    for (const step of x.enabled.subarray(0, x.enabledCount)) {
      here.enabled.add(step);
      takeStep(layout, x, step);
      const next = x.nextWords.slice();
      undoStep(layout, x, step);
      representatives?.canonicalise(next, 0, 1);
      if (states.has(textOf(next))) continue;
      states.set(textOf(next), { depth: depth + 1, enabled: new Set() });
      if (words.push(next) > STATES_MAX) return null;
    }
  }
  return { states, words, depth };
}

interface Case {
  readonly system: LinkedSystem;
  readonly layout: Layout;
  readonly symmetry: Symmetry;
  readonly all: Graph;
}

/** Runs a law on generated systems that are small enough and have some symmetry. */
function law(runs: number, check: (of: Case) => void): number {
  let checked = 0;
  fc.assert(
    fc.property(symmetricPlan, (plan: SymmetricPlan) => {
      const system = link(symmetricSystemFrom(plan));
      const symmetry = symmetryOf(system);
      if (symmetry.blocks.length === 0) return;
      const layout = layOut(system);
      const all = explore(layout, null);
      if (all === null) return;
      checked++;
      check({ system, layout, symmetry, all });
    }),
    { seed: 20261121, numRuns: runs, examples: [[linkingPlan]] },
  );
  return checked;
}

const exchangesOf = ({ blocks }: Symmetry): readonly Block['exchanges'][number][] =>
  blocks.flatMap((block) => block.exchanges);

/** The image of a packed state. */
function image(layout: Layout, words: Int32Array, by: Block['exchanges'][number]): Int32Array {
  const state = new Int32Array(layout.slotCount);
  const to = new Int32Array(layout.slotCount);
  const result = new Int32Array(layout.wordCount);
  unpack(layout, words, 0, state);
  state.forEach((local, slot) => {
    to[by.slots[slot] ?? 0] = by.locals[slot]?.[local] ?? -1;
  });
  pack(layout, to, result, 0);
  return result;
}

function orbit(layout: Layout, symmetry: Symmetry, words: Int32Array): readonly Int32Array[] {
  const members = [words];
  const texts = new Set([textOf(words)]);
  for (const member of members) {
    for (const exchange of exchangesOf(symmetry)) {
      const other = image(layout, member, exchange);
      if (texts.has(textOf(other))) continue;
      texts.add(textOf(other));
      members.push(other);
    }
  }
  return members;
}

function expressionsOf(property: LinkedProperty): readonly LinkedExpression[] {
  const companion = 'companion' in property ? [property.companion.goal] : [];
  switch (property.kind) {
    case 'invariant':
      return [property.holds, ...companion];
    case 'stepInvariant':
      return [property.before, property.after];
    case 'deadlockFree':
      return [property.rest, ...companion];
    case 'reachable':
      return [property.goal];
    case 'waitCycleFree':
      return [];
  }
}

/** What all properties say of a state. */
function judging(system: LinkedSystem): (state: Int32Array) => readonly boolean[] {
  const said = system.properties.map((property) => {
    if (property.kind !== 'waitCycleFree') {
      const expressions = expressionsOf(property).map((expression) => evaluator(expression));
      return (state: Int32Array) => expressions.map((holds) => holds(state));
    }
    const edges = new Int32Array(property.waiters.length);
    return (state: Int32Array) => {
      waitForEdges(property, state, edges);
      return [cycleOf(edges, property.cycles) !== 0, edges.some((edge) => edge !== 0)];
    };
  });
  return (state) => said.flatMap((says) => says(state));
}

describe('an exchange of columns that was verified', () => {
  test('takes reachable states to reachable ones of the same depth, and enabled steps to enabled ones', () => {
    const checked = law(300, ({ layout, symmetry, all }) => {
      for (const words of all.words) {
        const here = all.states.get(textOf(words));
        for (const exchange of exchangesOf(symmetry)) {
          const there = all.states.get(textOf(image(layout, words, exchange)));
          expect(there?.depth).toBe(here?.depth);
          const steps = [...(here?.enabled ?? [])].map((step) => exchange.steps[step]);
          expect(new Set(steps)).toEqual(there?.enabled);
        }
      }
    });
    expect(checked).toBeGreaterThan(100);
  });

  test('changes nothing in what any property says', () => {
    law(300, ({ system, layout, symmetry, all }) => {
      const state = new Int32Array(layout.slotCount);
      const judgement = judging(system);
      for (const words of all.words) {
        unpack(layout, words, 0, state);
        const here = judgement(state);
        for (const exchange of exchangesOf(symmetry)) {
          unpack(layout, image(layout, words, exchange), 0, state);
          expect(judgement(state)).toEqual(here);
        }
      }
    });
  });
});

describe('a representative', () => {
  test('is a member of the orbit, and the same for all members', () => {
    let plain = 0;
    const checked = law(400, ({ layout, symmetry, all }) => {
      const form = new Canonicaliser(symmetry, layout, Number.POSITIVE_INFINITY);
      if (symmetry.keys.blocks.every((block) => block.plain)) plain++;
      for (const words of all.words) {
        const members = orbit(layout, symmetry, words);
        const found = members.map((member) => {
          const representative = member.slice();
          form.canonicalise(representative, 0, 1);
          return textOf(representative);
        });
        const texts = members.map(textOf);
        expect(found.every((text) => texts.includes(text))).toBe(true);
        expect(new Set(found).size).toBe(1);
        const representative = words.slice();
        form.canonicalise(representative, 0, 1);
        expect(form.orbitSizes(representative)).toBe(BigInt(members.length));
      }
    });
    expect(plain).toBeGreaterThan(checked / 2);
    expect(plain).toBeLessThan(checked);
  });

  test('is the same by generated code, in a batch', () => {
    law(400, ({ layout, symmetry, all }) => {
      const plain = new Canonicaliser(symmetry, layout, Number.POSITIVE_INFINITY);
      const fast = new Canonicaliser(symmetry, layout, 0);
      const batch = Int32Array.from(all.words.flatMap((words) => [...words]));
      const other = batch.slice();
      plain.canonicalise(batch, 1, all.words.length);
      fast.canonicalise(other, 1, all.words.length);
      expect(textOf(other)).toBe(textOf(batch));
      expect(fast.orbitSizes(other)).toBe(plain.orbitSizes(batch));
    });
  });

  test('is reached by the exchanges that are reported', () => {
    law(200, ({ layout, symmetry, all }) => {
      const form = new Canonicaliser(symmetry, layout);
      const exchanges = exchangesOf(symmetry);
      for (const words of all.words) {
        const representative = words.slice();
        let followed = words;
        for (const number of form.track(representative, 0)) {
          followed = image(layout, followed, exchanges[number] as Block['exchanges'][number]);
        }
        expect(textOf(followed)).toBe(textOf(representative));
        const again = words.slice();
        form.canonicalise(again, 0, 1);
        expect(textOf(again)).toBe(textOf(representative));
      }
    });
  });
});

describe('a search of representatives', () => {
  test('has the depth of the whole, and orbits that add up to it', () => {
    law(600, ({ layout, symmetry, all }) => {
      const form = new Canonicaliser(symmetry, layout);
      const some = explore(layout, form);
      expect(some?.depth).toBe(all.depth);
      if (some === null) return;
      const sum = { states: 0, transitions: 0, terminal: 0 };
      for (const words of some.words) {
        const size = Number(form.orbitSizes(words));
        const enabled = some.states.get(textOf(words))?.enabled.size ?? 0;
        sum.states += size;
        sum.transitions += size * enabled;
        if (enabled === 0) sum.terminal += size;
      }
      const whole = [...all.states.values()].map(({ enabled }) => enabled.size);
      expect(sum).toEqual({
        states: whole.length,
        transitions: whole.reduce((a, b) => a + b, 0),
        terminal: whole.filter((enabled) => enabled === 0).length,
      });
    });
  });
});
