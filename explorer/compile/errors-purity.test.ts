import { describe, expect, test } from 'vitest';
import {
  and,
  assign,
  createMachine,
  enqueueActions,
  fromPromise,
  raise,
  sendTo,
  setup,
  spawnChild,
} from 'xstate';
import { assigning, guardedBy, refused, refusedProperty } from '../testing/refusals.ts';

let outer = 0;

describe('purity', () => {
  test('a guard that consults the dice, the clock, or a counter of its own', () => {
    const guards = [
      () => Math.random() < 0.5,
      () => Date.now() > 0,
      () => new Date().getFullYear() > 0,
      () => outer++ % 2 === 0,
    ];
    expect(
      guards.map((guard) => refused(guardedBy(guard), 'GO')).join('\n'),
    ).toMatchInlineSnapshot(`
      "MODEL-IMPURE: component it, event GO in state a: Math.random was consulted
        A step may depend on state and event only. Make what varies an event, one step per value.
      MODEL-IMPURE: component it, event GO in state a: Date.now was consulted
        A step may depend on state and event only. Make what varies an event, one step per value.
      MODEL-IMPURE: component it, event GO in state a: new Date() was consulted
        A step may depend on state and event only. Make what varies an event, one step per value.
      MODEL-IMPURE: component it, event GO in state a: the same step gave two different results
        A step may depend on state and event only. Make what varies an event, one step per value."
    `);
  });

  test('an assignment that consults the clock or a counter of its own', () => {
    const values = [() => performance.now(), () => ++outer, () => crypto.randomUUID()];
    expect(values.map((it) => refused(assigning(it), 'SET')).join('\n')).toMatchInlineSnapshot(`
      "MODEL-IMPURE: component it, event SET in state (empty): performance.now was consulted
        A step may depend on state and event only. Make what varies an event, one step per value.
      MODEL-IMPURE: component it, event SET in state (empty): the same step gave two different results
        A step may depend on state and event only. Make what varies an event, one step per value.
      MODEL-IMPURE: component it, event SET in state (empty): crypto.randomUUID was consulted
        A step may depend on state and event only. Make what varies an event, one step per value."
    `);
  });

  test('a predicate that consults the dice or a counter of its own', () => {
    const dice = refusedProperty((lamp) => lamp.is('is lucky', () => Math.random() < 0.5));
    const own = refusedProperty((lamp) => lamp.is('is next', () => outer++ % 2 === 0));
    expect(`${dice}\n${own}`).toMatchInlineSnapshot(`
      "MODEL-IMPURE: atom "is lucky" of component lamp: Math.random was called
        It may depend on what it is given and on nothing else.
      MODEL-IMPURE: atom "is next" of component lamp: two calls gave two different results
        It may depend on what it is given and on nothing else."
    `);
  });

  test('an action that changes an object or a Map in place', () => {
    const object = setup({ types: { context: {} as { list: number[] } } }).createMachine({
      context: { list: [] },
      on: { ADD: { actions: assign(({ context }) => ({ list: [context.list.push(1)] })) } },
    });
    const map = setup({ types: { context: {} as { owners: Map<string, number> } } }).createMachine({
      context: { owners: new Map() },
      on: { ADD: { actions: assign(({ context }) => ({ owners: context.owners.set('a', 1) })) } },
    });
    expect(`${refused(object, 'ADD')}\n${refused(map, 'ADD')}`).toMatchInlineSnapshot(`
      "MODEL-MUTATION: component it, event ADD in state list=[]: the context was changed in place (Cannot add property 0, object is not extensible)
        Let assign return new values.
      MODEL-MUTATION: component it, the events of state owners={a:1}: the context was changed in place
        Let assign return new values."
    `);
  });

  test('an entry action that changes the initial context in place', () => {
    const machine = setup({ types: { context: {} as { list: number[] } } }).createMachine({
      context: { list: [] },
      entry: assign(({ context }) => {
        context.list.push(1);
        return {};
      }),
      on: { GO: { actions: () => {} } },
    });
    expect(refused(machine, 'GO')).toMatchInlineSnapshot(`
      "MODEL-MUTATION: component it, its initial state: the context was changed in place
        Let assign return new values."
    `);
  });
});

