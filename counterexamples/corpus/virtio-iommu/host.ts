/** Defects of the host behind the device: caches, pins, endpoints that come and go. */

import type { DefectEntry } from '../../catalogue.ts';
import { asInTheText, defect, mapping } from './defect.ts';

export const hostDefects: readonly DefectEntry[] = [
  defect({
    id: 'unpinBeforeFlush',
    title: 'The host gives a page back while the IOTLB still has it',
    story:
      'Unmapping at the host clears the entry, flushes the IOTLB and only then unpins the page. With the last two in the other order the host may give the page to another guest while the IOMMU still translates to it.',
    source: 'P8, P17: rule of VFIO type1; XEN 5a991ad8a5 and XSA-346 are of this class',
    confidence: 'confirmed',
    defect: { ...mapping, balloon: 1, pages: 2, defects: ['unpinBeforeFlush'] },
    property: 'HostContained',
    depth: 21,
    fix: 'Unmap, flush, then unpin.',
    fixed: asInTheText,
  }),
  defect({
    id: 'answerBeforeFlush',
    title: 'DETACH is answered before the IOTLB is flushed',
    story:
      'The device answers as soon as the entries are cleared and leaves the flush for later. The driver was told that the endpoint is detached, yet what it had mapped is reached for as long as the cache remembers it.',
    source: '9.4 number 7 of the survey: completion is the barrier; XSA-373 is of this class',
    confidence: 'hypothesis',
    defect: { ...mapping, defects: ['answerBeforeFlush'] },
    property: 'DetachedUnreachable',
    depth: 23,
    fix: 'A request is answered when its last flush has completed.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F48',
    title: 'With both bypass bits offered, bypass = 0 closes nothing',
    story:
      'The old bit opens unattached endpoints once it is accepted, the new one by a field. A device that offers both joins them by "or": a driver that accepts the old bit leaves all unattached endpoints open, whatever the field says. This is why the text says that a device should not offer both.',
    source: 'Y10, D4; toggle bothBypassBits: oasis-tcs/virtio-spec at 15f488c, Feature bits',
    confidence: 'reported',
    defect: { offered: ['BYPASS', 'BYPASS_CONFIG'] },
    property: 'BypassFieldDecides',
    depth: 3,
    fix: 'The device does not offer the old bit.',
    fixed: { offered: ['BYPASS_CONFIG'] },
  }),
  defect({
    id: 'F8',
    title: 'A device inherits the attachment of the one that was there before',
    story:
      'Endpoints are known by requester id. A device is unplugged, and neither the driver sends DETACH nor the virtual machine monitor cleans up; another device is plugged at the same place and finds itself in the domain of the first one.',
    source: '4.9; toggle unplugNoDetach: Linux sends DETACH since 809d0810e352 (2023)',
    confidence: 'confirmed',
    defect: { hotplug: true, unplug: 'keeps' },
    property: 'RidFreshOnPlug',
    depth: 18,
    fix: 'What is unplugged leaves its domain, by the hand of the driver or of the monitor.',
    fixed: { unplug: 'detaches' },
  }),
];
