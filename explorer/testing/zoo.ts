/** Machines that use every feature of XState a component may use, each with events to send it. */

import {
  type AnyEventObject,
  type AnyStateMachine,
  and,
  assign,
  not,
  or,
  raise,
  setup,
} from 'xstate';

/** A machine of the zoo. */
export interface Specimen {
  readonly name: string;
  readonly machine: AnyStateMachine;
  readonly events: readonly AnyEventObject[];
  readonly input?: unknown;
}

const types = (...names: readonly string[]): readonly AnyEventObject[] =>
  names.map((type) => ({ type }));

const hierarchy = setup({}).createMachine({
  id: 'hierarchy',
  initial: 'a',
  states: {
    a: {
      initial: 'a1',
      on: { OUT: 'b', SHARED: '.a2' },
      states: {
        a1: { on: { NEXT: 'a2', SHARED: 'a3' } },
        a2: { on: { NEXT: 'a3', SHARED: {} } },
        a3: { on: { SHARED: [] } },
      },
    },
    b: { on: { BACK: 'a', DEEP: 'a.a3' } },
  },
});

/** Two regions that both look at the context as it was before the event. */
const parallel = setup({
  types: { context: {} as { readonly free: boolean; readonly by: string } },
}).createMachine({
  id: 'parallel',
  type: 'parallel',
  context: { free: true, by: '' },
  states: {
    left: {
      initial: 'out',
      states: {
        out: {
          on: {
            ENTER: {
              guard: ({ context }) => context.free,
              target: 'in',
              actions: assign({ free: false, by: ({ context }) => `${context.by}L` }),
            },
          },
        },
        in: { on: { LEAVE: 'out' } },
      },
    },
    right: {
      initial: 'out',
      states: {
        out: {
          on: {
            ENTER: {
              guard: ({ context }) => context.free,
              target: 'in',
              actions: assign({ free: false, by: ({ context }) => `${context.by}R` }),
            },
          },
        },
        in: { on: { LEAVE: { target: 'out', actions: assign({ free: true, by: '' }) } } },
      },
    },
  },
});

const remembering = (history: 'shallow' | 'deep') =>
  setup({}).createMachine({
    id: `history-${history}`,
    initial: 'on',
    states: {
      on: {
        initial: 'x',
        on: { PAUSE: 'off' },
        states: {
          x: {
            initial: 'x1',
            on: { HOP: 'y' },
            states: { x1: { on: { GO: 'x2' } }, x2: { on: { GO: 'x1' } } },
          },
          y: {
            initial: 'y1',
            on: { HOP: 'x' },
            states: { y1: { on: { GO: 'y2' } }, y2: {} },
          },
          past: { type: 'history', history },
        },
      },
      off: { on: { RESUME: `#history-${history}.on.past`, RESET: 'on' } },
    },
  });

/** Eventless transitions in two regions: XState takes them in the order in which they were entered. */
const entryOrder = setup({
  types: { context: {} as { readonly go: boolean; readonly log: string } },
}).createMachine({
  id: 'entry-order',
  type: 'parallel',
  context: { go: false, log: '' },
  on: { GO: { actions: assign({ go: true }) } },
  states: Object.fromEntries(
    ['A', 'B'].map((name) => [
      name,
      {
        initial: 'asleep',
        states: {
          asleep: { on: { [name]: 'ready' } },
          ready: {
            always: {
              guard: ({ context }) => context.go,
              target: 'gone',
              actions: assign({ log: ({ context }) => context.log + name }),
            },
          },
          gone: {},
        },
      },
    ]),
  ),
});

/** As above, with one of the two eventless transitions on the root. */
const entryOrderAtRoot = setup({
  types: { context: {} as { readonly go: boolean; readonly root: boolean; readonly log: string } },
}).createMachine({
  id: 'entry-order-at-root',
  type: 'parallel',
  context: { go: false, root: false, log: '' },
  on: { GO: { actions: assign({ go: true }) } },
  always: {
    guard: ({ context }) => context.go && !context.root,
    actions: assign({ root: true, log: ({ context }) => `${context.log}R` }),
  },
  states: {
    left: {
      initial: 'asleep',
      states: {
        asleep: { on: { A: 'ready' } },
        ready: {
          always: {
            guard: ({ context }) => context.go,
            target: 'gone',
            actions: assign({ log: ({ context }) => `${context.log}A` }),
          },
        },
        gone: {},
      },
    },
    right: { initial: 'asleep', states: { asleep: { on: { B: 'awake' } }, awake: {} } },
  },
});

const raising = setup({
  types: { context: {} as { readonly n: number }, events: {} as { type: string } },
}).createMachine({
  id: 'raising',
  context: { n: 0 },
  initial: 'idle',
  states: {
    idle: { on: { START: { target: 'busy', actions: raise({ type: 'INNER' }) } } },
    busy: {
      entry: [assign({ n: ({ context }) => (context.n + 1) % 3 }), raise({ type: 'SECOND' })],
      on: { INNER: 'half', STOP: 'idle' },
    },
    half: { on: { SECOND: 'full', STOP: 'idle' } },
    full: {
      always: { guard: ({ context }) => context.n === 0, target: 'idle' },
      on: { STOP: 'idle' },
    },
  },
});

