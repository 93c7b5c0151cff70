/**
 * Mapping a grant.
 *
 * Models map_grant_ref (xen/common/grant_table.c at c447b7308b), M.1 to M.8 of the survey. References to
 * the page for a mapping by CPU and by device are taken in one step.
 */

import type { maptrackEntry } from '../../../components/maptrack-entry.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { type GrantTable, type Mapper, type Wish, wishText } from '../table.ts';
import {
  entersHypercall,
  inLock,
  looksAtPins,
  perLife,
  perPage,
  reducesStatus,
  unlocks,
  unpins,
} from './pieces.ts';
import { linesStatus } from './status.ts';

/** Where a hypercall is made, and where the caller goes on. */
export interface Call {
  readonly from: string;
  readonly done: string;
  readonly failed: string;
}

/** The tag of the step in which a CPU asks for a mapping. */
export const asksToMap = 'asks to map';

/** The lines; the actor is a CPU of the mapper, and has this handle. */
export function mapGrant(
  program: Program,
  call: Call,
  table: GrantTable,
  mapper: Mapper,
  handle: Component<typeof maptrackEntry>,
  wish: Wish,
): void {
  const { ref, kinds, write } = wish;
  const does = `MAP ${wishText(wish)}`;
  const path = program.path(does).from(sources.map);
  path
    .line(
      call.from,
      `${does} (M.1) takes a handle`,
      entersHypercall(mapper, [() => handle.on('TAKE')]).map((c) => ({ ...c, tags: [asksToMap] })),
    )
    .line(
      '.lock',
      `${does} (M.2) locks the entry`,
      looksAtPins(table, mapper, wish, {
        status: '.read',
        again: '.pin-again',
        refused: '.unlock',
      }),
    );
  linesStatus(path, table, mapper, wish, {
    does,
    first: '.frame',
    further: '.pin-again',
    refused: '.unlock',
    failed: '.give',
  });
  linesPin(path, table, mapper, wish, does);
  path
    .line('.map', `${does} (M.6) creates the mapping`, creates(table, mapper, wish))
    .line('.store', `${does} (M.8) stores the flags of its handle`, [
      { with: [() => handle.on('STORE', { ref: ref.index, kinds, write })], to: call.done },
    ])
    .line(
      '.undo',
      `${does} (M.7) puts the page`,
      perPage(table, ({ index, frame }) => [
        {
          name: `p${index}`,
          where: { page: index },
          with: [() => frame.on('DROP', { times: kinds.length })],
        },
      ]),
    )
    .line(
      '.undo-pin',
      `${does} (M.7) takes its pin back`,
      unpins(ref, wish, { with: [inLock(ref)] }).map((c) => ({ ...c, to: '.give' })),
    )
    .line(
      '.clear',
      `${does} takes the status back and unlocks`,
      reducesStatus(ref, [unlocks(ref)]).map((c) => ({ ...c, to: '.give' })),
    )
    .line('.unlock', `${does} unlocks`, [{ with: [unlocks(ref)] }])
    .line('.give', `${does} gives its handle back, with an error`, [
      { with: [() => handle.on('GIVE')] },
    ])
    .end(call.failed);
}

/** M.4 and M.5: a first pin resolves the frame and latches it; a further one pins what is latched. */
function linesPin(
  path: CodePath,
  table: GrantTable,
  mapper: Mapper,
  wish: Wish,
  does: string,
): void {
  const { ref, kinds, write } = wish;
  const { granter } = table;
  const times = kinds.length;
  path
    .line('.frame', `${does} (M.4) takes the page`, [
      ...perPage(table, ({ index, frame }) => [
        {
          name: `p${index}`,
          with: [entryHas(wish, index), () => frame.on('HOLD', { of: granter, times })],
          set: { page: index },
        },
        {
          name: `p${index} is not ${granter}'s`,
          with: [entryHas(wish, index), isNot(frame, granter)],
          to: '.clear',
        },
      ]),
      { name: 'no frame', with: [entryHas(wish, null)], to: '.clear' },
    ])
    .line(
      '.pin',
      `${does} (M.5) latches, pins and unlocks`,
      perLife(mapper, (domid, incarnation) =>
        perPage(table, ({ index: page }) => [
          {
            name: `p${page}`,
            where: { page },
            with: [
              () => ref.active.on('LATCH', { domid, incarnation, page, kinds, write }),
              unlocks(ref),
            ],
            to: '.map',
          },
        ]),
      ),
    )
    .line(
      '.pin-again',
      `${does} (M.5) pins and unlocks`,
      perPage(table, ({ index: page }) => [
        {
          name: `p${page}`,
          with: [() => ref.active.on('PIN', { page, kinds, write }), unlocks(ref)],
          set: { page },
        },
      ]),
    )
    .line(
      '.hold',
      `${does} (M.5) takes the page`,
      perPage(table, ({ index, frame }) => [
        {
          name: `p${index}`,
          where: { page: index },
          with: [() => frame.on('HOLD', { of: granter, times })],
        },
        {
          name: `p${index} is not ${granter}'s`,
          where: { page: index },
          with: [isNot(frame, granter)],
          to: '.undo-pin',
        },
      ]),
    );
}

/** The frame that the shared entry names. */
export function entryHas({ ref }: Wish, frame: number | null): Effect {
  return () =>
    ref.entry.when(
      frame === null ? 'names no frame' : `names p${frame}`,
      (s) => s.context.frame === frame,
    );
}

/** The page is not the granter's any more. */
export function isNot(frame: GrantTable['pages'][number]['frame'], granter: string): Effect {
  return () => frame.when(`is not ${granter}'s`, (s) => s.context.owner !== granter);
}

function creates(table: GrantTable, mapper: Mapper, { kinds, write }: Wish): readonly Case[] {
  return mapper.reaches.flatMap(({ page, host }) => [
    {
      name: page.name,
      where: { page: page.index },
      with: [
        ...(kinds.includes('hst') ? [() => host.on('MAP', { write })] : []),
        ...(mapper.iommu?.mapped(page, write) ?? []),
      ],
    },
    ...(table.mapsMayFail
      ? [{ name: `${page.name} fails`, where: { page: page.index }, to: '.undo' }]
      : []),
  ]);
}
