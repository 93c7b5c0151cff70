/** From a plan to a system of real XState machines. */

import { type AnyStateMachine, assign, setup } from 'xstate';
import {
  allOf,
  anyOf,
  type Component,
  defineSystem,
  type Expression,
  not,
  type Participation,
  type Property,
  relation,
  type SystemDefinition,
} from '../../models/compose/index.ts';
import {
  companion,
  deadlockFree,
  invariant,
  reachable,
  stepInvariant,
  waitCycleFree,
  waiter,
} from '../../properties/kinds/index.ts';
import { lock } from './lock.machine.ts';
import {
  ACTORS,
  type AtomPlan,
  type ComponentPlan,
  type GraphPlan,
  type PartPlan,
  type PropertyPlan,
  type RegionsPlan,
  type SystemPlan,
} from './system-plan.ts';

/** A component of a plan, with what steps and properties may do with it. */
interface Handle {
  readonly component: Component;
  readonly plan: ComponentPlan;
  /** Events it may receive, payload included. */
  readonly events: readonly { readonly type: string }[];
  /** The number of its local state: what atoms and views see. */
  readonly stateOf: (snapshot: never) => number;
}

/** The system a plan describes. Every step may be dead, so all are declared as faults. */
export function systemFrom(plan: SystemPlan): SystemDefinition {
  return defineSystem({ name: 'generated' }, (system) => {
    const handles = plan.components.map((of, i) => {
      const { machine, events, stateOf } = machineFrom(of);
      const component = system.component(`c${i}`, machine) as unknown as Component;
      return { component, plan: of, events, stateOf };
    });
    plan.steps.forEach(({ actor, parts }, i) => {
      const chosen = new Map(parts.map((part) => [part.component % handles.length, part]));
      system.step(
        {
          name: `step${i}`,
          actor: `actor${actor}`,
          fault: true,
          tags: [i % 2 === 0 ? 'even' : 'odd'],
        },
        ...[...chosen].map(([c, part]) => participation(at(handles, c), part)),
      );
    });
    plan.properties.forEach((property, i) => {
      system.property(propertyFrom(property, `P${i}`, handles));
    });
  });
}

function machineFrom(plan: ComponentPlan): Omit<Handle, 'component' | 'plan'> & {
  readonly machine: AnyStateMachine;
} {
  switch (plan.shape) {
    case 'graph':
      return graphMachine(plan);
    case 'lock':
      return lockMachine();
    case 'regions':
      return regionsMachine(plan);
  }
}

/** The root accepts every event under a guard that is never true, so that all are declared. */
function graphMachine({ states, moves, counts }: GraphPlan) {
  const never = Object.fromEntries(
    moves.map((_, e) => [`E${e}`, { guard: () => false, target: '.s0' }]),
  );
  const machine = setup({ types: { context: {} as { readonly n: number } } }).createMachine({
    context: { n: 0 },
    initial: 's0',
    on: never,
    states: Object.fromEntries(
      Array.from({ length: states }, (_, s) => [
        `s${s}`,
        { on: Object.fromEntries(moves.flatMap((to, e) => move(e, to[s] ?? null, counts))) },
      ]),
    ),
  });
  return {
    machine,
    events: moves.map((_, e) => ({ type: `E${e}` })),
    stateOf: (snapshot: { readonly value: string; readonly context: { readonly n: number } }) =>
      Number(snapshot.value.slice(1)) + snapshot.context.n,
  };
}

function move(event: number, to: number | null, counts: number) {
  if (to === null) return [];
  const count = assign({
    n: ({ context }: { context: { n: number } }) => (context.n + 1) % counts,
  });
  return [[`E${event}`, { target: `s${to}`, ...(counts === 0 ? {} : { actions: count }) }]];
}

function lockMachine() {
  return {
    machine: lock,
    events: Array.from({ length: 2 * ACTORS }, (_, i) => ({
      type: i % 2 === 0 ? 'TAKE' : 'GIVE',
      by: Math.floor(i / 2),
    })),
    stateOf: (snapshot: { readonly context: { readonly owner: number | null } }) =>
      snapshot.context.owner === null ? 0 : snapshot.context.owner + 1,
  };
}

