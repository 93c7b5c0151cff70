/**
 * The tables of a virtio-iommu: to which domain an endpoint is attached, what kind a domain is, and
 * what one page of a domain's I/O virtual address space is mapped to.
 *
 * Models the device operations of oasis-tcs/virtio-spec at 15f488c, device-types/iommu/description.tex. A domain exists while some endpoint is attached to it;
 * ATTACH makes it, and there is no request that does nothing else. A mapping is the unit that one MAP
 * made; one of two pages has a head and a tail.
 */

import { assign, setup } from 'xstate';

export type AttachmentEvent =
  | { readonly type: 'ATTACH'; readonly domain: number }
  /** The same, for one that is known to be where it was. */
  | { readonly type: 'MOVE'; readonly from: number | null; readonly domain: number }
  /** ATTACH of one that is not there, by a device that does not look. */
  | { readonly type: 'ENTER'; readonly domain: number }
  | { readonly type: 'DETACH' }
  | { readonly type: 'LEAVE'; readonly from: number }
  | { readonly type: 'UNPLUG' }
  | { readonly type: 'PLUG' };

function attachments(starts: 'present' | 'absent') {
  return setup({
    types: { context: {} as { readonly domain: number | null }, events: {} as AttachmentEvent },
  }).createMachine({
    id: 'attachment',
    context: { domain: null },
    initial: starts,
    states: {
      present: {
        on: {
          ATTACH: { actions: assign({ domain: ({ event }) => event.domain }) },
          MOVE: {
            guard: ({ context, event }) => context.domain === event.from,
            actions: assign({ domain: ({ event }) => event.domain }),
          },
          UNPLUG: 'absent',
        },
      },
      absent: {
        on: {
          PLUG: 'present',
          ENTER: { actions: assign({ domain: ({ event }) => event.domain }) },
        },
      },
    },
    on: {
      DETACH: { actions: assign({ domain: null }) },
      LEAVE: {
        guard: ({ context, event }) => context.domain === event.from,
        actions: assign({ domain: null }),
      },
    },
  });
}

/** An endpoint as the device knows it. What it was attached to is kept by whoever only unplugs it. */
export const attachment = attachments('present');

/** An endpoint that the device does not know, because its requests do not come with its own requester id. */
export const unknownEndpoint = attachments('absent');

export type DomainKind = 'plain' | 'bypass';

export type ViommuDomainEvent =
  /** Accepted while the domain is absent or of that kind already. */
  { readonly type: 'JOIN'; readonly kind: DomainKind } | { readonly type: 'DROP' };

/** A domain. Its kind is that of the ATTACH that made it. */
export const viommuDomain = setup({
  types: { events: {} as ViommuDomainEvent },
  guards: {
    plain: ({ event }) => event.type === 'JOIN' && event.kind === 'plain',
    bypass: ({ event }) => event.type === 'JOIN' && event.kind === 'bypass',
  },
}).createMachine({
  id: 'viommuDomain',
  initial: 'absent',
  states: {
    absent: {
      on: {
        JOIN: [
          { guard: 'plain', target: 'plain' },
          { guard: 'bypass', target: 'bypass' },
        ],
      },
    },
    plain: { on: { JOIN: { guard: 'plain', target: 'plain' } } },
    bypass: { on: { JOIN: { guard: 'bypass', target: 'bypass' } } },
  },
  on: { DROP: '.absent' },
});

/** Flags of MAP; `mmio` is read, write and MMIO, the others say what there is beside MMIO. */
export type Permission = '0' | 'r' | 'w' | 'rw' | 'mmio-0' | 'mmio-r' | 'mmio-w' | 'mmio';

/** Whether a mapping with these flags lets an endpoint write. */
export function lets(permission: Permission, access: 'r' | 'w'): boolean {
  return permission === 'mmio' || permission.includes(access);
}

/** What is mapped somewhere: a page of guest memory, and the flags. */
export interface Target {
  readonly page: number;
  readonly flags: Permission;
}

/** Which part of a mapping a page is; one of a single page is its own head. */
export type Part = 'single' | 'head' | 'tail';

interface MappingContext {
  readonly page: number;
  readonly flags: Permission;
  readonly part: Part;
}

export type MappingEvent =
  | ({ readonly type: 'SET'; readonly part: Part } & Target)
  | { readonly type: 'CLEAR' };

/** One page of a domain's address space. */
export const iovaPage = setup({
  types: { context: {} as { readonly to: MappingContext | null }, events: {} as MappingEvent },
}).createMachine({
  id: 'iovaPage',
  context: { to: null },
  on: {
    SET: {
      actions: assign({
        to: ({ event }) => ({ page: event.page, flags: event.flags, part: event.part }),
      }),
    },
    CLEAR: { actions: assign({ to: null }) },
  },
});

/** How an attachment is shown. */
export function showAttachment(endpoint: {
  readonly value: unknown;
  readonly context: { readonly domain: number | null };
}): string {
  const { domain } = endpoint.context;
  const where = domain === null ? 'unattached' : `in d${domain}`;
  return endpoint.value === 'present' ? where : domain === null ? 'absent' : `absent, ${where}`;
}

/** How a target is shown: `p1 rw`. */
export function showTarget(to: Target | null): string {
  return to === null ? '–' : `p${to.page} ${to.flags}`;
}

/** How a page of a domain is shown. */
export function showMapping({
  context: { to },
}: {
  readonly context: { readonly to: MappingContext | null };
}): string {
  return to === null || to.part === 'single' ? showTarget(to) : `${showTarget(to)} ${to.part}`;
}
