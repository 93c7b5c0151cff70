import { describe, expect, test } from 'vitest';
import { type AnyStateMachine, assign, createMachine, setup } from 'xstate';
import { defineSystem } from '../../models/compose/index.ts';
import { zoo } from '../testing/zoo.ts';
import { link } from './link.ts';
import { tabulate } from './tabulate.ts';

const table = (machine: AnyStateMachine, ...types: readonly string[]) =>
  tabulate(
    'it',
    machine,
    undefined,
    types.map((type) => ({ type })),
  );

/** A machine whose events `E0`, `E1`, ... set `context.it` to one of the values. */
function setter(...values: readonly unknown[]) {
  const machine = setup({ types: { context: {} as { it: unknown } } }).createMachine({
    context: { it: 'initial' },
    on: Object.fromEntries(
      values.map((value, i) => [
        `E${i}`,
        {
          actions: assign<{ it: unknown }, { type: string }, undefined, { type: string }, never>({
            it: () => value,
          }),
        },
      ]),
    ),
  });
  return table(machine, ...values.map((_, i) => `E${i}`));
}

const specimen = (name: string) => {
  const found = zoo.find((one) => one.name === name);
  if (found === undefined) throw new Error(name);
  return tabulate('it', found.machine, found.input, found.events);
};

describe('traps of XState that we do not fall for', () => {
  test('T1: states that differ only in remembered history are kept apart', () => {
    const { snapshots } = specimen('history-shallow');
    const paused = snapshots.filter((s) => s.matches('off' as never));
    expect(paused.map((s) => s.context)).toEqual([{}, {}]);
    const deep = specimen('history-deep').snapshots.filter((s) => s.matches('off' as never));
    expect(deep).toHaveLength(4);
  });

  test('T2: the order in which regions were entered is kept apart where it matters', () => {
    const logs = specimen('entry-order').snapshots.map((s) => s.context.log);
    expect(logs).toContain('AB');
    expect(logs).toContain('BA');
    const atRoot = specimen('entry-order-at-root').snapshots.map((s) => s.context.log);
    expect(atRoot).toContain('AR');
    expect(atRoot).toContain('RA');
  });

  test('T2: where it does not matter it costs no local state', () => {
    const region = (event: string) => ({
      initial: 'a',
      states: { a: { on: { [event]: 'b' } }, b: {} },
    });
    const machine = createMachine({ type: 'parallel', states: { x: region('X'), y: region('Y') } });
    expect(table(machine, 'X', 'Y').snapshots).toHaveLength(4);
  });

  test('T3: two regions both see the context as it was before the event, as in XState', () => {
    const entered = specimen('parallel').snapshots.map((s) => s.context.by);
    expect(entered).toContain('LR');
  });

  test('T4: contexts that JSON would merge are kept apart', () => {
    const values = [undefined, null, Number.NaN, 0, -0, Number.POSITIVE_INFINITY, '0', 0n, false];
    expect(setter(...values).snapshots).toHaveLength(1 + values.length);
    const a = new Map([['a', 1]]);
    const collections = [a, new Map([['a', 2]]), new Map(), new Set(), new Set(['a']), [], {}];
    expect(setter(...collections).snapshots).toHaveLength(1 + collections.length);
    const nested = [[a], [new Map([['a', '1']])], { a }, [undefined], [], new Date(0), new Date(1)];
    expect(setter(...nested).snapshots).toHaveLength(1 + nested.length);
    const arrays = [Uint8Array.of(1), Int8Array.of(1), Float64Array.of(0), Float64Array.of(-0)];
    expect(setter(...arrays).snapshots).toHaveLength(1 + arrays.length);
  });

  test('T4: a field that is undefined is not a field that is absent', () => {
    expect(setter({}, { a: undefined }).snapshots).toHaveLength(3);
  });

  test('T5: the order of keys and members makes no difference', () => {
    const pairs = [
      [
        { a: 1, b: 2 },
        { b: 2, a: 1 },
      ],
      [new Set([1, 2]), new Set([2, 1])],
      [new Map(Object.entries({ a: 1, b: 2 })), new Map(Object.entries({ b: 2, a: 1 }))],
    ];
    for (const pair of pairs) expect(setter(...pair).snapshots).toHaveLength(2);
  });

  test('T6: a literal context is the same after tabulation as before', () => {
    const context = { list: [1] as readonly number[] };
    const machine = setup({ types: { context: {} as typeof context } }).createMachine({
      context,
      on: { ADD: { actions: assign({ list: ({ context: c }) => [...c.list, 2].slice(0, 2) }) } },
    });
    expect(table(machine, 'ADD').snapshots).toHaveLength(2);
    expect(context).toEqual({ list: [1] });
  });

  test('T7: implementations that were provided later are the ones that run', () => {
    const machine = setup({ guards: { may: () => true } }).createMachine({
      initial: 'a',
      states: { a: { on: { GO: { guard: 'may', target: 'b' } } }, b: {} },
    });
    expect(table(machine, 'GO').snapshots).toHaveLength(2);
    expect(table(machine.provide({ guards: { may: () => false } }), 'GO').snapshots).toHaveLength(
      1,
    );
  });

  test('T9: a wildcard is no event', () => {
    const machine = createMachine({ on: { '*': '.a' }, initial: 'a', states: { a: {} } });
    expect(() => table(machine, '*')).toThrow('a pattern of events and no event');
  });

  test('T10: a linked system can be cloned, and sent to a worker', () => {
    const linked = link(
      defineSystem({ name: 'cloned' }, (system) => {
        const machine = createMachine({ initial: 'a', states: { a: { on: { GO: 'a' } } } });
        const it = system.component('it', machine);
        system.step({ name: 'go', actor: 'it' }, it.on('GO', {}));
      }),
    );
    expect(structuredClone(linked)).toEqual(linked);
  });

  test('a machine that is done accepts nothing, though XState itself would go on', () => {
    const { snapshots, next } = specimen('finishing');
    const over = snapshots.findIndex((s) => s.status === 'done');
    expect(over).toBeGreaterThan(0);
    expect(next.map((row) => row[over])).toEqual([-1, -1, -1, -1, -1]);
  });

  test('an event that is forbidden is refused, one that changes nothing is accepted', () => {
    const machine = createMachine({
      initial: 'a',
      on: { NO: '.b', SAME: '.a' },
      states: { a: { on: { NO: {} } }, b: { on: { NO: undefined } } },
    });
    const { next } = table(machine, 'NO', 'SAME');
    expect(next.map((row) => [...row])).toEqual([[-1], [0]]);
  });
});

