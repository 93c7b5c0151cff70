import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { trial } from '../../models/systems/trial.system.ts';
import { evidenceOf } from '../testing/evidence.ts';
import { tinySystem } from '../testing/tiny.ts';
import type { Trace, TraceStep } from '../trace.ts';
import { replay } from './replay.ts';

const systems = [
  tinySystem(),
  ...[1, 2, 3].map((vcpus) => trial.with({ vcpus, pages: 1, fault: true })),
];
const cases = (
  await Promise.all(
    systems.map(async (system) =>
      [...(await evidenceOf(system)).values()].map((trace) => ({ system, trace })),
    ),
  )
).flat();

/** Ways to spoil a step; `other` is a name or a label that is not in it. */
const alterations: readonly ((step: TraceStep, other: string) => TraceStep)[] = [
  (step, other) => ({ ...step, step: other }),
  (step, other) => ({ ...step, actor: other }),
  (step, other) => ({ ...step, changed: changing(step, ({ from }) => ({ from, to: other })) }),
  (step, other) => ({ ...step, changed: changing(step, ({ to }) => ({ from: other, to })) }),
  (step) => ({ ...step, changed: Object.fromEntries(Object.entries(step.changed).slice(1)) }),
  (step, other) => ({ ...step, changed: { ...step.changed, [other]: { from: 'a', to: 'b' } } }),
];

/** The first change of a step, made another. */
function changing(
  { changed }: TraceStep,
  alter: (change: { readonly from: string; readonly to: string }) => { from: string; to: string },
): TraceStep['changed'] {
  return Object.fromEntries(
    Object.entries(changed).map(([name, change], i) => [name, i === 0 ? alter(change) : change]),
  );
}

describe('laws of replay', () => {
  it('every trace a search shows is reproduced', () => {
    expect(cases.length).toBeGreaterThanOrEqual(8);
    for (const { system, trace } of cases) {
      expect(replay(system, trace), `${system.name} ${trace.property}`).toMatchObject({
        kind: 'reproduced',
      });
    }
  });

  it('a trace with any of its steps altered is not', () => {
    const names = systems.flatMap((system) => system.steps.map((step) => step.name));
    fc.assert(
      fc.property(
        fc.constantFrom(...cases),
        fc.nat(),
        fc.constantFrom(...alterations),
        fc.constantFrom('nobody', 'idle', 'rem', ...names),
        ({ system, trace }, which, alter, other) => {
          const index = which % trace.steps.length;
          const step = trace.steps[index];
          if (step === undefined) return;
          const altered = alter(step, other);
          fc.pre(JSON.stringify(altered) !== JSON.stringify(step));
          const spoiled: Trace = { ...trace, steps: trace.steps.with(index, altered) };
          expect(replay(system, spoiled)).toMatchObject({ kind: 'mismatch', step: index + 1 });
        },
      ),
      { seed: 20260801, numRuns: 300 },
    );
  });
});
