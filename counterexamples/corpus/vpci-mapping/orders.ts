/** When decode changes in hardware, relative to the p2m. */

import type { DefectEntry } from '../../catalogue.ts';
import { defect } from './defect.ts';

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
    fixed: { order: 'split' },
  }),
];
