/** MSI as landed, and with repairs of what is open in it. */

import type { DesignEntry } from '../../catalogue.ts';
import { designsOf } from '../../entries.ts';

const design = designsOf('vpci-msi');

export const msiDesigns: readonly DesignEntry[] = [
  design(
    'MSI-landed',
    'MSI of vPCI as landed',
    {},
    {
      'IRQ-OWNER': 36,
      'NO-RESIDUE': 28,
      'VIEW-MSI': 40,
      'VIEW-INTX': 26,
      'INTX-XOR-MSI': 45,
    },
    'V-27 and MSI_LEFT (IRQ-OWNER, NO-RESIDUE, VIEW-MSI), INTX_BACK (VIEW-INTX); the locks hold',
  ),
  design('MSIX-landed', 'MSI-X of vPCI as landed, its BAR in place', {
    vcpus: 2,
    paths: ['MSIX', 'TBL', 'IRQ'],
    defects: [],
  }),
  ...(['none', 'vtd', 'amd'] as const).map((remapping) =>
    design(
      `INTREMAP-${remapping}`,
      {
        none: 'A hostile device without interrupt remapping',
        vtd: 'The same with VT-d',
        amd: 'The same with AMD tables',
      }[remapping],
      { start: 'on', devices: 2, remapping, paths: ['MASK', 'AFF', 'SPOOF'], defects: [] },
      remapping === 'none' ? { 'IRQ-OWNER': 5 } : {},
      remapping === 'none'
        ? 'a device may send any vector; nothing but remapping keeps it from that'
        : undefined,
    ),
  ),
  design('MSI-repaired', 'MSI of vPCI with repairs of what is open', { defects: [] }),
];
