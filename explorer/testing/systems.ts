/** Tiny systems for the tests of engines. They name nothing from the world. */

import { assign, setup } from 'xstate';
import {
  type Component,
  defineSystem,
  type Property,
  repeat,
  type SystemDefinition,
} from '../../models/compose/index.ts';
import { companion, invariant, waitCycleFree, waiter } from '../../properties/kinds/index.ts';

/** A clock that ticks and tocks. */
export function twoStateClock(): SystemDefinition {
  const machine = setup({ types: { events: {} as { type: 'TICK' | 'TOCK' } } }).createMachine({
    id: 'clock',
    initial: 'left',
    states: { left: { on: { TICK: 'right' } }, right: { on: { TOCK: 'left' } } },
  });
  return defineSystem({ name: 'clock' }, (system) => {
    const clock = system.component('clock', machine);
    system.step({ name: 'tick', actor: 'clock' }, clock.on('TICK'));
    system.step({ name: 'tock', actor: 'clock' }, clock.on('TOCK'));
  });
}

/**
 * A graph from paths: `graphSystem(['a b c', 'b a'])` has nodes a, b, c and a step for each edge.
 * The first node is the initial one. `actors` says who takes an edge; by default one takes all.
 */
export function graphSystem(
  paths: readonly string[],
  options: {
    readonly actorOf?: (edge: string) => string;
    readonly properties?: (at: (node: string) => ReturnType<Component['is']>) => Property[];
  } = {},
): SystemDefinition {
  const edges = new Set(
    paths.flatMap((path) => {
      const nodes = path.split(' ');
      return nodes.slice(1).map((to, i) => `${nodes[i]} ${to}`);
    }),
  );
  const nodes = new Set(paths.flatMap((path) => path.split(' ')));
  const [initial = 'a'] = nodes;
  const outOf = (node: string) =>
    [...edges]
      .filter((edge) => edge.startsWith(`${node} `))
      .map((edge) => [edge, edge.split(' ')[1]] as const);
  const machine = setup({ types: { events: {} as { type: string } } }).createMachine({
    id: 'graph',
    initial,
    states: Object.fromEntries([...nodes].map((n) => [n, { on: Object.fromEntries(outOf(n)) }])),
  });
  return defineSystem({ name: 'graph' }, (system) => {
    const graph = system.component('graph', machine);
    for (const edge of edges) {
      system.step({ name: edge, actor: options.actorOf?.(edge) ?? 'graph' }, graph.on(edge));
    }
    const at = (node: string) => graph.is(`is at ${node}`, (s) => s.matches(node as never));
    for (const property of options.properties?.(at) ?? []) system.property(property);
  });
}

const eater = setup({
  types: { events: {} as { type: 'FIRST' | 'SECOND' | 'DOWN' } },
}).createMachine({
  id: 'eater',
  initial: 'thinking',
  states: {
    thinking: { on: { FIRST: 'hasOne' } },
    hasOne: { on: { SECOND: 'eating' } },
    eating: { on: { DOWN: 'thinking' } },
  },
});

const fork = setup({
  types: {
    context: {} as { readonly owner: number | null },
    events: {} as { type: 'TAKE'; by: number } | { type: 'PUT'; by: number },
  },
}).createMachine({
  id: 'fork',
  context: { owner: null },
  on: {
    TAKE: {
      guard: ({ context }) => context.owner === null,
      actions: assign({ owner: ({ event }) => event.by }),
    },
    PUT: {
      guard: ({ context, event }) => context.owner === event.by,
      actions: assign({ owner: null }),
    },
  },
});

