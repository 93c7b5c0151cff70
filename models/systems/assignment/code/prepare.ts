/**
 * What dom0 does with a device that is not a guest's: PRE puts it into quarantine (`assign_device` to
 * dom_io, as a toolstack does that makes it assignable), DEQ takes it out (`deassign_device` from
 * dom_io), RST resets it.
 */

import type { Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { translationOf, type World } from '../world.ts';
import { type Domain, linesMove } from './lists.ts';
import { marks } from './marks.ts';
import { linesSwitch, type Target } from './switch.ts';

/** PRE: dom0 to dom_io, the function before its phantom. */
export function prepareDevice(world: World, program: Program): void {
  const path = program.path('pre').from(sources.assign);
  const [main, phantom] = world.rids;
  if (main === undefined) return;
  const targets = [{ to: world.quarantined }];
  path.line(marks.managing, 'PRE dev0 finds the pdev', [
    { with: [() => world.list.when('is dom0', (s) => s.context.list === 'dom0')] },
  ]);
  linesSwitch(path, world, { at: '.main', does: 'PRE dev0', rid: main, targets, next: '.unlink' });
  linesMove(path, world, {
    does: 'PRE dev0',
    from: ['dom0'],
    destinations: [{ to: 'dom_io' }],
    locked: false,
  });
  if (phantom !== undefined) {
    linesSwitch(path, world, {
      at: '.phantom',
      does: 'PRE dev0',
      rid: phantom,
      targets,
      next: marks.finishing,
    });
  }
  path.end(marks.finishing);
}

/** DEQ: dom_io to dom0, the phantom before its function; an administrator asks for it after a reset. */
export function releaseDevice(world: World, program: Program): void {
  const path = program.path('deq').from(sources.deassign);
  const [main, phantom] = world.rids;
  if (main === undefined) return;
  const targets: readonly Target[] = [{ to: translationOf('dom0') }];
  const from: readonly Domain[] = ['dom_io'];
  path.line(marks.managing, 'DEQ dev0 finds the pdev', [
    {
      with: [
        () => world.list.when('is dom_io', (s) => s.context.list === 'dom_io'),
        () => world.driven.when('is off', (s) => s.matches('off')),
      ],
    },
  ]);
  if (phantom !== undefined) {
    linesSwitch(path, world, {
      at: '.phantom',
      does: 'DEQ dev0',
      rid: phantom,
      targets,
      next: '.main',
    });
  }
  linesSwitch(path, world, { at: '.main', does: 'DEQ dev0', rid: main, targets, next: '.unlink' });
  linesMove(path, world, { does: 'DEQ dev0', from, destinations: [{ to: 'dom0' }], locked: false });
  path.end(marks.finishing);
}

/** RST: dom0 resets the device through its own driver; what the guest had told it is forgotten. */
export function resetDevice(world: World, program: Program): void {
  program
    .path('rst')
    .from(sources.reset)
    .line(marks.managing, 'RST dev0 is reset', [{ with: [() => world.driven.on('CLEAR')] }])
    .end(marks.finishing);
}
