/**
 * UNM: the VMM unmaps the range; REM: it maps it again.
 *
 * As vfio_dma_do_unmap has it: while something is pinned, the lock is dropped, vendor drivers are told,
 * and everything is looked at again; after too many rounds an assertion fails.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import { type Case, type CodePath, Program } from '../../../kit/program.ts';
import { mdev as sources } from '../sources.ts';
import { linesNotified } from './vendor.ts';
import type { World } from './world.ts';

/** Rounds until the assertion fails: 10 in type1, 100 in iommufd; what counts is that there is a bound. */
export const ROUNDS = 2;

/** Adds the VMM, with the kernel code that it runs. */
export function vmm(system: SystemBuilder, world: World): Actor {
  const program = new Program('idle', ['rest']);
  program.landmark('assertion-failed', ['rest', 'crashed']);
  if (world.has('UNM')) linesUnmap(program, world);
  if (world.has('REM')) {
    program
      .path('map')
      .from(sources.map)
      .line('idle', 'REM maps the range', [{ with: [() => world.range.on('MAP')], to: 'idle' }])
      .end('idle');
  }
  return program.actor(system, 'vmm');
}

function linesUnmap(program: Program, world: World): void {
  const { lock, range, defect, values } = world;
  const source = sources.unmap[values.container];
  const path = program.path('unm').from(source);
  path.line('idle', 'UNM unmaps the range', [
    { with: [() => range.when('is mapped', (s) => s.matches('mapped'))] },
  ]);
  if (values.container === 'iommufd') {
    path
      .line('.begin', 'UNM takes the lock to begin', take(lock), [wants(lock)])
      .line('.close', 'UNM lets nothing more be pinned', [{ with: [() => range.on('CLOSE')] }])
      .line('.closed', 'UNM drops the lock, having begun', drop(lock));
  }
  path
    .line('.lock', 'UNM takes the lock', take(lock), [wants(lock)])
    .line('.look', 'UNM looks at what is pinned', looks(world), ['asserts']);
  if (!defect('NOTIFY_UNDER_LOCK')) path.line('.drop', 'UNM drops the lock', drop(lock));
  linesNotified(path, world);
  linesRemove(path, world);
}

/** What there is to do, by what is pinned and by how often that was so. */
function looks({ range, defect }: World): readonly Case[] {
  const pinned = () => range.when('has pins', (s) => s.context.pins.length > 0);
  const none = () => range.when('has no pins', (s) => s.context.pins.length === 0);
  if (defect('NO_NOTIFY')) return [{ name: 'or does not', to: '.remove' }];
  const rounds = Array.from(
    { length: ROUNDS },
    (_, i): Case => ({
      name: `something is, round ${i + 1}`,
      where: { round: i === 0 ? null : i },
      with: [pinned],
      set: { round: i + 1 },
    }),
  );
  return [
    { name: 'nothing is', with: [none], set: { round: null }, to: '.remove' },
    ...rounds,
    {
      name: 'something still is: the assertion fails',
      where: { round: ROUNDS },
      with: [pinned],
      to: 'assertion-failed',
      fault: true,
    },
  ];
}

function linesRemove(path: CodePath, { lock, range, defect, values }: World): void {
  path
    .from(sources.unmap[values.container])
    .line('.again', 'UNM looks again', [{ to: defect('NOTIFY_UNDER_LOCK') ? '.look' : '.lock' }])
    .line('.remove', 'UNM removes the range', [
      { with: [() => (defect('NO_NOTIFY') ? range.on('DROP') : range.on('REMOVE'))] },
    ])
    .line('.unlock', 'UNM drops the lock, done', drop(lock))
    .end('idle');
}
