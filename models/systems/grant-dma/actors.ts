/** The programs of the family: CPUs of backends, the end of a backend, the frontend's work on each reference. */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import type { PinKind } from '../../components/active-grant.machine.ts';
import type { SystemBuilder } from '../../compose/index.ts';
import { type Effect, Program } from '../../kit/program.ts';
import { copyGrant } from './code/copy.ts';
import { endOfDomain } from './code/death.ts';
import { mapForeign } from './code/foreign.ts';
import { type EndAccess, linesChange, linesEnd, linesGrant, linesRelease } from './code/grant.ts';
import { type Call, mapGrant } from './code/map.ts';
import { unmapGrant } from './code/unmap.ts';
import type { Values } from './parameters.ts';
import { sources } from './sources.ts';
import type { GrantRef, Mapper } from './table.ts';
import type { World } from './world.ts';

/** Everybody who acts. */
export interface Actors {
  /** In the order of references. */
  readonly workers: readonly Actor[];
  readonly cpus: readonly { readonly actor: Actor; readonly mapper: Mapper }[];
}

/** Makes the actors of the scene `table` and their steps. */
export function makeActors(system: SystemBuilder, world: World): Actors {
  const cpus = makeBackends(system, world);
  const workers = world.table.refs.map((ref) =>
    workerOf(world, ref).actor(system, `fe.${ref.name}`),
  );
  return { workers, cpus };
}

/** Makes the CPUs of backends, which do whatever they like, and whoever ends the first one. */
export function makeBackends(system: SystemBuilder, world: World): Actors['cpus'] {
  const cpus = world.mappers.flatMap((mapper) =>
    mapper.handles.map((handle, i) => {
      const name = mapper.handles.length === 1 ? `${mapper.name}.cpu` : `${mapper.name}.cpu${i}`;
      return { mapper, actor: cpuOf(world, mapper, handle).actor(system, name) };
    }),
  );
  const [first] = world.mappers;
  if (world.has('DIE')) {
    const its = cpus.filter(({ mapper }) => mapper === first).map(({ actor }) => actor);
    endOfDomain(world.table, first, its).actor(system, 'xen');
  }
  return cpus;
}

/** What of a world the programs go by. */
type Part<Names extends keyof Values> = Omit<World, 'values'> & {
  readonly values: Pick<Values, Names>;
};

/** What a CPU of a backend may ask of the hypervisor, in any order. */
export function cpuOf(
  { values, table, has }: Pick<Part<'maps' | 'devices' | 'copies'>, 'values' | 'table' | 'has'>,
  mapper: Mapper,
  handle: Mapper['handles'][number],
): Program {
  const program = new Program('idle', ['guest', 'rest']);
  program.landmark('assertion-failed');
  const anywhere: Call = { from: 'idle', done: 'idle', failed: 'idle' };
  const hst: readonly PinKind[] = ['hst'];
  const dev: readonly PinKind[] = ['dev'];
  const both: readonly PinKind[] = ['hst', 'dev'];
  for (const ref of table.refs) {
    for (const letter of values.maps) {
      const write = letter === 'w';
      for (const kinds of values.devices ? [hst, dev, both] : [hst]) {
        const wish = { ref, kinds, write };
        mapGrant(program, anywhere, table, mapper, handle, wish);
        unmapGrant(program, anywhere, table, mapper, handle, { ...wish, part: false });
      }
      for (const kinds of has('PART') ? [hst, dev] : []) {
        unmapGrant(program, anywhere, table, mapper, handle, { ref, kinds, write, part: true });
      }
    }
    for (const letter of values.copies) {
      copyGrant(program, 'idle', table, mapper, { ref, kinds: hst, write: letter === 'w' });
    }
  }
  mapForeign(program, 'idle', table, mapper);
  return program;
}

/**
 * What the frontend does with one reference, over and over.
 *
 * @param starts what it needs to begin
 */
export function workerOf(
  world: Part<'grants' | 'onBusy' | 'endAccess'>,
  ref: GrantRef,
  starts: readonly Effect[] = [],
): Program {
  const { values, table, mappers, has, defect } = world;
  const { pages, version, granter } = table;
  const program = new Program('idle', ['rest']);
  program.landmark('gave', ['rest']);
  const end = endOf(world);
  const path = program.path(ref.name).from(sources.grant);
  path
    .line('idle', `${ref.name}: taken from the free list`, [
      { with: [() => ref.use.on('TAKE'), ...starts] },
    ])
    .line(
      '.page',
      `${ref.name}: a page is allocated`,
      pages.flatMap(({ index, use, frame }) =>
        values.grants.map((letter) => ({
          name: `p${index} to ${letter === 'r' ? 'read' : 'write'}`,
          with: [
            () => use.on('TAKE'),
            () =>
              frame.when(
                `is ${granter}'s`,
                (s) => s.matches('owned') && s.context.owner === granter,
              ),
          ],
          set: { page: index, ...(letter === 'r' ? { ro: 1 } : {}) },
        })),
      ),
    );
  linesGrant(path, ref, mappers[0], pages, { flagsFirst: defect('FLAGS_FIRST') });
  path.line('.granted', `${ref.name}: its I/O is done`, [{ to: '.end' }], ['rest', 'granted']);
  linesEnd(path, ref, end, version, { at: '.end', free: '.free', busy: '.busy' });
  linesRelease(path, ref, pages, 'idle', { onBusy: values.onBusy, end, version });
  linesChange(path, ref, pages, granter, {
    flip: has('FLIP'),
    frame: has('FRAME'),
    give: has('GIVE'),
  });
  path.end('idle');
  return program;
}

/** How the frontend ends a grant. */
export function endOf({ values, table }: Pick<Part<'endAccess'>, 'values' | 'table'>): EndAccess {
  if (values.endAccess !== 'own') return values.endAccess;
  return table.version === 1 ? 'v1cas' : 'v2clearFirst';
}
