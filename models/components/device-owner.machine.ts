/**
 * Which device list a pdev is on, seen from the domain under study.
 *
 * Models `pdev->domain` together with `d->pdev_list` (xen/drivers/passthrough/pci.c). `here` is the
 * domain whose vCPUs are modelled; `elsewhere` is any other domain, dom_io and dom_xen included;
 * `unlisted` is a pdev on no domain's list, as between unlink and free.
 */

import { setup } from 'xstate';

export type DeviceOwnerEvent = {
  readonly type: 'TO_HERE' | 'TO_ELSEWHERE' | 'UNLINK';
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
      here: { on: { TO_ELSEWHERE: 'elsewhere', UNLINK: 'unlisted' } },
      elsewhere: { on: { TO_HERE: 'here', UNLINK: 'unlisted' } },
      unlisted: { on: { TO_HERE: 'here', TO_ELSEWHERE: 'elsewhere' } },
    },
  });
}
