import { describe, expect, test } from 'vitest';
import { setup } from 'xstate';
import {
  allOf,
  anyOf,
  defineSystem,
  not,
  repeat,
  type SystemBuilder,
} from '../../models/compose/index.ts';
import { companion, invariant, stepInvariant } from '../../properties/kinds/index.ts';
import { link } from '../compile/link.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import type { LinkedSystem } from '../system.ts';
import { lock } from '../testing/lock.machine.ts';
import { symmetryOf } from './symmetry.ts';
import type { Automorphism } from './symmetry-match.kernel.ts';
import { faultOf } from './symmetry-verify.kernel.ts';

const worker = setup({ types: { events: {} as { type: 'IN' | 'OUT' } } }).createMachine({
  initial: 'outside',
  states: { outside: { on: { IN: 'inside' } }, inside: { on: { OUT: 'outside' } } },
});

/** Workers that enter one at a time, declared interchangeable; `more` adds to the system. */
function workers(
  count: number,
  more: (system: SystemBuilder, all: ReturnType<typeof makeWorkers>) => void = () => {},
): LinkedSystem {
  return link(
    defineSystem({ name: 'workers' }, (system) => {
      const made = makeWorkers(system, count);
      more(system, made);
      system.interchangeable(...made.workers.map((one) => [one]));
    }),
  );
}

function makeWorkers(system: SystemBuilder, count: number) {
  const guard = system.component('lock', lock);
  const all = repeat(count, (i) => system.component(`worker${i}`, worker));
  all.forEach((one, by) => {
    const init = (name: string) => ({ name: `${one.name}: ${name}`, actor: one.name });
    system.step(init('in'), one.on('IN'), guard.on('TAKE', { by }));
    system.step(init('out'), one.on('OUT'), guard.on('GIVE', { by }));
  });
  return { lock: guard, workers: all };
}

const columnsOf = (system: LinkedSystem): readonly (readonly string[])[] =>
  symmetryOf(system).blocks.map(({ columns }) =>
    columns.map((column) => system.slots[column[0] ?? 0]?.component ?? ''),
  );

describe('symmetryOf', () => {
  test('takes the owner in a lock along when owners are exchanged', () => {
    const { blocks, refused } = symmetryOf(workers(3));
    expect(refused).toEqual([]);
    const [block] = blocks;
    expect(block?.columns).toEqual([[1], [2], [3]]);
    const [first] = block?.exchanges ?? [];
    // The lock is free, or held by worker 0, 1 or 2.
    expect([...(first?.locals[0] ?? [])]).toEqual([0, 2, 1, 3]);
    expect([...(first?.steps ?? [])]).toEqual([2, 3, 0, 1, 4, 5]);
    expect([...(first?.actors ?? [])]).toEqual([1, 0, 2]);
  });

  test('says which step has no counterpart, and goes on with the other columns', () => {
    const system = workers(4, (builder, { workers: [, second] }) => {
      if (second !== undefined) builder.step({ name: 'peeks', actor: 'guest' }, second.on('IN'));
    });
    expect(columnsOf(system)).toEqual([['worker0', 'worker2', 'worker3']]);
    expect(symmetryOf(system).refused).toEqual([
      'worker0 and worker1 differ: step "peeks" has no counterpart',
    ]);
  });

  test('says which property tells columns apart', () => {
    const system = workers(2, (builder, { workers: [first] }) => {
      const isInside = first?.is('is inside', (s) => s.matches('inside')) ?? allOf();
      builder.property(
        invariant({
          name: 'FIRST-STAYS-OUT',
          statement: 'the first worker stays outside',
          holds: not(isInside),
          companion: companion('anything', allOf()),
        }),
      );
    });
    expect(symmetryOf(system).refused).toEqual([
      'worker0 and worker1 differ: property FIRST-STAYS-OUT tells them apart',
    ]);
  });

  test('does not take a step for another that goes elsewhere', () => {
    const odd = setup({ types: { events: {} as { type: 'GO' | 'BACK' } } }).createMachine({
      initial: 'a',
      states: { a: { on: { GO: 'b', BACK: 'b' } }, b: { on: { GO: 'a', BACK: 'b' } } },
    });
    const system = link(
      defineSystem({ name: 'odd' }, (builder) => {
        const [one, other] = repeat(2, (i) => builder.component(`odd${i}`, odd));
        if (one === undefined || other === undefined) return;
        builder.step({ name: 'one', actor: 'one' }, one.on('GO'));
        builder.step({ name: 'other', actor: 'other' }, other.on('BACK'));
        builder.interchangeable([one], [other]);
      }),
    );
    expect(symmetryOf(system).blocks).toEqual([]);
    expect(symmetryOf(system).refused).toHaveLength(1);
  });

  test('minds which steps a property is about', () => {
    const about = (name: RegExp) =>
      workers(2, (builder) => {
        const steps = (step: { readonly name: string }) => name.test(step.name);
        builder.property(stepInvariant({ name: 'P', statement: 'nothing', steps }));
      });
    expect(columnsOf(about(/: in$/))).toEqual([['worker0', 'worker1']]);
    expect(columnsOf(about(/^worker1: in$/))).toEqual([]);
  });

  test('refuses a component that is declared in two groups', () => {
    const system = workers(3, (builder, { workers: [first, second] }) => {
      if (first !== undefined && second !== undefined) builder.interchangeable([first], [second]);
    });
    expect(symmetryOf(system).refused).toEqual([
      'worker0 and others are declared interchangeable twice',
    ]);
  });
});

