/** Every entry of the catalogue, designs first. */

import type { CatalogueEntry } from '../catalogue.ts';

export const catalogue: readonly CatalogueEntry[] = [
  {
    kind: 'design',
    id: 'trial',
    title: 'The trial system as specified',
    design: { system: 'trial', parameters: {} },
    violated: {},
  },
];
