import { describe, expect, it } from 'vitest';
import { setup } from 'xstate';
import { UsageError } from '../../base/errors.ts';
import { defineSystem } from '../../models/compose/index.ts';
import { trial } from '../../models/systems/trial.system.ts';
import { reachable } from '../../properties/kinds/index.ts';
import { evidenceOf, traceFor } from '../testing/evidence.ts';
import { tinySystem } from '../testing/tiny.ts';
import type { Trace } from '../trace.ts';
import { replay } from './replay.ts';

describe('replay', () => {
  it('reproduces one trace of every kind of property on the real machines', async () => {
    const system = tinySystem();
    const traces = await evidenceOf(system);
    expect([...traces.keys()]).toEqual(system.properties.map(({ name }) => name));
    for (const trace of traces.values()) expect(replay(system, trace).kind).toBe('reproduced');
  });

  it('names the step that is refused, and who refuses', async () => {
    const trace = await traceFor(tinySystem(), 'NO-DEADLOCK');
    const twice = { ...trace, steps: trace.steps.flatMap((step) => [step, step]) };
    expect(replay(tinySystem(), twice)).toMatchInlineSnapshot(`
      {
        "expected": "step ann: take left to be enabled",
        "found": "ann: FIRST is refused",
        "kind": "mismatch",
        "step": 2,
      }
    `);
  });

  it('names the component that differs', async () => {
    const trace = await traceFor(trial.with({ fault: true }), 'NO-USE-AFTER-FREE');
    expect(replay(trial.with({ fault: false }), trace)).toMatchInlineSnapshot(`
      {
        "expected": "lock to be readers=0",
        "found": "lock is readers=1",
        "kind": "mismatch",
        "step": 1,
      }
    `);
  });

  it('says how the end differs from what is claimed', async () => {
    const system = tinySystem();
    const short = { ...(await traceFor(system, 'NO-DEADLOCK')), steps: [] };
    const claims = system.properties.map(({ name, kind }): Trace => {
      return { ...short, property: name, shows: kind === 'reachable' ? 'witness' : 'violation' };
    });
    expect(claims.map((trace) => replay(system, trace))).toMatchInlineSnapshot(`
      [
        {
          "expected": "no step to be enabled",
          "found": "step ann: take left is",
          "kind": "mismatch",
          "step": 0,
        },
        {
          "expected": "a cycle in the wait-for graph",
          "found": "there is none",
          "kind": "mismatch",
          "step": 0,
        },
        {
          "expected": "the invariant to be false",
          "found": "it holds",
          "kind": "mismatch",
          "step": 0,
        },
        {
          "expected": "a last step",
          "found": "there are no steps",
          "kind": "mismatch",
          "step": 0,
        },
        {
          "expected": "the goal to be true",
          "found": "it is false",
          "kind": "mismatch",
          "step": 0,
        },
      ]
    `);
  });

  it('lets time stand still: a delay passes in a step', () => {
    const machine = setup({
      types: { events: {} as { type: 'xstate.after.5.lamp.on' } },
    }).createMachine({
      id: 'lamp',
      initial: 'on',
      states: { on: { after: { 5: 'off' } }, off: {} },
    });
    const system = defineSystem({ name: 'lamp' }, (builder) => {
      const lamp = builder.component('lamp', machine);
      builder.step({ name: 'time passes', actor: 'lamp' }, lamp.on('xstate.after.5.lamp.on'));
      const goal = lamp.is('is off', (s) => s.matches('off'));
      builder.property(reachable({ name: 'OFF', statement: 'it can be off', goal }));
    });
    const trace: Trace = {
      interlock: 'trace',
      version: 1,
      system: 'lamp',
      parameters: {},
      property: 'OFF',
      shows: 'witness',
      statement: 'it can be off',
      initial: { lamp: 'on' },
      steps: [{ step: 'time passes', actor: 'lamp', changed: { lamp: { from: 'on', to: 'off' } } }],
      lasso: null,
    };
    expect(replay(system, trace).kind).toBe('reproduced');
  });

  it('refuses a trace of another system, or of a property the system does not have', async () => {
    const trace = await traceFor(tinySystem(), 'NO-DEADLOCK');
    expect(() => replay(trial.with(), trace)).toThrow(UsageError);
    expect(() => replay(tinySystem(), { ...trace, property: 'NO-DEADLOK' })).toThrow(
      'has no property "NO-DEADLOK"',
    );
  });
});
