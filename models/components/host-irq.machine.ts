/**
 * A host IRQ, and the pirq by which a domain has it.
 *
 * Models `struct irq_desc` and `struct pirq` as far as it matters who gets the interrupt
 * (xen/arch/x86/irq.c: map_domain_pirq, unmap_domain_pirq, pirq_guest_bind, pirq_guest_unbind):
 *
 *     free     no domain has it
 *     mapped   a domain has a pirq for it; the interrupt goes nowhere
 *     bound    IRQ_GUEST is set: the interrupt is injected into that domain
 *
 * `listed` says that the pirq is in the tree by which its domain finds it again.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

/** A domain by name; a family that looks at one domain only says `here` and `elsewhere`. */
export type Domain = string;

export type HostIrqEvent =
  | { readonly type: 'MAP'; readonly domain: Domain }
  | { readonly type: 'UNMAP' }
  /** Unbound by who looks for the pirqs of a domain: accepted of that domain's only. */
  | { readonly type: 'UNBIND_OF'; readonly domain: Domain }
  /** Unmapped by somebody who finds it by the tree. */
  | { readonly type: 'UNMAP_LISTED' }
  | { readonly type: 'BIND' }
  | { readonly type: 'UNBIND' }
  /** `radix_tree_delete(&d->pirq_tree, ...)` while it is still mapped. */
  | { readonly type: 'DELIST' };

interface HostIrqContext {
  readonly domain: Domain | null;
  readonly listed: boolean;
}

const nobody: HostIrqContext = { domain: null, listed: false };

/** @param boundTo the domain it is bound to at first, or null */
export function hostIrq(boundTo: Domain | null) {
  return setup({
    types: { context: {} as HostIrqContext, events: {} as HostIrqEvent },
  }).createMachine({
    id: 'hostIrq',
    context: boundTo === null ? nobody : { domain: boundTo, listed: true },
    initial: boundTo === null ? 'free' : 'bound',
    states: {
      free: {
        on: {
          MAP: {
            target: 'mapped',
            actions: assign(({ event }) => ({ domain: event.domain, listed: true })),
          },
        },
      },
      mapped: {
        on: {
          BIND: 'bound',
          UNMAP: { target: 'free', actions: assign(nobody) },
          UNMAP_LISTED: {
            guard: ({ context }) => context.listed,
            target: 'free',
            actions: assign(nobody),
          },
          DELIST: { actions: assign({ listed: false }) },
        },
      },
      bound: {
        on: {
          UNBIND: 'mapped',
          UNBIND_OF: {
            guard: ({ context, event }) => context.domain === event.domain,
            target: 'mapped',
          },
          UNMAP: { target: 'free', actions: assign(nobody) },
        },
      },
    },
  });
}

type HostIrqSnapshot = SnapshotFrom<ReturnType<typeof hostIrq>>;

/** The domain an interrupt goes to now, or null. */
export function receiver(irq: HostIrqSnapshot): Domain | null {
  return irq.matches('bound') ? irq.context.domain : null;
}

/** How it is shown: what a domain has of it, which one, and whether that finds it again. */
export function showHostIrq(irq: HostIrqSnapshot): string {
  const { domain, listed } = irq.context;
  return domain === null ? 'free' : `${String(irq.value)} ${domain}${listed ? '' : ', not listed'}`;
}
