/** Both versions of the grant table as they are, and what else a frontend may have to do with. */

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
    design: { system: 'grant-dma', parameters },
    violated,
    ...(remarks === undefined ? {} : { remarks }),
  };
}

export const grantDesigns: readonly DesignEntry[] = [
  design('GRANT-V1', 'grant table, version 1', {}),
  design('GRANT-V2', 'grant table, version 2', { tableVer: '2' }, { 'RO-RESPECT': 21 }, 'G5'),
  design('GRANT-V2-CHECKED', 'version 2, every pin checked', {
    tableVer: '2',
    pinFirstCheckOnly: false,
  }),
  design('GRANT-TWO-REFS', 'two references to two pages', {
    refs: 2,
    pages: 2,
    maps: ['r'],
    copies: [],
    grants: ['r'],
    attempts: 1,
    paths: [],
  }),
  design('GRANT-STRANGER', 'another domain tries the same references', {
    backends: 2,
    copies: [],
    paths: ['DIE'],
  }),
  design('GRANT-DEVICES', 'a PV backend with devices, unmapping in parts', {
    devices: true,
    paths: ['PART'],
  }),
];
