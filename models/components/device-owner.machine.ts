/**
 * Which device list a pdev is on, seen from the domain under study.
 *
 * Models `pdev->domain` together with the device lists (xen/drivers/passthrough/pci.c). The domain
 * whose vCPUs are modelled is `here`; `elsewhere` is any other domain, dom_io and dom_xen included.
 * `unlinked` is a pdev that was taken off the list of this domain and still names it as its domain, as
 * between list_del and free in pci_remove_device; `unowned` has no domain yet, or another one.
 */

import { setup } from 'xstate';

export type DeviceOwnerEvent = {
  readonly type: 'TO_HERE' | 'TO_ELSEWHERE' | 'UNLINK' | 'DISOWN';
};

export const deviceOwner = {
  here: ownerStartingAt('here'),
  elsewhere: ownerStartingAt('elsewhere'),
};

function ownerStartingAt(starts: 'here' | 'elsewhere') {
  return setup({ types: { events: {} as DeviceOwnerEvent } }).createMachine({
    id: 'deviceOwner',
    initial: starts,
    states: {
      here: { on: { TO_ELSEWHERE: 'elsewhere', UNLINK: 'unlinked' } },
      elsewhere: { on: { TO_HERE: 'here', UNLINK: 'unowned' } },
      unlinked: { on: { DISOWN: 'unowned' } },
      unowned: {
        on: {
          TO_HERE: 'here',
          TO_ELSEWHERE: 'elsewhere',
          UNLINK: { target: 'unowned' },
          DISOWN: { target: 'unowned' },
        },
      },
    },
  });
}
