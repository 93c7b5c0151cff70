/** What becomes of deferred work while it waits. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, split } from './defect.ts';

const table = { scheme: 'S4', vcpus: 2, bars: 2, frames: 2, paths: ['CMD', 'BAR'] } as const;
const odd = { scheme: 'S4', subpage: true, paths: ['CMD', 'BAR'] } as const;

export const pendingDefects: readonly DefectEntry[] = [
  defect({
    id: 'V-17-MAP',
    title: 'S4: work from before a reset turns decode on with nothing mapped',
    story:
      'A slot outlives the reset of its device. Deferred work finds a live vpci, the right owner and range sets that are empty because they are new, so it maps nothing and sets all flags. When the guest turns decode on, nothing changes any more, and nothing is mapped.',
    source: 'D4b; by reading; toggle PEND_ABA',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', paths: ['CMD', 'RST'], repairs: ['UNMAP'] },
    property: 'MAP-IFF-DECODE',
    depth: 45,
    fix: 'Reset empties the slots that name the device, and deferred work looks at its slot again under the lock (S5).',
    fixed: { repairs: ['CANCEL', 'UNMAP'] },
  }),
  defect({
    id: 'V-18',
    title: 'S4: a BAR that moves under pending work maps an MSI-X table',
    story:
      'The set of frames is computed when decode is turned on, the machine frame only when the page is mapped, from where the BAR is by then. If it has been moved in between, another page of the device is mapped: here the table in the BAR beside it, for which the guest has permission.',
    source: 'D4c; by reading; toggle PEND_MOVE',
    confidence: 'hypothesis',
    defect: { ...table, msix: true },
    property: 'MSIX-HIDDEN',
    depth: 42,
    fix: 'Work keeps the bases it was computed from, and a BAR counts as enabled once work is queued (S5).',
    fixed: { scheme: 'S5' },
  }),
  defect({
    id: 'PEND_MOVE',
    title: 'S4: a BAR that moves under pending work is mapped where it never was',
    story:
      'The same without MSI-X: the first BAR moves while its map is pending, and the frame it was to be in gets a page of the second one.',
    source: 'D4c; by reading; toggle PEND_MOVE',
    confidence: 'hypothesis',
    defect: table,
    property: 'BAR-BASE',
    depth: 41,
    fix: 'No config write to a device while another vCPU has work on it outstanding; nobody has posted that.',
    fixed: { repairs: ['EXCLUSIVE'] },
  }),
  defect({
    id: 'V-19',
    title: 'S4: a failed decode toggle leaves a set that the next one trips over',
    story:
      'A BAR smaller than a page whose offset does not match makes modify_bars return early. The sets of the BARs before it stay filled, and the next toggle asserts that they are empty.',
    source: 'D4d; 20250814160358.95543-2-roger.pau@citrix.com (August 2025); toggle PEND_STALE_SET',
    confidence: 'confirmed',
    defect: { ...odd, bars: 2 },
    property: 'ASSERT-FREE',
    depth: 27,
    fix: 'The sets are emptied on errors (the patch named).',
    fixed: { repairs: ['PURGE'] },
  }),
  defect({
    id: 'V-19-BASE',
    title: 'S4: frames left from a failed toggle are mapped from a new base',
    story:
      'In a release build the next toggle adds to what is left. If the BAR has been moved in between, the old frames are mapped too, counted from the new base.',
    source: 'D4d; by reading; toggle PEND_STALE_SET',
    confidence: 'hypothesis',
    defect: { ...odd, bars: 2, frames: 2 },
    property: 'BAR-BASE',
    depth: 60,
    fix: 'The sets are emptied on errors (20250814160358.95543-2-roger.pau@citrix.com).',
    fixed: { repairs: ['PURGE'] },
  }),
  defect({
    id: 'D4n',
    title: 'S4: a failed decode toggle stays in the view of the guest',
    story:
      'The guest’s copy of the command register is written first, modify_bars is called after. When that fails, the guest reads decode on, and hardware and p2m have it off.',
    source: 'D4n; by reading',
    confidence: 'hypothesis',
    defect: odd,
    property: 'VIEW',
    depth: 18,
    fix: 'A failed toggle takes decode back from the view; nobody has posted that.',
    fixed: { repairs: ['PURGE', 'UNDO'] },
  }),
  defect({
    id: 'V-20',
    title: 'S4: decode is turned off while it is being turned on',
    story:
      'While the map of one vCPU is pending, another one clears decode. BARs do not count as mapped yet, so this changes nothing; then the first one finishes its map and writes the register with decode on.',
    source: 'D4e; the comment in defer_map warns of parallel operations; toggle PEND_OPPOSITE',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', vcpus: 2 },
    property: 'VIEW',
    depth: 33,
    fix: 'Flags and register change when work is queued (S5).',
    fixed: { scheme: 'S5' },
  }),
  defect({
    id: 'V-20-MAP',
    title: 'S4: a device that is off stays mapped',
    story:
      'The same race, seen from the p2m: the guest has decode off, nobody is at work on the device, and its BAR is mapped.',
    source: 'D4e; by reading; toggle PEND_OPPOSITE',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', vcpus: 2 },
    property: 'MAP-IFF-DECODE',
    depth: 33,
    fix: 'No config write to a device while another vCPU has work on it outstanding; nobody has posted that.',
    fixed: { repairs: ['EXCLUSIVE'] },
  }),
  defect({
    id: 'PEND_LOSTBITS-VIEW',
    title: 'S4: deferred work takes INTX_DISABLE back from hardware',
    story:
      'The whole command value waits with the work. When another vCPU enables MSI meanwhile, INTX_DISABLE is set in hardware and in the guest’s view; the deferred write clears it in hardware only.',
    source: '3.4 and 3.5 of the survey; by reading; toggle PEND_LOSTBITS',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', vcpus: 2, paths: ['CMD', 'MSI'], repairs: ['COMMAND_WAITS'] },
    property: 'VIEW',
    depth: 33,
    fix: 'No config write to a device while another vCPU has work on it outstanding; nobody has posted that.',
    fixed: { repairs: ['EXCLUSIVE'] },
  }),
  defect({
    id: 'V-25',
    title: 'S4: a failed ROM map clears the command register',
    story:
      'Work on a ROM stores a command value that is made up and not meant to be written. When the map fails, it is written all the same, without decode: no bit is left, and the BARs of the device, which are mapped, do not answer any more.',
    source: 'D4j; by reading, c447b7308b: vpci_process_pending, modify_decoding; toggle ROM_FAIL',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', profile: 'hwdom', frames: 2, paths: ['CMD', 'ROM', 'FAIL_ROM'] },
    property: 'VIEW',
    depth: 44,
    fix: 'A failed ROM map leaves the command register alone; S5 does away with the path.',
    fixed: { repairs: ['ROM_KEEP'] },
  }),
  defect({
    id: 'D4s',
    title: 'S4: a range set is purged while another vCPU consumes it',
    story:
      'Two vCPUs can have work on one device, both under the lock in read mode. When the work of one fails, it purges the range sets without their locks, and the other one goes on with a range that is freed.',
    source: 'D4s; by reading, c447b7308b: vpci_process_pending, rangeset_purge',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', vcpus: 2 },
    property: 'NO-UAF-RANGE',
    depth: 87,
    fix: 'Every task has range sets of its own (S5).',
    fixed: { scheme: 'S5' },
  }),
  defect({
    id: 'S5-UNORDERED',
    title: 'S5: two tasks of opposite directions are run in either order',
    story:
      'Tasks are queued per vCPU. When one vCPU turns decode on and another one turns it off, flags and register have the order of the writes, and the p2m that of the work: the guest ends with decode off and its BAR mapped. Found by this model; not in the notes it was made from.',
    source: 'found by the model; 20260708210233.922275-1-stewart.hildebrand@amd.com, as described',
    confidence: 'hypothesis',
    defect: { scheme: 'S5', vcpus: 2, arch: 'Arm' },
    property: 'MAP-IFF-DECODE',
    depth: 34,
    fix: 'No config write to a device while another vCPU has work on it outstanding; nobody has posted that.',
    fixed: { repairs: ['EXCLUSIVE'] },
  }),
  defect({
    id: 'ARM_UNBOUNDED',
    title: 'Arm maps a whole BAR without a chance to be preempted',
    story:
      'On Arm map_mmio_regions takes a whole range at once, under the write lock of the range set. A comment in map_range has it as something to be done.',
    source: 'c447b7308b: map_range, "{un}map_mmio_regions doesn’t support preemption"',
    confidence: 'confirmed',
    defect: { scheme: 'S4', ...split, arch: 'Arm', pages: 2, frames: 2 },
    property: 'L-BOUNDED',
    depth: 15,
    fix: 'Mapping stops after a bounded number of pages, as on x86 since XSA-125.',
    fixed: { repairs: ['PREEMPT'] },
  }),
];