function regionsMachine({ history }: RegionsPlan) {
  const region = (event: string) => ({
    initial: 'a',
    states: { a: { on: { [event]: 'b' } }, b: { on: { [event]: 'a' } } },
  });
  const machine = setup({}).createMachine({
    id: 'regions',
    initial: 'on',
    states: {
      on: {
        type: 'parallel',
        states: { x: region('X'), y: region('Y'), past: { type: 'history', history } },
        on: { PAUSE: 'off' },
      },
      off: { on: { RESUME: '#regions.on.past' } },
    },
  });
  return {
    machine,
    events: ['X', 'Y', 'PAUSE', 'RESUME'].map((type) => ({ type })),
    stateOf: (snapshot: { readonly value: unknown }) => (snapshot.value === 'off' ? 1 : 0),
  };
}

function participation({ component, events, stateOf }: Handle, part: PartPlan): Participation {
  if (part.how === 'event') {
    return { kind: 'event', component: component.name, event: at(events, part.what) };
  }
  return component.when(`is in ${part.what % 3}`, (s) => stateOf(s as never) === part.what % 3);
}

function propertyFrom(plan: PropertyPlan, name: string, handles: readonly Handle[]): Property {
  const common = { name, statement: name };
  const parts = 'of' in plan ? plan.of.map((atom) => atomFrom(atom, handles)) : [];
  const [first = allOf()] = parts;
  const goal = companion('the first of them', not(first));
  switch (plan.kind) {
    case 'waitCycleFree':
      return waitProperty(name, plan.cycles, handles);
    case 'invariant':
      return invariant({ ...common, holds: anyOf(...parts), companion: goal });
    case 'reachable':
      return reachable({ ...common, goal: allOf(...parts) });
    case 'deadlockFree':
      return deadlockFree({ ...common, rest: allOf(...parts), companion: goal });
    case 'stepInvariant':
      return stepInvariant({
        ...common,
        steps: (step) => step.tags.includes(plan.odd ? 'odd' : 'even'),
        before: first,
        after: anyOf(...parts.slice(1), not(first)),
      });
    case 'relation': {
      const views = plan.of.map(({ component }) => {
        const { component: of, stateOf } = at(handles, component);
        return of.view('number', (s) => stateOf(s as never));
      });
      const differs = relation('the sum differs', views, (...numbers: number[]) => {
        return numbers.reduce((sum, n) => sum + n, 0) !== plan.sum;
      });
      return invariant({ ...common, holds: differs, companion: goal });
    }
  }
}

function atomFrom({ component, state, negated }: AtomPlan, handles: readonly Handle[]): Expression {
  const { component: of, stateOf } = at(handles, component);
  const atom = of.is(`is in ${state}`, (s) => stateOf(s as never) === state);
  return negated ? not(atom) : atom;
}

/** Whoever is in state 1 wants the first lock, in state 2 the second one. Locks name `actor<n>`. */
function waitProperty(
  name: string,
  cycles: 'self' | 'several' | 'any',
  handles: readonly Handle[],
): Property {
  const locks = handles.filter(({ plan }) => plan.shape === 'lock').map((h) => h.component.name);
  const others = handles.filter(({ plan }) => plan.shape !== 'lock').slice(0, ACTORS);
  const waiters = Array.from({ length: ACTORS }, (_, i) => {
    const { component, stateOf } = others[i] ?? at(handles, 0);
    const read = (snapshot: unknown): string | null =>
      others[i] === undefined ? null : (locks[stateOf(snapshot as never) - 1] ?? null);
    return waiter(`actor${i}`, component.view('wants', read));
  });
  return waitCycleFree({
    name,
    statement: name,
    cycles,
    waiters,
    resources: locks.map((lock) => ({
      name: lock,
      component: lock,
      blockedBy: (snapshot: { readonly context: { readonly owner: number | null } }) =>
        snapshot.context.owner === null ? [] : [`actor${snapshot.context.owner}`],
    })),
  });
}

/** The item at `index` modulo length. The list must not be empty. */
function at<T>(items: readonly T[], index: number): T {
  return items[index % items.length] as T;
}
