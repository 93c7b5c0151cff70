/** Defects of resets: what must stay, and what must go. */

import type { DefectEntry } from '../../catalogue.ts';
import { asInTheText, defect, mapping } from './defect.ts';

export const resetDefects: readonly DefectEntry[] = [
  defect({
    id: 'nonStickyBypass',
    title: 'Device reset opens all endpoints that the firmware had closed',
    story:
      'A machine starts with bypass = 1, so that firmware without a driver can load the kernel. Software closes the door by writing 0. The driver of the OS begins, as every virtio driver does, with a device reset; in the first drafts that set the field back to its initial value, and every endpoint was open again until the driver had attached it. The shortest trace is the mirror image: the field is 0 at first, and a 1 is lost.',
    source:
      'F10, Y4: virtio-dev, "virtio-iommu: Rework the bypass feature" v1 to v3, October 2021; 41644c17c971',
    confidence: 'confirmed',
    defect: { offered: ['BYPASS_CONFIG'], defects: ['nonStickyBypass'] },
    property: 'StickyBypass',
    depth: 8,
    fix: 'The field is sticky: device reset does not change it, only system reset does.',
    fixed: asInTheText,
  }),
  defect({
    id: 'noSystemRestore',
    title: 'System reset hands the choice of one OS to the next',
    story:
      'A field that is sticky over device reset needs something that restores it. An OS writes bypass = 1 and the machine is rebooted; without a restore at system reset the firmware and the OS that start then find all endpoints open.',
    source: 'F11, Y5: virtio-dev, review of "Rework the bypass feature", 2021-10-14 to 2021-10-22',
    confidence: 'confirmed',
    defect: { offered: ['BYPASS_CONFIG'], systemReset: true, defects: ['noSystemRestore'] },
    property: 'RestoredBypass',
    depth: 11,
    fix: 'System reset gives the field its initial value.',
    fixed: asInTheText,
  }),
  defect({
    id: 'F1',
    title: 'Device reset leaves domains, mappings and attachments as they are',
    story:
      'The cleanup of the device was moved from the hook that every virtio reset calls to a later phase of bus and system resets. A driver that writes 0 to the status does not get there: all endpoints stay in their domains, and all mappings stay in force under the next driver.',
    source: 'Q1, H1: QEMU since d261b84d35 (10.0), by reading; cloud-hypervisor ae44c2971 alike',
    confidence: 'reported',
    defect: { defects: ['resetKeepsDomains'] },
    property: 'ResetDetachesAll',
    depth: 14,
    fix: 'The device cleans up whenever its status is set to 0.',
    fixed: asInTheText,
  }),
  defect({
    id: 'resetKeepsDomains',
    title: 'The domain that a new driver makes has the mappings of the old one',
    story:
      'After a reset that detached nobody, a new driver attaches its first endpoint to a domain of its own and takes it for empty. The domain exists already, with what the previous driver has mapped there, and the endpoint reaches all of it.',
    source: 'Q1, H1; toggle resetKeepsDomains: QEMU since d261b84d35 (10.0), by reading',
    confidence: 'reported',
    defect: { ...mapping, defects: ['resetKeepsDomains'] },
    property: 'FreshDomainEmpty',
    depth: 24,
    fix: 'The device cleans up whenever its status is set to 0.',
    fixed: asInTheText,
  }),
];
