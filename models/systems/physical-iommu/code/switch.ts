/**
 * Instructions that change where a requester ID is sent: the entry, and the flushes that make the change
 * take effect, of what is tagged with the domain id it had before.
 */

import type { Translation } from '../../../components/iommu-context.machine.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import { commandFor } from '../commands.ts';
import { contextCode } from '../sources.ts';
import { idOf, type Rid, type Tables, translationOf, type World } from '../world.ts';
import { linesFlush } from './flush.ts';

/** A change of one entry. */
export interface Switch {
  /** The label of the first line; the others add to it. */
  readonly at: string;
  /** The code path in the names of steps: `MOVE dev0`. */
  readonly does: string;
  readonly rid: Rid;
  /** The tables it leads to before; null where it is blocked. */
  readonly from: Tables | null;
  readonly to: Translation | null;
  /** Where the code goes on. */
  readonly next: string;
  /** What is done between the change and its flush, and should not be. */
  readonly between?: { readonly does: string; readonly cases: readonly Case[] } | undefined;
}

/** Lines that change an entry and flush. What was blocked was not cached, and needs no flush. */
export function linesSwitch(path: CodePath, world: World, init: Switch): void {
  path.from(contextCode(world.values.iommu));
  const { at, from, to, next } = init;
  if (world.values.iommu === 'smmu' && from !== null && to !== null) {
    linesSwitch(path, world, { ...init, to: null, next: `${at}-anew` });
    linesSwitch(path, world, {
      ...init,
      at: `${at}-anew`,
      from: null,
      next,
      between: undefined,
    });
    return;
  }
  const split = world.values.dte_update === 'split' && from !== null;
  if (split) linesHalves(path, init);
  else {
    path.line(at, `${nameOf(init)} [${from ?? 'blocked'} → ${to?.tables ?? 'blocked'}]`, [
      from === null ? { ...whole(init), to: next } : whole(init),
    ]);
  }
  if (init.between !== undefined) path.line(`${at}-early`, init.between.does, init.between.cases);
  if (from !== null) linesForget(path, world, init, from);
}

const nameOf = ({ does, rid }: Switch): string => `${does} context of ${rid.name}`;

function whole({ rid: { context }, from, to }: Switch): Case {
  return {
    with: [
      () =>
        to === null
          ? context.on('CLEAR', { was: from })
          : context.on('WRITE', { was: from, ...to }),
    ],
  };
}

/** A present entry in two writes: tables, then domain id; to clear it, domain id, then the rest. */
function linesHalves(path: CodePath, init: Switch): void {
  const { at, rid, from, to } = init;
  const { context } = rid;
  const name = nameOf(init);
  const first = (): ReturnType<typeof context.on> =>
    to === null
      ? context.on('WRITE_ID', { id: 0 })
      : context.on('WRITE_TABLES', { was: from, tables: to.tables });
  const second = (): ReturnType<typeof context.on> =>
    to === null ? context.on('CLEAR', { was: from }) : context.on('WRITE_ID', { id: to.id });
  path
    .line(at, `${name}, ${to === null ? 'domain id to 0' : `tables [${from} → ${to.tables}]`}`, [
      { with: [first] },
    ])
    .line(`${at}-half`, `${name}, ${to === null ? 'the rest' : `domain id ${to.id}`}`, [
      { with: [second] },
    ]);
}

/** The context cache forgets the entry, and the IOTLB what its old domain id tags. */
function linesForget(path: CodePath, world: World, init: Switch, from: Tables): void {
  const { at, does, rid, next } = init;
  const command = commandFor(
    world,
    world.defect('contextNotFlushed') ? null : rid,
    world.defect('flushOldIdMissing') ? null : idOf[from],
  );
  linesFlush(path, world, { at: `${at}-flush`, does, next }, command);
}

/** Where a device goes that is taken from its domain, and whose it is then. */
export function quarantineOf({ values, defect }: World): {
  readonly to: Translation | null;
  readonly owner: string;
} {
  const passes = values.quarantine === 'none' || defect('s2crBypass');
  if (values.quarantine === 'none') return { to: translationOf('dom0'), owner: 'dom0' };
  if (passes) return { to: translationOf('dom0'), owner: 'dom_io' };
  return {
    to: values.quarantine === 'scratch' ? translationOf('quarantine') : null,
    owner: 'dom_io',
  };
}
