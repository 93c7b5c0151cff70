/**
 * Unmapping a grant, as a whole or in part.
 *
 * Models gnttab_unmap_grant_ref: unmap_common, one flush for a batch, unmap_common_complete
 * (xen/common/grant_table.c at c447b7308b), U.1 to U.3 of the survey.
 */

import { mappedKinds, type maptrackEntry } from '../../../components/maptrack-entry.machine.ts';
import type { Component, Participation } from '../../../compose/index.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { type GrantTable, type Mapper, type Wish, wishText } from '../table.ts';
import type { Call } from './map.ts';
import {
  entersHypercall,
  inLock,
  locks,
  perPage,
  reducesStatus,
  unlocks,
  unpins,
} from './pieces.ts';

/** What an unmap takes away of a mapping. */
export interface Unmapping extends Wish {
  /** Of the flags of the handle these are all, or some of them. */
  readonly part: boolean;
}

/** The lines, from one place to another; the actor is a CPU of the mapper, and has this handle. */
export function unmapGrant(
  program: Program,
  call: Pick<Call, 'from' | 'done'>,
  table: GrantTable,
  mapper: Mapper,
  handle: Component<typeof maptrackEntry>,
  wish: Unmapping,
): void {
  const { ref, kinds, write, part } = wish;
  const does = `UNMAP ${wishText(wish)}${part ? ', in part' : ''}`;
  const path = program.path(does).from(sources.unmap);
  const cleared = (): Participation => handle.on('CLEAR', { ref: ref.index, kinds, write });
  const { faults } = table;
  path
    .line(
      call.from,
      `${does}: hypercall`,
      entersHypercall(mapper, [
        () =>
          handle.when(`maps ${wishText(wish)}`, (s) => {
            const mapped = mappedKinds(s);
            return (
              s.context.ref === ref.index &&
              s.context.write === write &&
              kinds.every((kind) => mapped.includes(kind)) &&
              mapped.length > kinds.length === part
            );
          }),
      ]),
    )
    .line('.unmap', `${does} (U.1) removes the mapping`, removes(table, mapper, wish, cleared));
  if (!part) {
    path.line('.give', `${does} (U.1) gives its handle back`, [
      { with: [() => handle.on('GIVE')] },
    ]);
  }
  const counts = !part || faults.everyUnmapCounts;
  if (counts) mapper.iommu?.unmaps(path, wish, does);
  if (!faults.flushLate) lineFlush(path, mapper, does);
  path.calls(sources.complete, () => linesComplete(path, table, wish, does));
  if (faults.flushLate) lineFlush(path, mapper, does);
  if (counts) mapper.iommu?.afterwards(path, does);
  path.end(call.done);
}

/** Under the lock of the entry; XSA-218 takes the pins off here. */
function removes(
  table: GrantTable,
  { reaches }: Mapper,
  { ref, kinds, write }: Unmapping,
  cleared: () => Participation,
): readonly Case[] {
  return reaches.flatMap(({ page, host }): readonly Case[] => {
    const active = (): Participation =>
      table.faults.pinsFirst
        ? ref.active.on('UNPIN_ALONE', { kinds, write, page: page.index })
        : ref.active.when(`has latched ${page.name}`, (s) => s.context.page === page.index);
    const unmapped = kinds.includes('hst') ? [() => host.on('UNMAP', { write })] : [];
    return [
      {
        name: page.name,
        set: { page: page.index },
        with: [inLock(ref), cleared, active, ...unmapped],
      },
    ];
  });
}

function lineFlush(path: CodePath, { reaches }: Mapper, does: string): void {
  path.calls(sources.flush, () =>
    path.line('.flush', `${does} (U.2) flushes TLBs`, [
      {
        with: reaches.map(
          ({ host }) =>
            () =>
              host.on('FLUSH'),
        ),
      },
    ]),
  );
}

/** U.3: references, pins and status, in one critical section. */
function linesComplete(path: CodePath, table: GrantTable, wish: Unmapping, does: string): void {
  const { ref, kinds } = wish;
  path
    .line(
      '.put',
      `${does} (U.3) locks the entry and puts the page`,
      perPage(table, ({ index, frame }) => [
        {
          name: `p${index}`,
          where: { page: index },
          with: [locks(ref), () => frame.on('DROP', { times: kinds.length })],
        },
      ]),
    )
    .line(
      '.unpin',
      table.faults.pinsFirst
        ? `${does} (U.3) clears the status and unlocks`
        : `${does} (U.3) takes the pin off, clears the status and unlocks`,
      table.faults.pinsFirst
        ? reducesStatus(ref, [unlocks(ref)])
        : unpins(ref, wish, { with: [unlocks(ref)] }),
    );
}
