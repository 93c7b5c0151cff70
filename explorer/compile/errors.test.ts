import { describe, expect, test } from 'vitest';
import {
  type AnyEventObject,
  type AnyStateMachine,
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
import { ModelError } from '../../base/errors.ts';
import {
  type Component,
  defineSystem,
  type Expression,
  relation,
  type ViewValue,
} from '../../models/compose/index.ts';
import { reachable, waitCycleFree, waiter } from '../../properties/kinds/index.ts';
import { link } from './link.ts';

/** The text of the error that `body` must throw. */
function refusal(body: () => unknown): string {
  try {
    body();
  } catch (error) {
    if (error instanceof ModelError) return error.text;
    throw error;
  }
  throw new Error('nothing was refused');
}

/** The text of the error for a system of this one machine, which is sent the given events. */
function refused(
  machine: AnyStateMachine,
  ...events: readonly (string | AnyEventObject)[]
): string {
  const system = defineSystem({ name: 'refused' }, (builder) => {
    builder.component('it', machine);
    for (const [i, e] of events.entries()) {
      const event = typeof e === 'string' ? { type: e } : e;
      builder.step({ name: `step ${i}`, actor: 'it' }, { kind: 'event', component: 'it', event });
    }
  });
  return refusal(() => link(system, { localStatesMax: 50 }));
}

/** The text of the error for a property of a lamp that is switched. */
function refusedProperty(of: (lamp: Component) => Expression): string {
  const machine = createMachine({
    initial: 'off',
    states: { off: { on: { SWITCH: 'on' } }, on: { on: { SWITCH: 'off' } } },
  });
  const system = defineSystem({ name: 'lamp' }, (builder) => {
    const lamp = builder.component('lamp', machine) as unknown as Component;
    builder.step({ name: 'switch', actor: 'lamp' }, lamp.on('SWITCH', {}));
    builder.property(reachable({ name: 'GOAL', statement: 'it can be so', goal: of(lamp) }));
  });
  return refusal(() => link(system));
}

const counting = setup({ types: { context: {} as { n: number } } });
const guardedBy = (guard: () => boolean) =>
  createMachine({
    id: 'gate',
    initial: 'a',
    states: { a: { on: { GO: { guard, target: 'b' } } }, b: {} },
  });
const assigning = (it: () => unknown) =>
  createMachine({ context: { it: null as unknown }, on: { SET: { actions: assign({ it }) } } });
let outer = 0;

describe('events and steps', () => {
  test('an event no state accepts', () => {
    const machine = createMachine({
      id: 'door',
      on: { OPEN: {}, CLOSE: '.a' },
      initial: 'a',
      states: { a: {} },
    });
    expect(refused(machine, 'CLOZE')).toMatchInlineSnapshot(`
      "MODEL-EVENT: component it: no state of machine door accepts event "CLOZE"
        Did you mean CLOSE? known: CLOSE."
    `);
  });

  test('a step that can never be taken', () => {
    expect(
      refused(
        guardedBy(() => false),
        'GO',
      ),
    ).toMatchInlineSnapshot(`
      "MODEL-DEAD-STEP: step "step 0" can never be taken: no state of component it that can come about accepts GO
        Look at the guard of that event, or take the step out."
    `);
  });

  test('an observation that is never true', () => {
    const system = defineSystem({ name: 'refused' }, (builder) => {
      const it = builder.component(
        'it',
        guardedBy(() => true),
      );
      builder.step(
        { name: 'look', actor: 'it' },
        it.when('is in c', (s) => s.value === 'c'),
      );
    });
    expect(refusal(() => link(system))).toMatchInlineSnapshot(`
      "MODEL-DEAD-STEP: step "look" can never be taken: no state of component it that can come about satisfies "is in c"
        Look at the guard of that event, or take the step out."
    `);
  });

  test('a payload that cannot be compared', () => {
    expect(
      refused(
        guardedBy(() => true),
        { type: 'GO', next: () => {} },
      ),
    ).toMatchInlineSnapshot(`
      "MODEL-STEP: step "step 0" sends GO with a payload that cannot be compared: event.next is a function
        Send plain data: strings, numbers, booleans, arrays, objects."
    `);
  });
});

describe('contexts', () => {
  test('a counter without bound', () => {
    const machine = counting.createMachine({
      context: { n: 0 },
      on: { UP: { actions: assign({ n: ({ context }) => context.n + 1 }) } },
    });
    expect(refused(machine, 'UP')).toMatchInlineSnapshot(`
      "MODEL-UNBOUNDED: component it: more than 50 local states, and still growing. context.n took 50 values: 0, 1, 2, 3, ... 49. The latest came about by UP, UP, UP, UP, UP, UP
        Bound it with a guard, or count modulo something."
    `);
  });

  test('a class instance, a function, a promise, a symbol, a cycle', () => {
    class Device {}
    const cycle: unknown[] = [];
    cycle.push(cycle);
    const values = [new Device(), () => 1, Promise.resolve(1), Symbol('s'), { in: [cycle] }];
    const texts = values.map((value) =>
      refused(
        assigning(() => value),
        'SET',
      ),
    );
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-CONTEXT: component it, event SET in state (empty): context.it is an instance of Device; such values cannot be compared
        Keep plain data in the context: strings, numbers, booleans, arrays, objects, Maps, Sets.
      MODEL-CONTEXT: component it, event SET in state (empty): context.it is a function; such values cannot be compared
        Keep plain data in the context: strings, numbers, booleans, arrays, objects, Maps, Sets.
      MODEL-CONTEXT: component it, event SET in state (empty): context.it is an instance of Promise; such values cannot be compared
        Keep plain data in the context: strings, numbers, booleans, arrays, objects, Maps, Sets.
      MODEL-CONTEXT: component it, event SET in state (empty): context.it is a symbol; such values cannot be compared
        Keep plain data in the context: strings, numbers, booleans, arrays, objects, Maps, Sets.
      MODEL-CONTEXT: component it, event SET in state (empty): context.it.in[0][0] is part of a cycle; such values cannot be compared
        Keep plain data in the context: strings, numbers, booleans, arrays, objects, Maps, Sets."
    `);
  });

  test('an order that matters', () => {
    const machine = setup({
      types: {
        context: {} as { queue: ReadonlySet<string> },
        events: {} as { type: 'A' | 'B' | 'POP' },
      },
    }).createMachine({
      context: { queue: new Set<string>() },
      on: {
        A: { actions: assign({ queue: ({ context }) => new Set(context.queue).add('a') }) },
        B: { actions: assign({ queue: ({ context }) => new Set(context.queue).add('b') }) },
        POP: { actions: assign({ queue: ({ context }) => new Set([...context.queue].slice(1)) }) },
      },
    });
    expect(refused(machine, 'A', 'B', 'POP')).toMatchInlineSnapshot(`
      "MODEL-CONTEXT: component it, event POP in state queue={a b}: what follows depends on the order in which keys or members were added to the context
        Keep what has an order in an array; Maps, Sets and objects are compared without one."
    `);
  });
});

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

describe('exceptions and loops', () => {
  const fail = (): never => {
    throw new Error('no such page');
  };

  test('a guard, an assignment, the initial context, a predicate and a view that throw', () => {
    const initial = counting.createMachine({ context: fail, on: { GO: { actions: () => {} } } });
    const texts = [
      refused(guardedBy(fail), 'GO'),
      refused(assigning(fail), 'SET'),
      refused(initial, 'GO'),
      refusedProperty((lamp) => lamp.is('is bright', fail)),
      refusedProperty((lamp) => relation('they agree', [lamp.view('page', fail)], () => true)),
    ];
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-EXCEPTION: component it, event GO in state a: Unable to evaluate guard in transition for event 'GO' in state node 'gate.a': no such page
        What must not happen here is refused by a guard that returns false, not by an exception.
      MODEL-EXCEPTION: component it, event SET in state (empty): no such page
        What must not happen here is refused by a guard that returns false, not by an exception.
      MODEL-EXCEPTION: component it, its initial state: no such page
        What must not happen here is refused by a guard that returns false, not by an exception.
      MODEL-EXCEPTION: atom "is bright" of component lamp threw: no such page
      MODEL-EXCEPTION: view "page" of component lamp threw: no such page"
    `);
  });

  test('eventless transitions without end', () => {
    const machine = createMachine({
      initial: 'a',
      states: { a: { on: { GO: 'b' } }, b: { always: 'c' }, c: { always: 'b' } },
    });
    expect(refused(machine, 'GO')).toMatchInlineSnapshot(`
      "MODEL-LOOP: component it, event GO in state a: the machine never comes to rest
        Eventless transitions or raised events lead back to where they started."
    `);
  });
});

