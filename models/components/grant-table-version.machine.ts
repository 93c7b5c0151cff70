/**
 * The version of a grant table, and how many operations of version 2 are under way without its lock.
 *
 * Models `gt_version` and `nr_v2_ops` of struct grant_table (xen/common/grant_table.c since 96dfeb4177).
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type GrantTableVersionEvent =
  | { readonly type: 'SWITCH'; readonly to: 1 | 2 }
  | { readonly type: 'BEGIN' | 'END' };

/** @param operations how many there may be at once */
export function grantTableVersion(operations: number) {
  return setup({
    types: {
      context: {} as { readonly version: 1 | 2; readonly operations: number },
      events: {} as GrantTableVersionEvent,
    },
  }).createMachine({
    id: 'grantTableVersion',
    context: { version: 2, operations: 0 },
    on: {
      SWITCH: {
        guard: ({ context, event }) => context.version !== event.to,
        actions: assign({ version: ({ event }) => event.to }),
      },
      BEGIN: {
        guard: ({ context }) => context.operations < operations,
        actions: assign({ operations: ({ context }) => context.operations + 1 }),
      },
      END: {
        guard: ({ context }) => context.operations > 0,
        actions: assign({ operations: ({ context }) => context.operations - 1 }),
      },
    },
  });
}

/** How it is shown: the version, and what is under way. */
export function showGrantTableVersion({
  context,
}: SnapshotFrom<ReturnType<typeof grantTableVersion>>): string {
  const { version, operations } = context;
  return `v${version}${operations === 0 ? '' : `, ${operations} under way`}`;
}
