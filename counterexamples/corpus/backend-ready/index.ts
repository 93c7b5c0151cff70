/**
 * Defects of backend-ready signalling, as found in the thread of 2022, by reading and by the model.
 *
 * Ids: Rn is a race of the survey, with the variant it is shown in; words in capitals are toggles.
 */

import type { DefectEntry } from '../../catalogue.ts';
import { identityDefects } from './identity.ts';
import { waitingDefects } from './waiting.ts';

export const backendReadyDefects: readonly DefectEntry[] = [...waitingDefects, ...identityDefects];
