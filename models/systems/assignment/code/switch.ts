/**
 * Instructions that change where a RID's requests go: the context, and the flush that makes the change
 * take effect; and those that map and unmap the device's reserved region.
 */

import type { Translation } from '../../../components/iommu-context.machine.ts';
import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Registers } from '../../../kit/program.ts';
import { commandFor, tablesOf } from '../hardware.ts';
import { driverCode, sources } from '../sources.ts';
import { idOf, type Rid, type World } from '../world.ts';

/** Where a RID goes: tables by name, or nowhere. */
export interface Target {
  readonly to: Translation | null;
  /** Register values under which this is the target; none where there is but one. */
  readonly where?: Registers;
}

interface Switch {
  /** Label of the first line; those that follow add to it. */
  readonly at: string;
  /** The code path in the names of steps: `ASG dev0 (5)`. */
  readonly does: string;
  readonly rid: Rid;
  readonly targets: readonly Target[];
  /** Where the code goes on. */
  readonly next: string;
  /** Where it goes if the context cannot be changed; it cannot fail where this is absent. */
  readonly fails?: string | undefined;
}

/**
 * Lines that rewrite a context at once and have the caches forget it: the context of the RID, and what
 * is tagged with the domain id it had before. A context that was not present was not cached.
 */
export function linesSwitch(path: CodePath, world: World, init: Switch): void {
  const { at, does, rid, targets, next, fails } = init;
  const name = `${does} context of ${rid.name}`;
  path
    .from(driverCode(world.values.driver))
    .line(at, name, [
      ...targets.flatMap((target) => writes(world, rid, target, next)),
      ...(fails === undefined ? [] : [{ name: 'fails', to: fails }]),
    ]);
  linesFlush(path, world, { at: `${at}-flush`, does, rid, next });
}

/** Rewrites the context, whatever it was; `prev` is the id it had. */
function writes(world: World, rid: Rid, { to, where = {} }: Target, next: string): Case[] {
  const { context } = rid;
  const target = to?.tables ?? null;
  const name = target ?? 'blocked';
  const changed = tablesOf(world)
    .filter((was) => was !== target)
    .map(
      (was): Case => ({
        name: `${was} → ${name}`,
        where,
        with: [
          () => (to === null ? context.on('CLEAR', { was }) : context.on('WRITE', { was, ...to })),
        ],
        set: { prev: idOf[was] },
      }),
    );
  const fresh: readonly Case[] =
    to === null
      ? []
      : [
          {
            name: `blocked → ${name}`,
            where,
            with: [() => context.on('WRITE', { was: null, ...to })],
            to: next,
          },
        ];
  const same: Case = {
    name: `${name} already`,
    where,
    with: [() => context.when(`is ${name}`, (s) => (s.context.entry?.tables ?? null) === target)],
    to: next,
  };
  return [...changed, ...fresh, same];
}

interface Flush {
  readonly at: string;
  readonly does: string;
  readonly rid: Rid;
  readonly next: string;
}

/** Lines that flush what was cached by the id in register `prev`, and wait until that is done. */
function linesFlush(path: CodePath, world: World, { at, does, rid, next }: Flush): void {
  const ids = tablesOf(world).map((tables) => idOf[tables]);
  path
    .line(
      at,
      `${does} flushes ${rid.name}`,
      ids.map(
        (id): Case => ({
          name: `id ${id}`,
          where: { prev: id },
          set: { prev: null },
          with: [(by) => world.queue.on('SUBMIT', { by, command: commandFor(rid, id) })],
        }),
      ),
    )
    .line(`${at}-wait`, `${does} waits for the flush of ${rid.name}`, [
      { with: [(by) => world.queue.on('COMPLETE', { by })], to: next },
    ]);
}

/**
 * Lines that map the reserved region into the guest's tables, page by page, having noted it first; if
 * that fails what there is of it is unmapped, by that note, and the code goes on at `fails`.
 */
export function linesMapRegion(
  path: CodePath,
  world: World,
  does: string,
  next: string,
  fails: string,
): void {
  const { region, values } = world;
  if (region === null) return;
  path
    .from(sources.regions)
    .line('.region', `${does} notes the reserved region`, [{ with: [() => region.on('TRACK')] }]);
  for (const i of repeat(values.regions, (k) => k)) {
    path.line(`.region-${i}`, `${does} maps page ${i} of the reserved region`, [
      { with: [() => region.on('MAP_PAGE')], ...(i === values.regions - 1 ? { to: next } : {}) },
      ...(world.mayFail('region')
        ? [
            i === 0
              ? { name: 'fails', with: [() => region.on('UNTRACK')], to: fails }
              : { name: 'fails', to: '.region-undo' },
          ]
        : []),
    ]);
  }
  if (values.regions > 1 || world.mayFail('context')) {
    lineUnmapRegion(path, world, '.region-undo', `${does} unmaps the reserved region again`, fails);
  }
}

/** A line that unmaps the reserved region from the guest's tables, if it is noted there. */
export function lineUnmapRegion(
  path: CodePath,
  { region }: World,
  at: string,
  does: string,
  next: string,
): void {
  if (region === null) return;
  path.from(sources.regions).line(at, does, [
    { with: [() => region.on('UNMAP')], to: next },
    {
      name: 'is not noted',
      with: [() => region.when('is not noted', (s) => !s.context.tracked)],
      to: next,
    },
  ]);
}
