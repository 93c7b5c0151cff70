/** The thread of the driver of Linux that maps and unmaps pages. */

import type { Permission } from '../../../components/viommu-tables.machine.ts';
import { cites, counts, idle, type Known, type Writer } from './parts.ts';

/** viommu_map_pages */
export function map(
  writer: Writer,
  { domain, count, tree }: Known,
  v: number,
  p: number,
  flags: Permission,
): void {
  const does = `map p${p} ${flags} at v${v} of d${domain.index}`;
  const [page, caller] = [tree[v] as Known['tree'][number], domain.believed[v]];
  const path = writer.mappings.path(does).from(`viommu_map_pages, ${cites}`);
  writer.lockedFor(path, does, () => page.when('is not mapped', (s) => s.context.to === null));
  const set = { page: p, flags, part: 'single' } as const;
  path
    .line('.tree', `${does}: into the tree`, [{ with: [() => page.on('SET', set)] }])
    .line('.any', `${does}: any endpoints?`, [
      { name: 'none', with: [counts(count, true)], to: '.give' },
      { name: 'some', with: [counts(count, false)], to: '.request' },
    ]);
  writer.request(
    path,
    '.request',
    does,
    { op: 'MAP', domain: domain.index, iova: v, length: 1, page: p, flags },
    '.undo',
  );
  path.line('.give', `${does}: the caller has its mapping`, [
    { with: caller === undefined ? [] : [() => caller.on('SET', set)], to: '.return' },
  ]);
  path.line('.undo', `${does}: out of the tree again`, [{ with: [() => page.on('CLEAR')] }]);
  writer.done(path, '.return', does);
  path.end(idle);
}

/** viommu_unmap_pages */
export function unmap(writer: Writer, { domain, count, tree }: Known, v: number): void {
  const { world } = writer;
  const does = `unmap v${v} of d${domain.index}`;
  const [page, caller] = [tree[v] as Known['tree'][number], domain.believed[v]];
  const path = writer.mappings.path(does).from(`viommu_unmap_pages, ${cites}`);
  const give = { with: caller === undefined ? [] : [() => caller.on('CLEAR')] };
  const lazy = world.defect('lazyFlush');
  writer.lockedFor(path, does, () =>
    (caller as NonNullable<typeof caller>).when('is mapped', (s) => s.context.to !== null),
  );
  path
    .line('.tree', `${does}: out of the tree`, [{ with: [() => page.on('CLEAR')] }])
    .line('.any', `${does}: any endpoints?`, [
      { name: 'none', with: [counts(count, true)], to: lazy ? '.early' : '.give' },
      { name: 'some', with: [counts(count, false)], to: lazy ? '.early-sent' : '.request' },
    ]);
  if (lazy) {
    path
      .line('.early', `${does}: there is nothing to put off`, [{ ...give, to: '.return' }])
      .line('.early-sent', `${does}: the caller frees the page, the flush is put off`, [give]);
    writer.putOff(path, does, { op: 'UNMAP', domain: domain.index, first: v, last: v });
    writer.done(path, '.return', does);
    path.end(idle);
    return;
  }
  const command = { op: 'UNMAP', domain: domain.index, first: v, last: v } as const;
  const unread = world.defect('unmapStatusIgnored');
  writer.request(path, '.request', does, command, unread ? null : '.kept');
  path.line('.give', `${does}: the caller frees the page`, [{ ...give, to: '.return' }]);
  path.line('.kept', `${does}: the page is kept, and stays in use`, [{ to: '.return' }]);
  writer.done(path, '.return', does);
  path.end(idle);
}
/** The flush of what was put off. */
export function flush(writer: Writer): void {
  const { queue } = writer.world;
  const { pending } = writer;
  if (queue === null || pending === null) return;
  const path = writer.mappings.path('flush').from(`viommu_flush_iotlb_all, ${cites}`);
  path
    .line(
      idle,
      'flush: collects what was put off',
      ['OK', 'NOENT', 'INVAL', 'DEVERR'].map((status) => ({
        name: status,
        with: [() => queue.on('COLLECT', { status }), () => pending.on('LOWER')],
      })),
    )
    .end(idle);
}
