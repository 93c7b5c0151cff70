/** The VMM: it forwards what the guest has unmapped (INV), and takes stage 1 back when it is reset (VRS). */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type CodePath, Program } from '../../../kit/program.ts';
import { nested as sources } from '../sources.ts';
import { request } from './guest.ts';
import { nestedTables, type World } from './world.ts';

/** The tag of locations at which the virtual IOMMU is being reset. */
export const resetting = 'resets the virtual IOMMU';

/** What the IOMMU is told to forget, and of which scope. */
export const commands = {
  range: 'invalidates the range',
  reset: 'invalidates stage 1, all of it',
  address: 'invalidates stage 2, by address',
  pasid: 'invalidates stage 1, by PASID',
  domain: 'invalidates the domain',
} as const;

/** Adds the VMM. */
export function vmm(system: SystemBuilder, world: World, guest: Actor): Actor {
  const program = new Program('idle', ['rest']);
  if (world.has('INV')) linesForward(program, world);
  if (world.has('VRS')) linesReset(program, world, guest);
  return program.actor(system, 'vmm');
}

/** A command for the IOMMU, and waiting until it has been carried out. */
export function linesFlush(
  path: CodePath,
  { queue }: World,
  does: string,
  command: string,
  tags: readonly string[] = [],
): void {
  path
    .line(
      '.flush',
      `${does} ${command}`,
      [{ with: [(by) => queue.on('SUBMIT', { by, command })] }],
      tags,
    )
    .line(
      '.flush-wait',
      `${does} waits for the IOMMU`,
      [{ with: [(by) => queue.on('COMPLETE', { by })] }],
      tags,
    );
}

function linesForward(program: Program, world: World): void {
  const { requests, queue, defect } = world;
  const path = program.path('forward').from(sources.forward);
  path.line('idle', 'INV reads a request', [{ with: [() => requests.on('POP', { request })] }]);
  const early = defect('INVALIDATION_EARLY');
  if (early) {
    path.line('.flush', `INV ${commands.range}`, [
      { with: [(by) => queue.on('SUBMIT', { by, command: commands.range })] },
    ]);
  } else if (!defect('INVALIDATION_DROPPED')) linesFlush(path, world, 'INV', commands.range);
  path.line('.answer', 'INV answers', [
    { with: [() => requests.on('ANSWER', { status: 'complete' })] },
  ]);
  if (early) {
    path.line(
      '.late',
      'INV waits for the IOMMU, at last',
      [{ with: [(by) => queue.on('COMPLETE', { by })] }],
      [answered],
    );
  }
  path.end('idle');
}

/** The tag of a location at which the guest has its answer already. */
export const answered = 'has answered';

/** The virtual IOMMU is reset: stage 1 goes, what is cached of it, and then its memory is used again. */
function linesReset(program: Program, world: World, guest: Actor): void {
  const { context, doorbell, running, defect } = world;
  const path = program.path('vrs').from(sources.reset);
  const tags = [resetting];
  const kept = defect('RESET_KEEPS_STAGE1');
  path.line('idle', 'VRS stops the guest', [
    {
      with: [
        () => running.on('LOWER'),
        () => guest.when('is at rest', (s) => s.hasTag('rest')),
        ...(doorbell === null ? [] : [() => doorbell.enabled.on('CLEAR')]),
      ],
    },
  ]);
  if (!kept) {
    path.line(
      '.unhook',
      'VRS takes stage 1 out of the context',
      [{ with: [() => context.on('CLEAR', { was: 'nested' })] }],
      tags,
    );
    if (!defect('RESET_NO_FLUSH')) linesFlush(path, world, 'VRS', commands.reset, tags);
  }
  linesReboot(path, world);
  if (!kept) {
    path
      .from(sources.forward)
      .line(
        '.hook',
        'VRS hooks stage 1 of the next kernel',
        [{ with: [() => context.on('WRITE', { was: null, ...nestedTables })] }],
        tags,
      );
  }
  path
    .from(sources.reset)
    .line('.run', 'VRS starts the guest', [{ with: [() => running.on('RAISE')] }], tags);
  path.end('idle');
}

/** The next kernel has the memory for what it likes, and makes tables in the end. */
function linesReboot(path: CodePath, { tables, pages, doorbell }: World): void {
  const clears = [
    ...pages.map(
      ({ stage1 }) =>
        () =>
          stage1.on('UNMAP'),
    ),
    ...(doorbell === null ? [] : [() => doorbell.stage1.on('UNMAP')]),
  ];
  path
    .from(sources.reboot)
    .line(
      '.reuse',
      'VRS the memory of stage 1 is used for something else',
      [{ with: [() => tables.on('LOWER')] }],
      [resetting],
    )
    .line(
      '.anew',
      'VRS the next kernel makes tables of its own',
      [{ with: [() => tables.on('RAISE'), ...clears] }],
      [resetting],
    );
}
