/**
 * The queue by which drivers tell an IOMMU to drop cached entries, and for each CPU the one word in
 * memory that the hardware writes when it is done.
 *
 * Models the queued invalidation interface of VT-d, the command buffer of AMD and the command queue of
 * an SMMUv3: commands are carried out in order and at the hardware's own time; the CPU spins until its
 * word says that a command is complete (xen/drivers/passthrough/vtd/qinval.c: queue_invalidate_wait
 * and its poll slot). The word does not say which command; that does no harm as long as nobody goes on
 * without it (7c893abc4e).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type InvalidationQueueEvent =
  /** A CPU writes a command and asks for word of its completion. */
  | { readonly type: 'SUBMIT'; readonly by: string; readonly command: string }
  /** The hardware carries out the oldest command; accepted only if it is this one. */
  | { readonly type: 'EXECUTE'; readonly command: string }
  /** The CPU reads that its command is complete. */
  | { readonly type: 'COMPLETE'; readonly by: string }
  /** The CPU has not been told yet, and goes on. */
  | { readonly type: 'GIVE_UP'; readonly by: string }
  /** The CPU takes back its command, which is the oldest and will not be answered, and goes on. */
  | { readonly type: 'ABORT'; readonly by: string; readonly command: string };

/** More commands than this are never outstanding: two CPUs wait for one each, or one has given up. */
const COMMANDS_MAX = 2;

interface Submitted {
  readonly by: string;
  readonly command: string;
}

interface Context {
  readonly commands: readonly Submitted[];
  /** CPUs whose word has been written, sorted. */
  readonly told: readonly string[];
}

const without = (names: readonly string[], name: string): readonly string[] =>
  names.filter((other) => other !== name);

export const invalidationQueue = setup({
  types: { context: {} as Context, events: {} as InvalidationQueueEvent },
}).createMachine({
  id: 'invalidationQueue',
  context: { commands: [], told: [] },
  on: {
    SUBMIT: {
      guard: ({ context }) => context.commands.length < COMMANDS_MAX,
      actions: assign(({ context, event: { by, command } }) => ({
        commands: [...context.commands, { by, command }],
        told: without(context.told, by),
      })),
    },
    EXECUTE: {
      guard: ({ context, event }) => context.commands[0]?.command === event.command,
      actions: assign(({ context: { commands, told } }) => ({
        commands: commands.slice(1),
        told: commands.slice(0, 1).flatMap(({ by }) => [...without(told, by), by].sort()),
      })),
    },
    COMPLETE: {
      guard: ({ context, event }) => context.told.includes(event.by),
      actions: assign({ told: ({ context, event }) => without(context.told, event.by) }),
    },
    GIVE_UP: {
      guard: ({ context, event }) => !context.told.includes(event.by),
      actions: assign({}),
    },
    ABORT: {
      guard: ({ context: { commands }, event }) =>
        commands[0]?.by === event.by && commands[0].command === event.command,
      actions: assign({ commands: ({ context }) => context.commands.slice(1) }),
    },
  },
});

/** How it is shown: what is outstanding, and who has been told that something is complete. */
export function showInvalidationQueue({ context }: SnapshotFrom<typeof invalidationQueue>): string {
  const waiting = context.commands.map(({ command }) => command).join(', ') || 'empty';
  return context.told.length === 0 ? waiting : `${waiting}; ${context.told.join(', ')} told`;
}
