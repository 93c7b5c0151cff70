/** From a plan of interchangeable columns to a system of real XState machines. */

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
  repeat,
  type SystemBuilder,
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
import {
  EVENTS,
  type MovesPlan,
  type SharedPlan,
  type StepPlan,
  type SymmetricPlan,
  type SymmetricPropertyPlan,
} from './symmetric-plan.ts';

interface Column {
  readonly name: string;
  readonly first: Component;
  readonly second: Component | null;
  readonly memory: Component | null;
}

interface Shared {
  readonly component: Component;
  readonly plan: SharedPlan;
}

interface World {
  readonly plan: SymmetricPlan;
  readonly columns: readonly Column[];
  readonly shared: readonly Shared[];
  readonly tokens: readonly Component[];
}

/** The system a plan describes. Every step may be dead, so all are declared as faults. */
export function symmetricSystemFrom(plan: SymmetricPlan): SystemDefinition {
  return defineSystem({ name: 'generated' }, (system) => {
    const world = worldOf(system, plan);
    const steps = plan.steps.flatMap((step, t) => instances(world, step, t));
    // An idle component, so that there is a step in any case.
    const idle = system.component('idle', movesMachine({ states: 1, moves: [[0]] }));
    system.step({ name: 'idles', actor: 'idle', fault: true }, event(idle, 'E0'));
    const { spoil } = plan;
    steps.forEach((step, i) => {
      const chosen = spoil.what !== 'nothing' && spoil.step % steps.length === i;
      if (chosen && spoil.what === 'leave out a step') return;
      const actor = chosen ? 'c0' : step.actor;
      system.step({ name: step.name, actor, fault: true, tags: [step.tag] }, ...step.parts);
    });
    plan.properties.forEach((property, p) => {
      system.property(propertyFrom(property, `P${p}`, world));
    });
    system.interchangeable(
      ...world.columns.map(({ first, second, memory }) =>
        [first, second, memory].filter((component) => component !== null),
      ),
    );
    if (world.tokens.length > 0) system.interchangeable(...world.tokens.map((token) => [token]));
  });
}

function worldOf(system: SystemBuilder, plan: SymmetricPlan): World {
  const add = (name: string, machine: AnyStateMachine) =>
    system.component(name, machine) as unknown as Component;
  const first = movesMachine(plan.first);
  const second = plan.second === null ? null : movesMachine(plan.second);
  const memory = memoryMachine();
  const columns = repeat(plan.columns, (i) => ({
    name: `c${i}`,
    first: add(`c${i}`, first),
    second: second === null ? null : add(`c${i}.second`, second),
    memory: plan.memory ? add(`c${i}.memory`, memory) : null,
  }));
  const shared = plan.shared.map((of, i) => ({
    plan: of,
    component: add(`s${i}`, sharedMachine(of)),
  }));
  const token = movesMachine({ states: 3, moves: [[1, 2, 0]] });
  return { plan, columns, shared, tokens: repeat(plan.tokens, (i) => add(`t${i}`, token)) };
}

interface Instance {
  readonly name: string;
  readonly actor: string;
  readonly tag: string;
  readonly parts: readonly Participation[];
}

/** The steps of one plan: for each column, each ordered pair, or one. */
function instances(world: World, step: StepPlan, t: number): readonly Instance[] {
  const { columns, tokens } = world;
  const tag = t % 2 === 0 ? 'even' : 'odd';
  const make = (by: number | null, other: number | null, token: Component | null) => ({
    name: `${t}: ${[by, other].filter((c) => c !== null).join(' ')} ${token?.name ?? ''}`,
    actor: by === null ? 'nobody' : `c${by}`,
    tag,
    parts: [...partsOf(world, step, by, other), ...(token === null ? [] : [event(token, 'E0')])],
  });
  const all = columns.flatMap((_, by) => {
    if (step.whose === 'column' && tokens.length > 0 && t === 0) {
      return tokens.map((token) => make(by, null, token));
    }
    if (step.whose === 'column') return [make(by, null, null)];
    return columns.flatMap((_, other) => (other === by ? [] : [make(by, other, null)]));
  });
  const instances = step.whose === 'nobody' ? [make(null, null, null)] : all;
  return instances.filter(({ parts }) => parts.length > 0);
}

