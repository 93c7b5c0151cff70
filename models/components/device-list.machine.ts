/**
 * The device list a pdev is on, and the domain it names as its owner.
 *
 * Models `pdev->domain_list` and `pdev->domain`, which change in three statements, each of the lists
 * under the lock of its own domain (reassign_device_ownership in xen/drivers/passthrough/vtd/iommu.c):
 * in between the pdev is on no list. Unlike `device-owner.machine.ts`, which looks at one domain from
 * within, it tells domains apart by name.
 */

import { assign, type SnapshotFrom, setup } from 'xstate';

export type DeviceListEvent =
  /** `list_del`; accepted only while it is on the list of this domain. */
  | { readonly type: 'UNLINK'; readonly from: string }
  /** `pdev->domain = ...`. */
  | { readonly type: 'NAME'; readonly domain: string }
  /** `list_add`. */
  | { readonly type: 'LINK'; readonly to: string }
  /** All three at once, where one pointer says whose the device is (`group->domain` of Linux). */
  | { readonly type: 'MOVE'; readonly to: string };

/** @param starts the domain it belongs to at first */
export function deviceList(starts: string) {
  return setup({
    types: {
      context: {} as { readonly list: string | null; readonly domain: string },
      events: {} as DeviceListEvent,
    },
  }).createMachine({
    id: 'deviceList',
    context: { list: starts, domain: starts },
    initial: 'listed',
    states: {
      listed: {
        on: {
          UNLINK: {
            guard: ({ context, event }) => context.list === event.from,
            target: 'unlisted',
            actions: assign({ list: null }),
          },
          MOVE: { actions: assign(({ event: { to } }) => ({ list: to, domain: to })) },
        },
      },
      unlisted: {
        on: {
          NAME: { actions: assign({ domain: ({ event }) => event.domain }) },
          LINK: { target: 'listed', actions: assign({ list: ({ event }) => event.to }) },
        },
      },
    },
  });
}

/** How it is shown: the list it is on, and the domain it names where that is another one. */
export function showDeviceList({ context }: SnapshotFrom<ReturnType<typeof deviceList>>): string {
  const { list, domain } = context;
  if (list === domain) return domain;
  return list === null ? `on no list, names ${domain}` : `on the list of ${list}, names ${domain}`;
}
