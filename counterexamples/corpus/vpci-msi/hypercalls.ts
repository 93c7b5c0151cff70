/** Defects of hypercalls about interrupts, of pciback, and of the destruction of a guest. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, none } from './defect.ts';

/** Repaired, and with what lets the requirement be put to the test: dom0 may assign the device. */
const assigned = { paths: ['MAP', 'ASG'], defects: [] } as const;

export const hypercallDefects: readonly DefectEntry[] = [
  defect({
    id: 'XSA-237',
    title: 'A guest maps the MSI of a device that is not its own',
    story:
      'map_domain_pirq looked the device up by its address and did not ask who owns it. A guest that may map interrupts could have the MSI of any device mapped and bound to itself.',
    source: 'XSA-237, CVE-2017-15590, first part; 3308374b1b (2017-10-12); toggle MSI_UNOWNED',
    confidence: 'confirmed',
    defect: { start: 'elsewhere', paths: ['MAP', 'IRQ'], defects: ['MSI_UNOWNED'] },
    property: 'IRQ-OWNER',
    depth: 19,
    fix: 'The device is looked up among those of the domain (3308374b1b).',
    fixed: { paths: ['MAP', 'ASG', 'IRQ'], defects: [] },
  }),
  defect({
    id: 'XSA-237-CFG',
    title: 'A guest has the MSI registers of a device written that is not its own',
    story:
      'The same, seen from the device: enabling its MSI reads and writes its config space, in the name of a guest that does not own it.',
    source: 'XSA-237, CVE-2017-15590, first part; 3308374b1b (2017-10-12); toggle MSI_UNOWNED',
    confidence: 'confirmed',
    defect: { start: 'elsewhere', paths: ['MAP'], defects: ['MSI_UNOWNED'] },
    property: 'OWNER-CFG',
    depth: 6,
    fix: 'The device is looked up among those of the domain (3308374b1b).',
    fixed: assigned,
  }),
  defect({
    id: 'XSA-237-TWICE',
    title: 'MSI that is enabled twice loses its descriptor on the error path',
    story:
      'Enabling MSI that was enabled already handed out the descriptor that was there. If mapping failed afterwards, the error path freed it as if it had been made for this call, and the pirq that was mapped before went on referring to it.',
    source: 'XSA-237, CVE-2017-15590, second part; a46126fec2 (2017-10-12); toggle MSI_REDUNDANT',
    confidence: 'confirmed',
    defect: { start: 'on', paths: ['MAP'], defects: ['MSI_REDUNDANT'] },
    property: 'NO-UAF',
    depth: 20,
    fix: 'Enabling MSI twice is an error (a46126fec2).',
    fixed: none,
  }),
  defect({
    id: 'XSA-46',
    title: 'An interrupt that could not be mapped stays permitted',
    story:
      'map_domain_pirq gives the guest access to the host IRQ before it maps it. On the error path the access was not taken back.',
    source: 'XSA-46, CVE-2013-1919; 545607eb3c (2013-04-18); toggle IRQ_KEPT',
    confidence: 'confirmed',
    defect: { paths: ['MAP'], defects: ['IRQ_KEPT'] },
    property: 'IRQ-ACCESS',
    depth: 9,
    fix: 'The error path revokes what was granted (545607eb3c).',
    fixed: { start: 'on', defects: [] },
  }),
  defect({
    id: 'XSA-46-NUMBER',
    title: 'Permission for an interrupt is looked up under the number of the guest',
    story:
      'Whether a guest may map a host IRQ was asked of the number that the guest had chosen for it, not of the host IRQ. With a number that is permitted it could map the interrupt of a device of another domain.',
    source: 'XSA-46, CVE-2013-1919; 545607eb3c (2013-04-18); toggle IRQ_GUEST_NUMBER',
    confidence: 'confirmed',
    defect: {
      ...{ devices: 2, start: 'on' },
      ...{ paths: ['MAP', 'IRQ'], defects: ['IRQ_GUEST_NUMBER'] },
    },
    property: 'IRQ-OWNER',
    depth: 12,
    fix: 'Access is tracked by host IRQ (545607eb3c).',
    fixed: none,
  }),
  defect({
    id: 'XSA-87',
    title: 'Any domain may prepare MSI-X of any device',
    story:
      'PHYSDEVOP_prepare_msix and its counterpart are for dom0, but nobody asked who calls. A guest could have MSI-X of any device masked and its table mapped, or taken away.',
    source: 'XSA-87, CVE-2014-1666; 9c7e789a1b (2014-01-24); toggle PREP_ANYBODY',
    confidence: 'confirmed',
    defect: { start: 'elsewhere', paths: ['PREP'], defects: ['PREP_ANYBODY'] },
    property: 'OWNER-CFG',
    depth: 3,
    fix: 'The caller must be privileged (9c7e789a1b).',
    fixed: { paths: ['MAP', 'PREP', 'ASG'], defects: [] },
  }),
  defect({
    id: 'XSA-96',
    title: 'An emulated MSI names a pirq that does not exist',
    story:
      'A guest may route an emulated MSI to one of its pirqs by number. hvm_inject_msi followed the pointer it got for that number without a look.',
    source: 'XSA-96; 6f4cc0ac41 (2014-06-03), of which the head was read; toggle INJ_UNCHECKED',
    confidence: 'reported',
    defect: { paths: ['INJ'], defects: ['INJ_UNCHECKED'] },
    property: 'NO-NULL',
    depth: 2,
    fix: 'The pointer is tested (6f4cc0ac41).',
    fixed: none,
  }),
  defect({
    id: 'XSA-157',
    title: 'pciback enables and disables MSI whatever the state of the device',
    story:
      'A PV guest asks pciback in dom0 to enable and disable MSI and MSI-X of its device. pciback passed everything on to the kernel, which takes it for granted that MSI is enabled before it is disabled, and not twice.',
    source: 'XSA-157, CVE-2015-8551; secondary source; toggle BACK_UNCHECKED',
    confidence: 'reported',
    defect: { paths: ['BACK'], defects: ['BACK_UNCHECKED'] },
    property: 'ASSERT-FREE',
    depth: 2,
    fix: 'Pciback looks at the state of the device first.',
    fixed: none,
  }),
  defect({
    id: 'XSA-360',
    title: 'A destroyed guest leaves pirqs mapped that nobody finds any more',
    story:
      'To keep shared pirqs from being unbound twice, destruction took each off the tree of the domain as it unbound it. What unmaps pirqs later walks that tree, and missed them.',
    source: 'XSA-360; 58427889f5 (2021-01-21); toggle UNBIND_DELISTS',
    confidence: 'confirmed',
    defect: { vcpus: 0, start: 'on', paths: ['DOM'], defects: ['UNBIND_DELISTS'] },
    property: 'NO-RESIDUE',
    depth: 14,
    fix: 'A flag says that a pirq is unbound, and it stays in the tree (58427889f5).',
    fixed: none,
  }),
  defect({
    id: 'XSA-395-IRQ',
    title: 'Destruction forgets that it was to be called again',
    story:
      'Cleaning a pirq whose interrupt is in flight asks for the whole to be called again. The loop over pirqs went on to the next one, whose success overwrote the request, and destruction continued.',
    source: 'XSA-395, CVE-2022-23035; 9480a1a519 (2022-01-05); toggle ITERATE_ON',
    confidence: 'confirmed',
    defect: {
      ...{ vcpus: 0, vectors: 2, start: 'on' },
      ...{ paths: ['DOM', 'IRQ'], defects: ['ITERATE_ON'] },
    },
    property: 'CLEAN-WHOLE',
    depth: 10,
    fix: 'The loop stops at the first error (9480a1a519).',
    fixed: none,
  }),
];
