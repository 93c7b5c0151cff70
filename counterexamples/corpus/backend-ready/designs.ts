/** The signalling variants as they are: two devices of two backends, one of which nobody names. */

import type { DesignEntry } from '../../catalogue.ts';
import { designsOf } from '../../entries.ts';

const design = designsOf('backend-ready');

const variant = (
  name: string,
  title: string,
  violated: DesignEntry['violated'],
  remarks?: string,
): DesignEntry => design(`READY-${name}`, title, { variant: name }, violated, remarks);

export const backendReadyDesigns: readonly DesignEntry[] = [
  variant('V0', 'reference protocol', {}),
  design(
    'READY-V0-DEATHS',
    'reference protocol with a backend that dies and comes back',
    { variant: 'V0', deaths: 'anytime', restart: 'newDomid' },
    {},
  ),
  variant('V1', 'xenstore hot-plug', { 'NO-FALSE-EXPIRY': 4 }, 'R10'),
  variant(
    'V2',
    'disabled node and an agent',
    { 'NO-LOST-SIGNAL': 7, 'NO-SILENT-BYPASS': 12 },
    'R2-V2, R6-V8',
  ),
  variant('V3', 'root complex driver that waits', { 'NO-SILENT-BYPASS': 12 }, 'R6-V8'),
  variant('V4', 'backend-id register of the root complex', { 'NO-EARLY-PROBE': 2 }, 'R1-V8'),
  variant(
    'V5',
    'backend-id register of each function',
    { 'NO-EARLY-PROBE': 2, 'DOMID-CORRECT': 9 },
    'R1-V8, DM_DOMID',
  ),
  variant('V6', 'PCIe link timing', { 'NO-SILENT-BYPASS': 13 }, 'R6-V8'),
  variant(
    'V6b',
    'retry status',
    { 'NO-SILENT-BYPASS': 10, 'NO-FALSE-EXPIRY': 3 },
    'R6-V8, R13-V6b',
  ),
  variant(
    'V7',
    'FORCE_GRANT with a fixed id',
    { 'NO-EARLY-PROBE': 2, 'NO-SILENT-BYPASS': 10 },
    'R1-V8, R6-V8; R5-V7 needs both devices named',
  ),
  variant(
    'V8',
    'iommu-map on the host bridge',
    { 'NO-EARLY-PROBE': 2, 'NO-SILENT-BYPASS': 10 },
    'R1-V8, R6-V8',
  ),
  variant(
    'V9',
    'placeholder transport',
    { 'NO-EARLY-PROBE': 2, 'NO-LOST-SIGNAL': 8, 'NO-SILENT-BYPASS': 11 },
    'R1-V9, R2-V9, R6-V8',
  ),
  variant(
    'V10',
    'deferred probe',
    { 'NO-EARLY-PROBE': 4, 'NO-SILENT-BYPASS': 12, 'NO-FALSE-EXPIRY': 3 },
    'R13-V10, R6-V8',
  ),
  variant('V11', 'first access is held', { 'NO-SILENT-BYPASS': 10 }, 'R6-V8'),
  variant('V12', 'static event channel and page', {}),
];
