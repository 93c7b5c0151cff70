/** ASG where there is no IOMMU: libxl refuses (826eb17271); NO_IOMMU_CHECK: it gives the device to the guest. */

import type { Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { World } from '../world.ts';
import { marks } from './marks.ts';

/** The code path. */
export function assignWithoutIommu(world: World, program: Program): void {
  const { vpci } = world;
  const path = program.path('asg');
  path
    .from(sources.libxl)
    .line(marks.managing, 'ASG dev0 asks whether there is an IOMMU', [
      world.defect('NO_IOMMU_CHECK')
        ? { name: 'forgets to' }
        : { name: 'no', to: marks.assignFailed },
    ]);
  if (world.defect('NO_IOMMU_CHECK')) {
    path.line('.give', 'ASG dev0 gives the guest access', [{ with: [() => vpci.on('SET')] }]);
  }
  path.end(marks.assigned);
}
