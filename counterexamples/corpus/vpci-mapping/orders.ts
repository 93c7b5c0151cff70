/** When decode changes in hardware, relative to the p2m. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect, split } from './defect.ts';

export const orderDefects: readonly DefectEntry[] = [
  defect({
    id: 'V-29',
    title: 'S4: a BAR is mapped before its device decodes',
    story:
      'Deferred work updates the p2m first and the command register last. From the first page on until the register is written, the guest can reach a BAR whose device does not answer.',
    source:
      'D4q; 20250814160358.95543-4-roger.pau@citrix.com (August 2025); toggle ORDER_P2M_FIRST',
    confidence: 'confirmed',
    defect: { scheme: 'S4' },
    property: 'HW-DECODE',
    depth: 15,
    fix: 'The register is written before BARs are mapped and after they are unmapped; or decode stays on, as is planned.',
    fixed: split,
  }),
  defect({
    id: 'V-29-UR',
    title: 'S4: a peer device reads a BAR that does not answer',
    story:
      'Somebody looks through that window: a second vCPU, or a peer device that shares the p2m. The access ends as an unsupported request, which some platforms turn into a fatal error of the host.',
    source: 'D4q; XSA-120 for what follows; toggle ORDER_P2M_FIRST',
    confidence: 'confirmed',
    defect: { scheme: 'S4', paths: ['CMD', 'TOUCH'] },
    property: 'NO-UR',
    depth: 16,
    fix: 'Decode stays on, and the bit of the guest moves only the p2m, as is planned.',
    fixed: { order: 'always-on' },
  }),
  defect({
    id: 'ORDER_REG_FIRST',
    title: 'S5: a device stops answering before its BARs are unmapped',
    story:
      'With tasks the register is written when work is queued. That closes the window when BARs are mapped and opens one when they are unmapped: decode is off, and the pages are still there.',
    source:
      '3.4 of the survey; 20260708210233.922275-1-stewart.hildebrand@amd.com; toggle ORDER_REG_FIRST',
    confidence: 'hypothesis',
    defect: { scheme: 'S5' },
    property: 'HW-DECODE',
    depth: 26,
    fix: 'The register is written before BARs are mapped and after they are unmapped.',
    fixed: split,
  }),
  defect({
    id: 'PEND_EARLYFLIP',
    title: 'S1 and S3v8: the register changes after the first BAR',
    story:
      'In v5 and v8 modify_decoding stood inside the loop over BARs. When a device with two BARs is turned off, decode goes off after the first one, and the second one is still mapped.',
    source: 'D1j; patch 07 of v5; toggle PEND_EARLYFLIP',
    confidence: 'hypothesis',
    defect: { scheme: 'S4', ...split, bars: 2, defects: ['PEND_EARLYFLIP'] },
    property: 'HW-DECODE',
    depth: 41,
    fix: 'Flags and register change once all BARs are done (S4).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'BAR_MOVE_MAPPED',
    title: 'S1: a BAR moves while it is mapped',
    story:
      'The handler of v5 took a new base at any time. The p2m keeps the old place, which no later write of the command register unmaps.',
    source: 'D1l; patch 06 of v5; toggle BAR_MOVE_MAPPED',
    confidence: 'confirmed',
    defect: { scheme: 'S4', frames: 2, paths: ['CMD', 'BAR'], defects: ['BAR_MOVE_MAPPED'] },
    property: 'BAR-BASE',
    depth: 26,
    fix: 'A BAR write is ignored while the BAR is enabled (S4).',
    fixed: { defects: [] },
  }),
  defect({
    id: 'V-35',
    title: 'A BAR write is refused for a bit that cannot be cleared',
    story:
      'Some devices have decode hard-wired on. Command and BAR writes used to ask hardware whether decode is on, so a domain that has turned it off, and has nothing mapped, could neither size nor move its BARs.',
    source: 'D0g; 7abd7bc162 (2023)',
    confidence: 'confirmed',
    defect: {
      scheme: 'S4',
      profile: 'hwdom',
      hardwired: true,
      paths: ['BAR'],
      defects: ['DECODE_STICKY'],
    },
    property: 'BAR-WRITABLE',
    depth: 5,
    fix: 'What counts is whether the BAR is mapped, which is remembered (7abd7bc162).',
    fixed: { paths: ['CMD', 'BAR'], defects: [] },
  }),
];
