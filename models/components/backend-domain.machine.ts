/**
 * A domain that runs a backend: whether it lives, under which domain id, in which incarnation.
 *
 * Models `struct domain` as far as a frontend can tell (xen/common/domain.c, xen/common/domid.c). A
 * domain that is built anew after its death may get its old id or another one; the incarnation is what
 * the model remembers so that the two can be told apart, the real id alone does not tell.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type BackendDomainEvent =
  | { readonly type: 'BOOT' }
  | { readonly type: 'DIE' }
  /** Built anew after its death. */
  | { readonly type: 'REBOOT' };

/**
 * @param domids the ids a domain has, one for each incarnation
 * @param starts whether it has to boot first
 */
export function backendDomain(
  domids: readonly [number, ...number[]],
  starts: 'off' | 'running' = 'off',
) {
  return setup({
    types: {
      context: {} as { readonly domid: number; readonly incarnation: number },
      events: {} as BackendDomainEvent,
    },
  }).createMachine({
    id: 'backendDomain',
    context: { domid: domids[0], incarnation: 0 },
    initial: starts,
    states: {
      off: { on: { BOOT: 'running', DIE: 'dead' } },
      running: { on: { DIE: 'dead' } },
      dead: {
        on: {
          REBOOT: {
            guard: ({ context }) => context.incarnation + 1 < domids.length,
            target: 'running',
            actions: assign(({ context: { incarnation } }) => ({
              incarnation: incarnation + 1,
              domid: domids[incarnation + 1] ?? domids[0],
            })),
          },
        },
      },
    },
  });
}

type BackendDomainSnapshot = SnapshotFrom<ReturnType<typeof backendDomain>>;

/** How it is shown: its id, which incarnation it is if not the first, and whether it lives. */
export function showBackendDomain(s: BackendDomainSnapshot): string {
  const { domid, incarnation } = s.context;
  return `dom${domid}${incarnation === 0 ? '' : ` #${incarnation}`} ${String(s.value)}`;
}
