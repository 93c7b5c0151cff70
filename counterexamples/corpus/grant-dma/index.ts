/**
 * Designs and defects of grants.
 *
 * Ids: XSA-nnn is an advisory, Gn a race of the survey, words in capitals are toggles.
 */

import type { CatalogueEntry } from '../../catalogue.ts';
import { grantDesigns } from './designs.ts';
import { frontendDefects } from './frontend.ts';
import { hypercallDefects } from './hypercalls.ts';
import { opsDefects } from './ops.ts';
import { versionDefects } from './version.ts';

export const grantEntries: readonly CatalogueEntry[] = [
  ...grantDesigns,
  ...hypercallDefects,
  ...frontendDefects,
  ...versionDefects,
  ...opsDefects,
];