/** Everybody takes the left fork first: a wait cycle, and a deadlock, when all hold one. */
export function philosophers(seats: number): SystemDefinition {
  return defineSystem({ name: 'philosophers' }, (system) => {
    const people = repeat(seats, (i) => system.component(`eater${i}`, eater));
    const forks = repeat(seats, (i) => system.component(`fork${i}`, fork));
    people.forEach((person, by) => {
      const left = forks[by] as Component<typeof fork>;
      const right = forks[(by + 1) % seats] as Component<typeof fork>;
      const init = (name: string) => ({ name: `${person.name}: ${name}`, actor: person.name });
      system.step(init('left'), person.on('FIRST'), left.on('TAKE', { by }));
      system.step(init('right'), person.on('SECOND'), right.on('TAKE', { by }));
      const put = [left.on('PUT', { by }), right.on('PUT', { by })];
      system.step(init('down'), person.on('DOWN'), ...put);
    });
    system.property(
      waitCycleFree({
        name: 'NO-WAIT-CYCLE',
        statement: 'nobody waits for somebody who waits for them',
        waiters: people.map((person, i) =>
          waiter(
            person.name,
            person.view('wants', (s) => (s.matches('hasOne') ? `fork${(i + 1) % seats}` : null)),
          ),
        ),
        resources: forks.map(({ name }) => ({
          name,
          component: name,
          blockedBy: (snapshot: { readonly context: { readonly owner: number | null } }) =>
            snapshot.context.owner === null ? [] : [`eater${snapshot.context.owner}`],
        })),
      }),
    );
  });
}

/** Counts to `max` and starts again; it may also count down. Violates "never `max`". */
export function counter(max: number): SystemDefinition {
  const machine = setup({
    types: { context: {} as { readonly n: number }, events: {} as { type: 'UP' | 'DOWN' } },
  }).createMachine({
    id: 'counter',
    context: { n: 0 },
    on: {
      UP: { actions: assign({ n: ({ context }) => (context.n + 1) % (max + 1) }) },
      DOWN: {
        guard: ({ context }) => context.n > 0,
        actions: assign({ n: ({ context }) => context.n - 1 }),
      },
    },
  });
  return defineSystem({ name: 'counter' }, (system) => {
    const counting = system.component('counter', machine);
    system.step({ name: 'up', actor: 'counter' }, counting.on('UP'));
    system.step({ name: 'down', actor: 'counter' }, counting.on('DOWN'));
    system.property(
      invariant({
        name: 'BELOW-MAX',
        statement: `the count stays below ${max}`,
        holds: counting.is(`is below ${max}`, (s) => s.context.n < max),
        companion: companion(
          'it counts at all',
          counting.is('has counted', (s) => s.context.n > 0),
        ),
      }),
    );
  });
}

/** Regions, remembered history and an eventless transition, driven by four steps. */
export function regions(): SystemDefinition {
  const machine = setup({
    types: {
      context: {} as { readonly turns: number },
      events: {} as { type: 'TURN' | 'SWAP' | 'PAUSE' | 'RESUME' },
    },
  }).createMachine({
    id: 'regions',
    context: { turns: 0 },
    initial: 'running',
    states: {
      running: {
        type: 'parallel',
        states: {
          gear: {
            initial: 'low',
            states: {
              low: { on: { TURN: 'high' } },
              high: { on: { TURN: 'checking' } },
              checking: {
                always: [{ guard: ({ context }) => context.turns < 2, target: 'low' }, 'worn'],
                entry: assign({ turns: ({ context }) => Math.min(2, context.turns + 1) }),
              },
              worn: {},
            },
          },
          light: {
            initial: 'off',
            states: { off: { on: { SWAP: 'on' } }, on: { on: { SWAP: 'off' } } },
          },
          memory: { type: 'history', history: 'deep' },
        },
        on: { PAUSE: 'paused' },
      },
      paused: { on: { RESUME: '#regions.running.memory' } },
    },
  });
  return defineSystem({ name: 'regions' }, (system) => {
    const part = system.component('regions', machine);
    for (const type of ['TURN', 'SWAP', 'PAUSE', 'RESUME'] as const) {
      system.step({ name: type.toLowerCase(), actor: 'regions' }, part.on(type));
    }
  });
}
