import { describe, expect, test } from 'vitest';
import { assign, createMachine } from 'xstate';
import { defineSystem } from '../../models/compose/index.ts';
import { counter, philosophers, twoStateClock } from '../testing/systems.ts';
import { textOf } from './key.ts';
import { referenceCheck } from './reference.ts';

describe('referenceCheck', () => {
  test('counts what can be counted by hand', () => {
    expect(referenceCheck(twoStateClock())).toEqual({
      complete: true,
      states: 2,
      transitions: 2,
      depth: 1,
      deadlocks: 0,
      terminal: 0,
      properties: [],
    });
    expect(referenceCheck(counter(3))).toMatchObject({ states: 4, transitions: 7, depth: 3 });
  });

  test('finds the wait cycle of two philosophers, which is their deadlock', () => {
    const { deadlocks, properties } = referenceCheck(philosophers(2));
    expect(deadlocks).toBe(1);
    expect(properties).toEqual([
      { name: 'NO-WAIT-CYCLE', verdict: 'violated', companion: 'met', length: 2 },
    ]);
  });

  test('says so when it was not allowed to finish', () => {
    const { complete, properties } = referenceCheck(counter(50), { statesMax: 10 });
    expect(complete).toBe(false);
    expect(properties[0]?.verdict).toBe('inconclusive');
  });

  test('takes no step of a machine that is done', () => {
    const machine = createMachine({
      context: { n: 0 },
      initial: 'on',
      on: { POKE: { actions: assign({ n: 1 }) } },
      states: { on: { on: { END: 'off' } }, off: { type: 'final' } },
    });
    const system = defineSystem({ name: 'ends' }, (builder) => {
      const it = builder.component('it', machine);
      for (const type of ['END', 'POKE'])
        builder.step({ name: type, actor: 'it' }, it.on(type, {}));
    });
    expect(referenceCheck(system)).toMatchObject({ states: 4, transitions: 4, terminal: 2 });
  });
});

describe('textOf', () => {
  test('is equal for equal values only', () => {
    const values = [
      undefined,
      null,
      Number.NaN,
      -0,
      0,
      '0',
      0n,
      [],
      {},
      new Map(),
      new Set(),
      [{}],
    ];
    expect(new Set(values.map(textOf)).size).toBe(values.length);
    expect(textOf({ a: 1, b: new Set([1, 2]) })).toBe(textOf({ b: new Set([2, 1]), a: 1 }));
    expect(textOf(['undefined'])).not.toBe(textOf(undefined));
  });
});