describe('properties', () => {
  test('a predicate that returns no boolean', () => {
    const text = refusedProperty((lamp) => lamp.is('is on', (() => 'yes') as never));
    const late = refusedProperty((lamp) => lamp.is('is on', (async () => true) as never));
    expect(`${text}\n${late}`).toMatchInlineSnapshot(`
      "MODEL-PROPERTY: atom "is on" of component lamp returned string, not true or false
        Let it return a boolean, at once.
      MODEL-PROPERTY: atom "is on" of component lamp returned a promise (is it async?), not true or false
        Let it return a boolean, at once."
    `);
  });

  test('a view that yields an object', () => {
    const text = refusedProperty((lamp) => {
      const view = lamp.view('context', ((s: { context: object }) => s.context) as never);
      return relation('they agree', [view], () => true);
    });
    expect(text).toMatchInlineSnapshot(`
      "MODEL-PROPERTY: view "context" of component lamp returned object
        A view yields a string, a number, a boolean or null, so that values can be compared."
    `);
  });

  test('a relation over too many combinations', () => {
    const machine = createMachine({
      context: { n: 0 },
      on: { UP: { actions: assign({ n: ({ context }) => (context.n + 1) % 200 }) } },
    });
    const system = defineSystem({ name: 'wide' }, (builder) => {
      const views = ['a', 'b', 'c'].map((name) => {
        const it = builder.component(name, machine);
        builder.step({ name, actor: name }, it.on('UP', {}));
        return it.view<ViewValue>('n', (s) => s.context.n);
      });
      const goal = relation('all are equal', views, (...ns) => new Set(ns).size === 1);
      builder.property(reachable({ name: 'EQUAL', statement: 'they can be equal', goal }));
    });
    expect(refusal(() => link(system))).toMatchInlineSnapshot(`
      "MODEL-RELATION: relation "all are equal" has 8000000 combinations of values (200 x 200 x 200); at most 4000000 are tabulated
        Let each view yield fewer different values."
    `);
  });

  test('a request for no resource, and a blocker that does not wait', () => {
    const machine = createMachine({ initial: 'a', states: { a: { on: { GO: 'a' } } } });
    const waiting = (wants: string) =>
      defineSystem({ name: 'waiting' }, (builder) => {
        const it = builder.component('it', machine);
        builder.step({ name: 'go', actor: 'it' }, it.on('GO', {}));
        builder.property(
          waitCycleFree({
            name: 'NO-CYCLE',
            statement: 'nobody waits in a circle',
            waiters: [
              waiter(
                'it',
                it.view<string | null>('wants', () => wants),
              ),
            ],
            resources: [{ name: 'lock', component: 'it', blockedBy: () => ['ghost'] }],
          }),
        );
      });
    const texts = ['key:read', 'lock:read'].map((wants) => refusal(() => link(waiting(wants))));
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "MODEL-PROPERTY: property "NO-CYCLE": request "key:read" is for no resource
        Resources: lock. A request is a resource's name, then a colon and how.
      MODEL-PROPERTY: property "NO-CYCLE": "ghost" blocks, but is no waiter
        Waiters: it."
    `);
  });
});
