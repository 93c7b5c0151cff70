/**
 * Traps for what a guard or an action must not consult: the clock, randomness, timers, the network.
 *
 * While a trap is set, the global it replaces throws. XState wraps exceptions of guards in errors of
 * its own, so the first thing that was trapped is also remembered.
 */

/** Name of the global that was consulted, if any. */
export interface Trap {
  readonly caught: () => string | undefined;
}

/** Thrown by a trap. */
export class Trapped extends Error {}

type Globals = Record<string, Record<string, unknown>>;

const trapped: readonly (readonly [owner: string, key: string])[] = [
  ['Math', 'random'],
  ['Date', 'now'],
  ['performance', 'now'],
  ['crypto', 'randomUUID'],
  ['crypto', 'getRandomValues'],
  ['globalThis', 'setTimeout'],
  ['globalThis', 'setInterval'],
  ['globalThis', 'setImmediate'],
  ['globalThis', 'queueMicrotask'],
  ['globalThis', 'fetch'],
];

/** Runs `body` with every trap set, and takes them all away again. */
export function withTraps<T>(body: (trap: Trap) => T): T {
  let caught: string | undefined;
  const spring = (name: string): never => {
    caught ??= name;
    throw new Trapped(`${name} was called`);
  };
  const globals = globalThis as unknown as Globals & { Date: DateConstructor };
  const restore: (() => void)[] = [];
  for (const [owner, key] of trapped) {
    const object =
      owner === 'globalThis' ? (globalThis as unknown as Globals[string]) : globals[owner];
    if (object === undefined) continue;
    const own = Object.getOwnPropertyDescriptor(object, key);
    Object.defineProperty(object, key, {
      configurable: true,
      writable: true,
      value: () => spring(owner === 'globalThis' ? key : `${owner}.${key}`),
    });
    restore.push(() => {
      if (own === undefined) delete object[key];
      else Object.defineProperty(object, key, own);
    });
  }
  const realDate = globals.Date;
  globals.Date = new Proxy(realDate, {
    construct: (target, args: readonly number[]) =>
      args.length === 0 ? spring('new Date()') : new target(...(args as [number])),
    apply: () => spring('Date()'),
  });
  restore.push(() => {
    globals.Date = realDate;
  });
  try {
    return body({ caught: () => caught });
  } finally {
    for (const undo of restore) undo();
  }
}
