/**
 * A reader-writer lock that prefers writers: once a writer waits, new readers queue.
 *
 * Models Xen's `rwlock_t` (xen/include/xen/rwlock.h, common/rwlock.c), at this granularity:
 * - A writer that finds the lock free takes it at once. Otherwise the first one announces itself
 *   (`QUEUE`, the writer-waiting bit); further writers wait behind it without being seen.
 * - A reader gets in while no writer holds the lock or has announced itself, even if it reads already.
 *   So a read inside a read waits for an announced writer, which waits for the outer read.
 * - The holder in write mode may read inside; a writer inside its own write or read waits for ever.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';
import type { Blockers } from './blockers.ts';

export type RwLockEvent =
  | { readonly type: 'READ'; readonly by: string }
  | { readonly type: 'READ_DONE'; readonly by: string }
  /** Takes the lock for writing; also after having queued. */
  | { readonly type: 'WRITE'; readonly by: string }
  /** Announces a writer that found the lock taken by readers. */
  | { readonly type: 'QUEUE'; readonly by: string }
  | { readonly type: 'WRITE_DONE'; readonly by: string };

/** A read may be nested this often in another read or in a write by the same actor. */
const NESTING_MAX = 2;

interface RwLockContext {
  /** Readers, sorted; an actor that reads twice is in it twice. */
  readonly readers: readonly string[];
  readonly writer: string | null;
  /** The writer that has announced itself. */
  readonly waiting: string | null;
  readonly broken: boolean;
}

const count = (names: readonly string[], name: string): number =>
  names.filter((n) => n === name).length;

/** Whether `by` would get the lock for reading now. */
export const admitsReader = ({ readers, writer, waiting }: RwLockContext, by: string): boolean =>
  count(readers, by) < NESTING_MAX && (writer === by || (writer === null && waiting === null));

/** Whether `by` would get the lock for writing now. */
const admitsWriter = ({ readers, writer, waiting }: RwLockContext, by: string): boolean =>
  readers.length === 0 && writer === null && (waiting === null || waiting === by);

/**
 * The lock for code in which nobody reads inside a read: whoever does breaks it. It has 2 local states
 * where the other one has 3, for each actor, so many actors can share it.
 */
export const flatRwLock = rwLockFor(1);

export const rwLock = rwLockFor(NESTING_MAX);

function rwLockFor(nesting: number) {
  return setup({
    types: { context: {} as RwLockContext, events: {} as RwLockEvent },
  }).createMachine({
    id: 'rwLock',
    context: { readers: [], writer: null, waiting: null, broken: false },
    initial: 'working',
    states: {
      working: {
        on: {
          READ: [
            {
              guard: ({ context, event }) =>
                admitsReader(context, event.by) && count(context.readers, event.by) < nesting,
              actions: assign({
                readers: ({ context, event }) => [...context.readers, event.by].sort(),
              }),
            },
            {
              guard: ({ context, event }) => admitsReader(context, event.by),
              target: 'broken',
            },
          ],
          READ_DONE: [
            {
              guard: ({ context, event }) => context.readers.includes(event.by),
              actions: assign({
                readers: ({ context, event }) =>
                  context.readers.toSpliced(context.readers.indexOf(event.by), 1),
              }),
            },
            { target: 'broken' },
          ],
          WRITE: {
            guard: ({ context, event }) => admitsWriter(context, event.by),
            actions: assign({ writer: ({ event }) => event.by, waiting: null }),
          },
          QUEUE: {
            guard: ({ context }) =>
              context.readers.length > 0 && context.writer === null && context.waiting === null,
            actions: assign({ waiting: ({ event }) => event.by }),
          },
          WRITE_DONE: [
            {
              guard: ({ context, event }) => context.writer === event.by,
              actions: assign({ writer: null }),
            },
            { target: 'broken' },
          ],
        },
      },
      broken: { entry: assign({ readers: [], writer: null, waiting: null, broken: true }) },
    },
  });
}

/**
 * Who must act before `actor` can have the lock: the writer, the announced writer, and for a writer
 * all readers. Whoever holds the lock already and waits for it again waits for itself too.
 */
export const rwLockBlockers: Blockers<typeof rwLock> = ({ context }, mode, actor) => {
  const admitted = mode === 'read' ? admitsReader(context, actor) : admitsWriter(context, actor);
  if (admitted || context.broken) return [];
  const { readers, writer, waiting } = context;
  const announced = mode === 'write' && waiting === actor ? null : waiting;
  const ahead = [writer, announced].filter((name) => name !== null);
  const holdsIt = readers.includes(actor) ? [actor] : [];
  return [...new Set([...ahead, ...(mode === 'write' ? readers : holdsIt)])];
};

/** How a reader-writer lock is shown: `free`, `R vcpu0 vcpu1`, `W dom0`, and who waits to write. */
export function showRwLock({ context }: SnapshotFrom<typeof rwLock>): string {
  const { readers, writer, waiting, broken } = context;
  if (broken) return 'broken';
  const parts = [
    ...(writer === null ? [] : [`W ${writer}`]),
    ...(readers.length === 0 ? [] : [`R ${readers.join(' ')}`]),
    ...(waiting === null ? [] : [`(${waiting} waits)`]),
  ];
  return parts.length === 0 ? 'free' : parts.join(' ');
}
