/**
 * IDS: which domain id a guest gets, and how one is given back (VT-d: context_set_domain_id and
 * cleanup_domain_map in xen/drivers/passthrough/vtd/iommu.c). Assignment holds pcidevs_lock; the last
 * cleanup of a guest that is buried holds no lock at all.
 */

import type { CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { Parts } from '../world.ts';
import { marks } from './marks.ts';

/** The label of the first of {@link linesDomainId}, or of what comes next where ids are fixed. */
export function startOfDomainId({ ids }: Parts, next: string): string {
  return ids === null ? next : '.id-find';
}

/** Lines that find the guest's id, or take the one that is free. There is one for guests. */
export function linesDomainId(path: CodePath, world: Parts, next: string, fails: string): void {
  const { ids } = world;
  if (ids === null) return;
  path
    .from(sources.setDomainId)
    .line('.id-find', `ASG ${world.pair} (5) looks for its domain id`, [
      {
        name: 'has one',
        with: [
          () =>
            ids.when(
              'is taken by dom1',
              (s) => s.context.taken && s.context.of === world.guestName,
            ),
        ],
        to: next,
      },
      { name: 'takes the free one', with: [() => ids.when('is free', (s) => !s.context.taken)] },
      {
        name: 'none is free',
        with: [
          () =>
            ids.when('is another’s', (s) => s.context.taken && s.context.of !== world.guestName),
        ],
        to: fails,
      },
    ])
    .line('.id-name', `ASG ${world.pair} (5) sets domid_map[]`, [
      { with: [() => ids.on('NAME', { of: world.guestName })] },
    ])
    .line('.id-take', `ASG ${world.pair} (5) sets the bit`, [
      { with: [() => ids.on('TAKE')], to: next },
    ]);
}

/** The other CPU: a guest that is gone gives its id back. */
export function buryOther(world: Parts, program: Program): void {
  const { ids } = world;
  if (ids === null) return;
  const path = program.path('ids').from(sources.cleanupDomainId);
  const forget = { with: [() => ids.on('NAME', { of: null })] };
  const give = { with: [() => ids.on('GIVE')] };
  path.line(marks.idle, 'IDS dom2 finds its domain id', [
    { with: [() => ids.when('is dom2’s', (s) => s.context.of === 'dom2')] },
  ]);
  if (world.defect('DOMID_RACE')) {
    path
      .line('.give', 'IDS dom2 clears the bit', [give])
      .line('.forget', 'IDS dom2 clears domid_map[]', [forget]);
  } else {
    path
      .line('.forget', 'IDS dom2 clears domid_map[]', [forget])
      .line('.give', 'IDS dom2 clears the bit', [give]);
  }
  path.end(marks.idle);
}