function partsOf(
  { columns, shared }: World,
  step: StepPlan,
  by: number | null,
  other: number | null,
): readonly Participation[] {
  const parts: Participation[] = [];
  const me = by === null ? undefined : columns[by];
  const you = other === null ? undefined : columns[other];
  if (me !== undefined && step.own !== null) parts.push(event(me.first, `E${step.own}`));
  if (me?.second && step.second !== null) parts.push(event(me.second, `E${step.second}`));
  if (you !== undefined && step.other !== null) parts.push(event(you.first, `E${step.other}`));
  if (me?.memory && step.remembers) {
    parts.push(event(me.memory, other === null ? 'FORGET' : 'SEE', { other }));
  }
  const chosen = step.shared === null ? undefined : shared[step.shared.which % 2];
  if (chosen !== undefined && step.shared !== null) {
    const part = sharedPart(chosen, step.shared.event, by, other);
    if (part !== null) parts.push(part);
  }
  return parts;
}

/** What a shared component is told; null where it has nothing to say to nobody. */
function sharedPart(
  { component, plan }: Shared,
  number: number,
  by: number | null,
  other: number | null,
): Participation | null {
  if (plan.shape === 'plain') return event(component, `E${number}`);
  if (by === null) return null;
  if (plan.shape === 'couple' || plan.shape === 'links') {
    if (number !== 2 && other === null) return null;
    return event(component, number === 2 ? 'PART' : 'JOIN', { by, other });
  }
  return event(component, number === 2 ? 'LEAVE' : 'ENTER', { by });
}

function event(component: Component, type: string, payload: object = {}): Participation {
  return { kind: 'event', component: component.name, event: { ...payload, type } };
}

/** The root accepts every event under a guard that is never true, so that all are declared. */
function movesMachine({ states, moves }: MovesPlan): AnyStateMachine {
  const all = repeat(EVENTS, (e) => [`E${e}`, { guard: () => false, target: '.s0' }] as const);
  return setup({}).createMachine({
    initial: 's0',
    on: Object.fromEntries(all),
    states: Object.fromEntries(
      repeat(states, (s) => [
        `s${s}`,
        {
          on: Object.fromEntries(
            moves.flatMap((to, e) => {
              const next = to[s] ?? null;
              return next === null ? [] : [[`E${e}`, { target: `s${next}` }]];
            }),
          ),
        },
      ]),
    ),
  });
}

function memoryMachine(): AnyStateMachine {
  return setup({
    types: {
      context: {} as { readonly other: number | null },
      events: {} as { type: 'SEE'; other: number } | { type: 'FORGET' },
    },
  }).createMachine({
    context: { other: null },
    on: {
      SEE: { actions: assign({ other: ({ event }) => event.other }) },
      FORGET: { actions: assign({ other: null }) },
    },
  });
}

interface Meeting {
  readonly type: 'ENTER' | 'LEAVE' | 'JOIN' | 'PART';
  readonly by: number;
  readonly other: number;
}

/** Remembers columns in a list; what `ENTER` and the rest make of it depends on the shape. */
function sharedMachine(plan: SharedPlan): AnyStateMachine {
  if (plan.shape === 'plain') return movesMachine(plan.of);
  const after = sharedRules[plan.shape];
  return setup({
    types: { context: {} as { readonly who: readonly string[] }, events: {} as Meeting },
  }).createMachine({
    context: { who: [] },
    on: {
      '*': {
        guard: ({ context, event }) => after(context.who, event) !== null,
        actions: assign({ who: ({ context, event }) => after(context.who, event) ?? [] }),
      },
    },
  });
}

type Rule = (who: readonly string[], event: Meeting) => readonly string[] | null;

