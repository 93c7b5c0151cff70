/** Both versions of the grant table as they are, and what else a frontend may have to do with. */

import type { DesignEntry } from '../../catalogue.ts';
import { designsOf } from '../../entries.ts';

const design = designsOf('grant-dma');

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
  design('GRANT-VERSION', 'a table whose version is switched', { scene: 'version' }),
  design('GRANT-OPS', 'grant-dma-ops as they should be', { scene: 'ops', maps: ['w'], copies: [] }),
  design('GRANT-OPS-CROSSING', 'the same, for a buffer across two pages', {
    scene: 'ops',
    maps: ['w'],
    copies: [],
    buffer: 'crossing',
  }),
  design(
    'GRANT-OPS-LINUX',
    'grant-dma-ops of Linux, by reading',
    {
      scene: 'ops',
      maps: ['w'],
      copies: [],
      failures: true,
      onBusy: 'markBrokenReuse',
      setupFail: 'retainPlatform',
      xarrayErase: false,
      forceGrant: 'ignoredWithDT',
    },
    { 'GRANT-NO-REUSE': 23, POLICY: 5, 'NO-FAIL-OPEN': 4, 'GRANT-EXACT': 21 },
    'G10, SETUP_FAILS, XARRAY_STALE; G6 needs a device that nobody names',
  ),
  design('GRANT-DEVICES', 'a PV backend with devices, unmapping in parts', {
    devices: true,
    paths: ['PART'],
  }),
];