describe('faultOf', () => {
  const system = workers(2);
  const [right] = symmetryOf(system).blocks.flatMap((block) => block.exchanges);
  if (right === undefined) throw new Error('the workers can be exchanged');
  const [, ...locals] = right.locals;
  const wrong: readonly (readonly [text: string, Partial<Automorphism>])[] = [
    ['the parts do not correspond one to one', { steps: Int32Array.of(2, 2, 0, 1) }],
    ['the local states of lock do not correspond', { locals: [Int32Array.of(0, 1, 1), ...locals] }],
    ['lock does not begin as lock does', { locals: [Int32Array.of(1, 0, 2), ...locals] }],
    ['step "worker0: in" has no counterpart', { locals: [Int32Array.of(0, 1, 2), ...locals] }],
    ['step "worker0: in" has no counterpart', { steps: Int32Array.of(3, 2, 1, 0) }],
    ['step "worker0: in" has no counterpart', { slots: Int32Array.of(0, 1, 2) }],
    ['step "worker0: in" has a counterpart by another', { actors: Int32Array.of(0, 1) }],
  ];

  test('finds nothing wrong with what was found', () => {
    expect(faultOf(system, right)).toBeNull();
  });

  test.each(wrong)('%s', (text, change) => {
    expect(faultOf(system, { ...right, ...change })).toContain(text);
  });
});

describe('a search with the reduction symmetry', () => {
  test('visits one state for each orbit and says how many it stands for', async () => {
    const system = workers(6);
    const all = await breadthFirst(system);
    const some = await breadthFirst(system, { reductions: ['symmetry'] });
    expect([all.states, some.states, some.symmetry?.represented]).toEqual([7n, 2n, 7n]);
    expect(some.symmetry?.exchanged).toEqual([
      [['worker0'], ['worker1'], ['worker2'], ['worker3'], ['worker4'], ['worker5']],
    ]);
    expect(some.coverage).toEqual(all.coverage);
  });

  test('shows the trace that a search of all states shows', async () => {
    const system = workers(4, (builder, { lock: guard, workers: all }) => {
      const inside = all.map((one) => one.is('is inside', (s) => s.matches('inside')));
      const names = all.map((_, i) => guard.is(`is held by ${i}`, (s) => s.context.owner === i));
      builder.property(
        invariant({
          name: 'NOBODY-HOLDS',
          statement: 'nobody inside holds the lock',
          holds: not(anyOf(...inside.map((is, i) => allOf(is, names[i] ?? allOf())))),
          companion: companion('somebody is inside', anyOf(...inside)),
        }),
      );
    });
    const some = await breadthFirst(system, { reductions: ['symmetry'] });
    expect(some.properties).toEqual((await breadthFirst(system)).properties);
    expect(some.properties[0]?.path).toEqual([0]);
  });

  test('is a search of all states where nothing can be exchanged', async () => {
    const system = { ...workers(3), interchangeable: [] };
    const { symmetry, states } = await breadthFirst(system, { reductions: ['symmetry'] });
    expect([states, symmetry]).toEqual([4n, { exchanged: [], refused: [], represented: 4n }]);
  });
});