const sharedRules: Record<Exclude<SharedPlan['shape'], 'plain'>, Rule> = {
  lock: (who, { type, by }) =>
    type === 'ENTER' ? (who.length === 0 ? [`${by}`] : null) : who[0] === `${by}` ? [] : null,
  set: (who, { type, by }) => {
    if (type === 'ENTER') return [...new Set([...who, `${by}`])].sort();
    return who.includes(`${by}`) ? who.filter((name) => name !== `${by}`) : null;
  },
  queue: (who, { type, by }) => {
    if (type === 'ENTER') return who.includes(`${by}`) ? null : [...who, `${by}`];
    return who[0] === `${by}` ? who.slice(1) : null;
  },
  couple: (who, { type, by, other }) => {
    if (type === 'JOIN') return who.length === 0 ? [`${by}`, `${other}`].sort() : null;
    return who.includes(`${by}`) ? [] : null;
  },
  links: (who, { type, by, other }) => {
    const others = who.filter((link) => !link.startsWith(`${by}>`));
    if (type === 'JOIN') return [...others, `${by}>${other}`].sort();
    return others.length < who.length ? others : null;
  },
  last: (_, { by }) => [`${by}`],
};

function isIn(component: Component, state: number): Expression {
  return component.is(`is in ${state}`, (s) => (s as { value: unknown }).value === `s${state}`);
}

function propertyFrom(plan: SymmetricPropertyPlan, name: string, world: World): Property {
  const common = { name, statement: name };
  const goal = companion('somebody moves', anyOf(...world.columns.map((c) => isIn(c.first, 1))));
  const said = plan.kind === 'waitCycleFree' ? allOf() : expressionFrom(plan, world);
  switch (plan.kind) {
    case 'waitCycleFree':
      return waitProperty(name, plan.cycles, world);
    case 'invariant':
      return invariant({ ...common, holds: not(said), companion: goal });
    case 'reachable':
      return reachable({ ...common, goal: said });
    case 'deadlockFree':
      return deadlockFree({ ...common, rest: said, companion: goal });
    case 'stepInvariant':
      return stepInvariant({
        ...common,
        steps: (step) => step.tags.includes(plan.other % 2 === 0 ? 'even' : 'odd'),
        before: not(said),
        after: not(said),
      });
  }
}

type Said = Exclude<SymmetricPropertyPlan, { kind: 'waitCycleFree' }>;

function expressionFrom({ how, state, other }: Said, { columns, shared }: World): Expression {
  const inState = (i: number, s: number) => isIn((columns[i] as Column).first, s);
  const indices = columns.map((_, i) => i);
  switch (how) {
    case 'every':
      return allOf(...indices.map((i) => inState(i, state)));
    case 'some':
      return anyOf(...indices.map((i) => inState(i, state)));
    case 'first':
      return inState(0, state);
    case 'pairs':
      return anyOf(
        ...indices.flatMap((i) =>
          indices.flatMap((j) =>
            i === j ? [] : [allOf(inState(i, state), inState(j, other % 3))],
          ),
        ),
      );
    case 'owner':
      return anyOf(
        ...indices.flatMap((i) =>
          shared
            .filter(({ plan }) => plan.shape !== 'plain')
            .map(({ component }) => allOf(inState(i, state), names(component, i))),
        ),
      );
    case 'sum': {
      const views = columns.map(({ first }) =>
        first.view('number', (s) => Number(String((s as { value: unknown }).value).slice(1))),
      );
      return relation('the sum is as given', views, (...numbers: number[]) => {
        return numbers.reduce((sum, n) => sum + n, 0) === other + 2;
      });
    }
  }
}

function names(component: Component, column: number): Expression {
  return component.is(`names ${column}`, (s) => {
    return whoOf(s).some((name) => name.startsWith(`${column}`));
  });
}

function whoOf(snapshot: unknown): readonly string[] {
  return (snapshot as { context: { who: readonly string[] } }).context.who;
}

/** Whoever is in state 1 wants the first shared component that names columns, in state 2 the second. */
function waitProperty(
  name: string,
  cycles: 'self' | 'several' | 'any',
  { columns, shared }: World,
): Property {
  const wanted = shared.filter(({ plan }) => plan.shape !== 'plain').map((s) => s.component.name);
  return waitCycleFree({
    name,
    statement: name,
    cycles,
    waiters: columns.map(({ name: actor, first }) =>
      waiter(
        actor,
        first.view('wants', (s) => {
          const state = Number(String((s as { value: unknown }).value).slice(1));
          return wanted[state - 1] ?? null;
        }),
      ),
    ),
    resources: wanted.map((resource) => ({
      name: resource,
      component: resource,
      blockedBy: (snapshot: never) => [
        ...new Set(whoOf(snapshot).flatMap((who) => who.split('>').map((c) => `c${c}`))),
      ],
    })),
  });
}
