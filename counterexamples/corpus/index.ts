/** Every entry of the catalogue, designs first. */

import type { CatalogueEntry } from '../catalogue.ts';
import { vpciDefects } from './vpci-defects/index.ts';
import { vpciDesigns } from './vpci-designs.ts';

export const catalogue: readonly CatalogueEntry[] = [
  ...vpciDesigns,
  {
    kind: 'design',
    id: 'trial',
    title: 'The trial system as specified',
    design: { system: 'trial', parameters: {} },
    violated: {},
  },
  ...vpciDefects,
];
