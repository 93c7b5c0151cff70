import { describe, expect, test } from 'vitest';
import { assign, createMachine, setup } from 'xstate';
import { defineSystem, relation, type ViewValue } from '../../models/compose/index.ts';
import { reachable, waitCycleFree, waiter } from '../../properties/kinds/index.ts';
import {
  assigning,
  counting,
  guardedBy,
  refusal,
  refused,
  refusedProperty,
} from '../testing/refusals.ts';
import { link } from './link.ts';

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