const finishing = setup({ types: { context: {} as { readonly n: number } } }).createMachine({
  id: 'finishing',
  context: { n: 0 },
  initial: 'work',
  output: ({ context }) => ({ n: context.n }),
  on: { POKE: { actions: assign({ n: ({ context }) => (context.n + 1) % 2 }) } },
  states: {
    work: {
      type: 'parallel',
      onDone: 'rest',
      states: {
        one: { initial: 'go', states: { go: { on: { ONE: 'done' } }, done: { type: 'final' } } },
        two: { initial: 'go', states: { go: { on: { TWO: 'done' } }, done: { type: 'final' } } },
      },
    },
    rest: { on: { END: 'over', AGAIN: 'work' } },
    over: { type: 'final' },
  },
});

const wildcards = setup({ types: { context: {} as { readonly saw: string } } }).createMachine({
  id: 'wildcards',
  context: { saw: '' },
  initial: 'open',
  states: {
    open: {
      on: {
        'mouse.*': { actions: assign({ saw: ({ event }) => event.type }) },
        'mouse.up': { guard: ({ context }) => context.saw === 'mouse', target: 'shut' },
        '*': 'shut',
      },
    },
    shut: { on: { '*': 'open', mouse: {} } },
  },
});

const reentering = setup({ types: { context: {} as { readonly entries: number } } }).createMachine({
  id: 'reentering',
  context: { entries: 0 },
  initial: 'a',
  states: {
    a: {
      entry: assign({ entries: ({ context }) => (context.entries + 1) % 4 }),
      initial: 'one',
      states: { one: { on: { INTO: 'two' } }, two: {} },
      on: { SELF: { target: 'a' }, AGAIN: { target: 'a', reenter: true }, NOTHING: {} },
    },
  },
});

const collections = setup({
  types: {
    context: {} as {
      readonly owners: ReadonlyMap<string, number>;
      readonly seen: ReadonlySet<string>;
      readonly list: readonly unknown[];
    },
    events: {} as { type: 'PUT' | 'DROP' | 'NOTE'; key: string },
  },
}).createMachine({
  id: 'collections',
  context: { owners: new Map(), seen: new Set(), list: [] },
  on: {
    PUT: {
      actions: assign({
        owners: ({ context, event }) => new Map(context.owners).set(event.key, Number.NaN),
      }),
    },
    DROP: {
      guard: ({ context, event }) => context.owners.has(event.key),
      actions: assign({
        owners: ({ context, event }) =>
          new Map([...context.owners].filter(([key]) => key !== event.key)),
        seen: ({ context, event }) => new Set(context.seen).add(event.key),
      }),
    },
    NOTE: {
      guard: ({ context }) => context.list.length < 2,
      actions: assign({ list: ({ context, event }) => [...context.list, event.key, undefined] }),
    },
  },
});

const guarded = setup({
  types: {
    context: {} as { readonly n: number; readonly open: boolean },
    input: {} as { readonly n: number },
    events: {} as { type: 'ADD' | 'TOGGLE' | 'BOTH' | 'EITHER' | 'NEITHER' },
  },
  guards: {
    even: ({ context }) => context.n % 2 === 0,
    isOpen: ({ context }) => context.open,
    above: ({ context }, params: { readonly min: number }) => context.n > params.min,
  },
}).createMachine({
  id: 'guarded',
  context: ({ input }) => ({ n: input.n, open: false }),
  initial: 'a',
  on: {
    ADD: { actions: assign({ n: ({ context }) => (context.n + 1) % 5 }) },
    TOGGLE: { actions: assign({ open: ({ context }) => !context.open }) },
  },
  states: {
    a: {
      on: {
        BOTH: { guard: and(['even', 'isOpen']), target: 'b' },
        EITHER: [
          { guard: { type: 'above', params: { min: 2 } }, target: 'c' },
          { guard: or(['isOpen', not('even')]), target: 'b' },
        ],
      },
    },
    b: { on: { NEITHER: { guard: not(or(['even', 'isOpen'])), target: 'a' } } },
    c: { on: { BOTH: 'a' } },
  },
});

const timed = setup({}).createMachine({
  id: 'timed',
  initial: 'wait',
  states: {
    wait: { after: { 100: 'late' }, on: { DONE: 'early' } },
    early: {},
    late: { on: { DONE: 'wait' } },
  },
});

/** Every kind of machine the tables must get right. */
export const zoo: readonly Specimen[] = [
  { machine: hierarchy, events: types('OUT', 'SHARED', 'NEXT', 'BACK', 'DEEP') },
  { machine: parallel, events: types('ENTER', 'LEAVE') },
  { machine: remembering('shallow'), events: types('PAUSE', 'HOP', 'GO', 'RESUME', 'RESET') },
  { machine: remembering('deep'), events: types('PAUSE', 'HOP', 'GO', 'RESUME', 'RESET') },
  { machine: entryOrder, events: types('A', 'B', 'GO') },
  { machine: entryOrderAtRoot, events: types('A', 'B', 'GO') },
  { machine: raising, events: types('START', 'STOP', 'SECOND') },
  { machine: finishing, events: types('ONE', 'TWO', 'END', 'AGAIN', 'POKE') },
  { machine: wildcards, events: types('mouse', 'mouse.up', 'mouse.down', 'key') },
  { machine: reentering, events: types('SELF', 'AGAIN', 'INTO') },
  {
    machine: collections,
    events: ['k', 'l'].flatMap((key) => ['PUT', 'DROP', 'NOTE'].map((type) => ({ type, key }))),
  },
  {
    machine: guarded,
    input: { n: 1 },
    events: types('ADD', 'TOGGLE', 'BOTH', 'EITHER', 'NEITHER'),
  },
  { machine: timed, events: types('DONE', 'xstate.after.100.timed.wait') },
].map((specimen) => ({ ...specimen, name: specimen.machine.id }));
