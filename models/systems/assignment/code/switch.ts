/**
 * Instructions that change where a RID's requests go: the context, and the flush that makes the change
 * take effect.
 */

import type { Translation } from '../../../components/iommu-context.machine.ts';
import type { Case, CodePath, Registers } from '../../../kit/program.ts';
import { commandFor } from '../hardware.ts';
import { driverCode } from '../sources.ts';
import type { Parts, Rid } from '../world.ts';

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
  /** Where it goes with an error of the flush, if that is one; otherwise it goes on. */
  readonly flushFails?: string;
}

/**
 * Lines that rewrite a context and have the caches forget it: the context of the RID, and what is
 * tagged with the domain id it had before. A context that was not present was not cached.
 */
export function linesSwitch(path: CodePath, world: Parts, init: Switch): void {
  const { at, does, rid, targets, next, fails } = init;
  path.from(driverCode(world.values.driver));
  const failing: readonly Case[] = fails === undefined ? [] : [{ name: 'fails', to: fails }];
  const name = `${does} context of ${rid.name}`;
  if (world.defect('REASSIGN_TWO_STEP')) {
    const anew = `${at}-anew`;
    path.line(at, `${name} is removed`, removals(world, rid, anew));
    linesFlush(path, world, { ...init, at: `${at}-flush`, next: anew });
    path.line(anew, `${name} is made anew`, [
      ...targets.flatMap((target) => additions(rid, target, next)),
      ...failing,
    ]);
    return;
  }
  const pieces = world.defect('CONTEXT_PIECEWISE');
  path.line(at, pieces ? `${name}, tables` : name, [
    ...targets.flatMap((target) => [
      ...rewrites(world, rid, target, pieces),
      ...additions(rid, target, next),
      already(rid, target, next),
    ]),
    ...failing,
  ]);
  if (pieces)
    path.line(
      `${at}-id`,
      `${name}, domain id`,
      targets.flatMap((t) => secondHalf(rid, t)),
    );
  linesFlush(path, world, { ...init, at: `${at}-flush` });
}

const nameOf = (to: Translation | null): string => to?.tables ?? 'blocked';

/** A present entry becomes another one, or not present; `prev` is the id it had. */
function rewrites(
  world: Parts,
  { context }: Rid,
  { to, where = {} }: Target,
  pieces: boolean,
): readonly Case[] {
  return world.allTables
    .filter((was) => was !== to?.tables)
    .map((was) => ({
      name: `${was} → ${nameOf(to)}`,
      where,
      with: [
        () => {
          if (to === null) return context.on('CLEAR', { was });
          return pieces
            ? context.on('WRITE_TABLES', { was, tables: to.tables })
            : context.on('WRITE', { was, ...to });
        },
      ],
      set: { prev: world.idOf(was) },
    }));
}

/** CONTEXT_PIECEWISE: the id of an entry that is live; one that is not present has none. */
function secondHalf({ context }: Rid, { to, where = {} }: Target): readonly Case[] {
  if (to === null) {
    const absent = () => context.when('is not present', (s) => s.context.entry === null);
    return [{ name: 'none', where, with: [absent] }];
  }
  return [{ name: `id ${to.id}`, where, with: [() => context.on('WRITE_ID', { id: to.id })] }];
}

/** REASSIGN_TWO_STEP: a present entry becomes not present. */
function removals(world: Parts, { context }: Rid, next: string): readonly Case[] {
  const present = world.allTables.map(
    (was): Case => ({
      name: `${was} → blocked`,
      with: [() => context.on('CLEAR', { was })],
      set: { prev: world.idOf(was) },
    }),
  );
  const absent = () => context.when('is not present', (s) => s.context.entry === null);
  return [...present, { name: 'not present', with: [absent], to: next }];
}

/** An entry that is not present becomes present. */
function additions({ context }: Rid, { to, where = {} }: Target, next: string): readonly Case[] {
  const name = `blocked → ${nameOf(to)}`;
  if (to !== null)
    return [{ name, where, with: [() => context.on('WRITE', { was: null, ...to })], to: next }];
  return [];
}

/** An entry that is what it is to be. */
function already({ context }: Rid, { to, where = {} }: Target, next: string): Case {
  const tables = to?.tables ?? null;
  const is = () =>
    context.when(`is ${nameOf(to)}`, (s) => (s.context.entry?.tables ?? null) === tables);
  return { name: `${nameOf(to)} already`, where, with: [is], to: next };
}

/** Lines that flush what was cached by the id in register `prev`, and wait until that is done. */
function linesFlush(path: CodePath, world: Parts, init: Switch): void {
  const { at, does, rid, next, flushFails } = init;
  const ids = world.allTables.map((tables) => world.idOf(tables));
  const kept = world.defect('CONTEXT_NO_TLB');
  path
    .line(
      at,
      `${does} flushes ${rid.name}`,
      ids.map(
        (id): Case => ({
          name: `id ${id}`,
          where: { prev: id },
          set: { prev: null },
          with: [
            (by) =>
              world.queueOf(by).on('SUBMIT', { by, command: commandFor(rid, kept ? null : id) }),
          ],
        }),
      ),
    )
    .line(
      `${at}-wait`,
      `${does} waits for the flush of ${rid.name}`,
      waits(world, next, flushFails),
    );
}

/** Waiting for a flush: until it is done, or until it has taken too long. */
export function waits(world: Parts, next?: string, fails?: string): readonly Case[] {
  const to = (label: string | undefined) => (label === undefined ? {} : { to: label });
  const done: Case = { with: [(by) => world.queueOf(by).on('COMPLETE', { by })], ...to(next) };
  const givesUp: Case = {
    name: 'takes too long',
    with: [(by) => world.queueOf(by).on('GIVE_UP', { by })],
  };
  if (world.defect('TIMEOUT_IS_DONE')) return [done, { ...givesUp, ...to(next) }];
  if (world.defect('TIMEOUT_IS_ERROR') && fails !== undefined) {
    return [done, { ...givesUp, to: fails }];
  }
  return [done];
}
