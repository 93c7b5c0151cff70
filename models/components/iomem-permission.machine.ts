/**
 * Whether a domain may have a machine frame of a device mapped.
 *
 * Models one frame of `d->iomem_caps` as XEN_DOMCTL_iomem_permission changes it
 * (xen/common/domctl.c). Permission is for whole pages, so a frame that two devices share is permitted
 * or denied as a whole.
 */

import { setup } from 'xstate';

export type IomemPermissionEvent = { readonly type: 'GRANT' | 'REVOKE' };

/** @param starts whether it is granted at first */
export function iomemPermissionOf(starts: 'granted' | 'denied') {
  return setup({ types: { events: {} as IomemPermissionEvent } }).createMachine({
    id: 'iomemPermission',
    initial: starts,
    states: {
      granted: { on: { REVOKE: 'denied', GRANT: { target: 'granted' } } },
      denied: { on: { GRANT: 'granted', REVOKE: { target: 'denied' } } },
    },
  });
}