describe('guards', () => {
  test('one that is async, alone, named or inside another', () => {
    const late = (async () => false) as never as () => boolean;
    const named = setup({ guards: { late } }).createMachine({
      initial: 'a',
      states: { a: { on: { GO: { guard: 'late', target: 'b' } } }, b: {} },
    });
    const inside = createMachine({
      initial: 'a',
      states: { a: { on: { GO: { guard: and([late, () => true]), target: 'b' } } }, b: {} },
    });
    const texts = [guardedBy(late), named, inside].map((machine) => refused(machine, 'GO'));
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-GUARD: component it, event GO in state a: guard late returned a promise (is it async?)
        A guard returns true or false, at once.
      MODEL-GUARD: component it, event GO in state a: guard late returned a promise (is it async?)
        A guard returns true or false, at once.
      MODEL-GUARD: component it, event GO in state a: guard late returned a promise (is it async?)
        A guard returns true or false, at once."
    `);
  });
});

describe('actors and time', () => {
  const child = fromPromise(async () => 1);

  test('invoke, spawn and sendTo', () => {
    const invoking = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { invoke: { src: child }, on: { GO: 'a' } } },
    });
    const spawning = createMachine({ id: 'm', on: { GO: { actions: spawnChild(child) } } });
    const assigningActor = createMachine({
      id: 'm',
      context: {},
      on: { GO: { actions: assign(({ spawn }) => ({ it: spawn(child) })) } },
    });
    const sending = createMachine({
      id: 'm',
      on: { GO: { actions: sendTo('other', { type: 'HI' }) } },
    });
    const machines = [invoking, spawning, assigningActor, sending];
    expect(machines.map((machine) => refused(machine, 'GO')).join('\n')).toMatchInlineSnapshot(`
      "MODEL-ACTOR: machine m, state "a" invokes "xstate.invoke.0.m.a"
        Make the invoked thing a component of its own and its outcomes events of steps.
      MODEL-ACTOR: machine m, state "(root)" has an action that spawns an actor
        Components meet only in steps: make the other machine a component and name both in a step.
      MODEL-ACTOR: component it, event GO in state (empty): an actor was spawned
        Make it a component of its own; components meet only in steps.
      MODEL-ACTOR: machine m, state "(root)" has an action that sends a message to an actor
        Components meet only in steps: make the other machine a component and name both in a step."
    `);
  });

  test('the same behind a name', () => {
    const machine = setup({
      actors: { child },
      actions: { help: spawnChild('child') },
    }).createMachine({
      id: 'm',
      on: { GO: { actions: 'help' } },
    });
    expect(refused(machine, 'GO')).toMatchInlineSnapshot(`
      "MODEL-ACTOR: machine m has an action that spawns an actor
        Components meet only in steps: make the other machine a component and name both in a step."
    `);
  });

  test('a delay that no step drives', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'a',
      states: { a: { after: { 100: 'b' }, on: { GO: 'b' } }, b: {} },
    });
    expect(refused(machine, 'GO')).toMatchInlineSnapshot(`
      "MODEL-TIME: machine m, state "a" has a delay of 100
        No step drives it. Model the time-out as an event, or send "xstate.after.100.m.a" in a step."
    `);
  });

  test('an event raised after a delay, plainly, by name, or from enqueueActions', () => {
    const later = raise({ type: 'GO' }, { delay: 10 });
    const named = setup({ actions: { later } });
    const machines = [
      createMachine({ id: 'm', on: { GO: { actions: later } } }),
      named.createMachine({ id: 'm', on: { GO: { actions: 'later' } } }),
      createMachine({
        id: 'm',
        on: {
          GO: {
            actions: enqueueActions(({ enqueue }) => enqueue.raise({ type: 'GO' }, { delay: 10 })),
          },
        },
      }),
    ];
    expect(machines.map((machine) => refused(machine, 'GO')).join('\n')).toMatchInlineSnapshot(`
      "MODEL-TIME: machine m, state "(root)" raises an event after a delay
        Make the delayed event a step of its own.
      MODEL-TIME: machine m raises an event after a delay
        Make the delayed event a step of its own.
      MODEL-TIME: machine m raises an event after a delay
        Make the delayed event a step of its own."
    `);
  });
});
