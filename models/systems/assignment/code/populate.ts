/**
 * TYPE: the first device of a running PV guest. Its I/O page tables are populated behind its back, by
 * the type each page has (arch_iommu_populate_page_table at 1f0b0bb777), while the guest may change the
 * type of a page, upon which its entry goes (_get_page_type).
 */

import type { CodePath, Program } from '../../../kit/program.ts';
import { commandFor } from '../hardware.ts';
import { sources } from '../sources.ts';
import type { Parts } from '../world.ts';
import { marks, traps } from './marks.ts';
import { waits } from './switch.ts';

/** The label of the first of {@link linesPopulate}, or of what comes next where nothing is to do. */
export function startOfPopulating({ retyped }: Parts, next: string): string {
  return retyped === null ? next : '.type';
}

/** Lines that enter a page that is writable, and look at its type again when it is entered. */
export function linesPopulate(path: CodePath, world: Parts, next: string): void {
  const { retyped, pte } = world;
  if (retyped === null) return;
  const changed = () => retyped.when('has changed', (s) => s.matches('on'));
  const writable = () => retyped.when('is writable', (s) => s.matches('off'));
  const once = world.defect('TYPE_ONCE');
  const entry = { page: world.pageName, writable: true };
  path
    .from(sources.populate)
    .line('.type', `ASG ${world.pair} looks at the type of the page`, [
      { name: 'writable', with: [writable] },
      { name: 'not writable', with: [changed], to: next },
    ])
    .line('.enter', `ASG ${world.pair} enters the page`, [
      { with: [() => pte.on('MAP', entry)], ...(once ? { to: next } : {}) },
    ]);
  if (once) return;
  path
    .line('.again', `ASG ${world.pair} looks at the type again`, [
      { name: 'writable', with: [writable], to: next },
      { name: 'changed', with: [changed] },
    ])
    .line('.remove', `ASG ${world.pair} removes the page`, [
      { with: [() => pte.on('UNMAP')], to: next },
    ]);
}

/** The guest makes a page table of a page: its type changes, its entry goes, and then it is in use. */
export function changeType(world: Parts, program: Program): void {
  const { retyped, pte, page, queueOf } = world;
  if (retyped === null) return;
  const command = commandFor(null, world.idOf(world.guestName));
  program
    .path('type')
    .from(sources.retype)
    .line(marks.idle, 'TYPE changes the type of the page', [
      { with: [traps(world), () => retyped.on('RAISE')] },
    ])
    .line('.unmap', 'TYPE removes its entry', [{ with: [() => pte.on('UNMAP')] }])
    .line('.flush', 'TYPE flushes the IOTLB', [
      { with: [(by) => queueOf(by).on('SUBMIT', { by, command })] },
    ])
    .line('.wait', 'TYPE waits for the flush', waits(world))
    .line('.use', 'TYPE has a page table', [{ with: [() => page.on('SEAL')] }])
    .end(marks.idle);
}
