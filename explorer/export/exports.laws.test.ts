import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { link } from '../compile/link.ts';
import { cycleOf, evaluator, waitForEdges } from '../search/evaluate.ts';
import type { LinkedProperty, LinkedSystem } from '../system.ts';
import { successor } from '../testing/paths.ts';
import { systemFrom } from '../testing/system-from.ts';
import { systemPlan } from '../testing/system-plan.ts';
import { type Claim, claimOf, type Definition } from './claims.ts';
import { type Formula, guardOf } from './formula.ts';
import { identifiers, quoted } from './identifiers.ts';
import { murphi } from './murphi.ts';
import { promela } from './promela.ts';
import { tla } from './tla.ts';
import { updatesOf } from './updates.ts';

const seed = 20261121;

/** Some states of a system, reachable or not. */
function statesOf({ slots }: LinkedSystem): fc.Arbitrary<readonly Int32Array[]> {
  const locals = slots.map(({ size }) => fc.nat(size - 1));
  return fc.array(
    fc.tuple(...locals).map((ids) => Int32Array.from(ids)),
    { minLength: 20, maxLength: 20 },
  );
}

const systemWithStates = systemPlan
  .map((plan) => link(systemFrom(plan)))
  .chain((system) => statesOf(system).map((states) => ({ system, states })));

/** A formula, slowly and obviously. */
function truth(formula: Formula, state: Int32Array, known: readonly Definition[] = []): boolean {
  switch (formula.kind) {
    case 'constant':
      return formula.value;
    case 'local':
      return formula.members[state[formula.slot] ?? 0] === 1;
    case 'not':
      return !truth(formula.of, state, known);
    case 'and':
      return formula.of.every((part) => truth(part, state, known));
    case 'or':
      return formula.of.some((part) => truth(part, state, known));
    case 'named':
      return known.some(({ name, formula: its }) => name === formula.name && truth(its, state));
  }
}

/** What our own engines say of a state where a claim says `always` or `reachable`. */
function expected(
  property: LinkedProperty,
  state: Int32Array,
  system: LinkedSystem,
): boolean | null {
  switch (property.kind) {
    case 'invariant':
      return evaluator(property.holds)(state);
    case 'reachable':
      return evaluator(property.goal)(state);
    case 'waitCycleFree': {
      const edges = new Int32Array(property.waiters.length);
      waitForEdges(property, state, edges);
      return cycleOf(edges, property.cycles) === 0;
    }
    case 'stepInvariant': {
      const [before, after] = [evaluator(property.before), evaluator(property.after)];
      return system.steps.every((_, s) => {
        const next = property.steps[s] === 1 ? successor(system, state, s) : null;
        return next === null || !before(state) || after(next);
      });
    }
    case 'deadlockFree':
      return null;
  }
}

function said(claim: Claim, state: Int32Array): boolean | null {
  const isState = claim.kind === 'always' || claim.kind === 'reachable';
  return isState ? truth(claim.formula, state, claim.definitions) : null;
}

describe('formulas', () => {
  test('say of every state what our engines say of it', () => {
    fc.assert(
      fc.property(systemWithStates, ({ system, states }) => {
        system.properties.forEach((property, p) => {
          const claim = claimOf(property, p, system.steps);
          for (const state of states) {
            expect(said(claim, state)).toBe(expected(property, state, system));
          }
        });
      }),
      { seed, numRuns: 120 },
    );
  });

  test('enable steps and change components as the tables do', () => {
    fc.assert(
      fc.property(systemWithStates, ({ system, states }) => {
        for (const step of system.steps) {
          const updates = updatesOf(step);
          for (const state of states) {
            const to = step.slots.map((slot, k) => step.next[k]?.[state[slot] ?? 0] ?? -1);
            const enabled = to.every((local) => local >= 0);
            expect(truth(guardOf(step), state)).toBe(enabled);
            if (!enabled) continue;
            const after = state.slice();
            for (const { slot, cases, otherwise } of updates) {
              const chosen = cases.find(({ from }) => truth(from, state))?.to ?? otherwise;
              after[slot] = chosen ?? state[slot] ?? 0;
            }
            expect(step.slots.map((slot) => after[slot])).toEqual(to);
          }
        }
      }),
      { seed, numRuns: 120 },
    );
  });
});

describe('every export', () => {
  const lines = (chunks: Iterable<string>): readonly string[] => [...chunks].join('').split('\n');

  test('mentions every step once, in order', () => {
    fc.assert(
      fc.property(systemPlan, (plan) => {
        const system = link(systemFrom(plan));
        const names = system.steps.map(({ name }) => quoted(name));
        const printed = names.map((name) => `printf("${name.slice(1, -1)}\\n")`);
        expect(lines(promela(system)).flatMap((l) => l.match(/printf\(.*"\)/) ?? [])).toEqual(
          printed,
        );
        expect(lines(murphi(system)).flatMap((l) => /^rule (.*)/.exec(l)?.[1] ?? [])).toEqual(
          names,
        );
        const actions = lines(tla(system)).filter((l) => / ==$/.test(l));
        expect(actions).toHaveLength(names.length + 3);
      }),
      { seed, numRuns: 60 },
    );
  });
});

describe('identifiers', () => {
  const texts = fc.uniqueArray(
    fc.oneof(
      fc.string(),
      fc.constantFrom('if', 'If', 'a.b', 'a_b', 'a_b_2', 'a-b', '1', 'x_1', ''),
    ),
    { maxLength: 12 },
  );

  test('are names in every language, and different for different texts', () => {
    fc.assert(
      fc.property(texts, (names) => {
        const given = identifiers(names);
        for (const name of given) expect(name).toMatch(/^[a-z][A-Za-z0-9_]*$/);
        expect(new Set(given.map((name) => name.toLowerCase())).size).toBe(names.length);
      }),
      { seed },
    );
  });

  test('keep what can be kept', () => {
    const given = identifiers(['cpu0', 'vpci0.lock', 'vpci0 lock', 'if', 'Bus', '0', 'waits']);
    expect(given).toEqual([
      'cpu0',
      'vpci0_lock',
      'vpci0_lock_2',
      'x_if',
      'x_Bus',
      'x_0',
      'x_waits',
    ]);
  });

  test('quote whatever a name holds on one line', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(quoted(text)).toMatch(/^"([^"\\\n\r]|\\["\\])*"$/);
      }),
      { seed },
    );
    expect(quoted('a "b"\n\\c')).toBe('"a \\"b\\" \\\\c"');
  });
});
