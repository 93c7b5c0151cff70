/** Whether accesses end that device models are to answer. */

import type { DefectEntry, DesignEntry } from '../../catalogue.ts';
import { defectsInTheLongRun, designsInTheLongRun, lasso, runsDesignOf } from '../../entries.ts';
import { ecamDesigns } from './designs.ts';
import { ecamDefects } from './index.ts';

const property = 'REQ-COMPLETES';
const scene = { scene: 'requests' } as const;

export const ecamRunDesigns: readonly DesignEntry[] = [
  ...designsInTheLongRun(ecamDesigns, {
    'ECAM-requests': { [property]: 'holds' },
    'ECAM-requests-x86': { [property]: [14, 0] },
    'ECAM-requests-Arm': { [property]: [14, 0] },
  }),
  runsDesignOf(
    {
      id: 'ECAM-requests-BOTH-RUNS',
      title: 'a server is destroyed, and the domain is shut down and resumed: in the long run',
      design: {
        system: 'ecam-ioreq',
        parameters: { ...scene, events: ['DESTROY', 'SHUTDOWN'] },
      },
    },
    { [property]: 'holds' },
  ),
];

export const ecamRunDefects: readonly DefectEntry[] = defectsInTheLongRun(ecamDefects, {
  E9a: {
    title: 'Nothing ever wakes a vCPU whose server was destroyed',
    story:
      'The vCPU waits in the hypervisor, blocked, and its server is destroyed. Whoever could clear the flag went with the server; the vCPU is never runnable again, however fair the scheduler is.',
    property,
    ...lasso(14, 0),
  },
});
