/** MSI as landed, and with repairs of what is open in it. */

import type { DesignEntry } from '../../catalogue.ts';

function design(
  id: string,
  title: string,
  parameters: DesignEntry['design']['parameters'],
  violated: DesignEntry['violated'] = {},
  remarks?: string,
): DesignEntry {
  return {
    kind: 'design',
    id,
    title,
    design: { system: 'vpci-msi', parameters },
    violated,
    ...(remarks === undefined ? {} : { remarks }),
  };
}

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
  design('MSI-repaired', 'MSI of vPCI with repairs of what is open', { defects: [] }),
];