describe('ground events', () => {
  test('that read the same are still two events', () => {
    const machine = setup({
      types: { context: {} as { readonly by: unknown }, events: {} as { type: 'BY'; by: unknown } },
    }).createMachine({
      context: { by: null },
      on: { BY: { actions: assign({ by: ({ event }) => event.by }) } },
    });
    const values: readonly unknown[] = [1, '1', [1], ['1'], true, 'true', undefined, 'undefined'];
    const linked = link(
      defineSystem({ name: 'two events' }, (system) => {
        const it = system.component('it', machine);
        values.forEach((by, i) => {
          system.step({ name: `step ${i}`, actor: 'it' }, it.on('BY', { by }));
        });
      }),
    );
    expect(linked.slots[0]?.size).toBe(1 + values.length);
  });

  test('with the same payload in another order are one event', () => {
    const machine = createMachine({ on: { E: { actions: () => {} } } });
    const linked = defineSystem({ name: 'one event' }, (system) => {
      const it = system.component('it', machine);
      system.step({ name: 'ab', actor: 'it' }, it.on('E', { a: 1, b: 2 }));
      system.step({ name: 'ba', actor: 'it' }, it.on('E', { b: 2, a: 1 }));
    });
    const [first, second] = link(linked).steps;
    expect(first?.next[0]).toBe(second?.next[0]);
  });
});
