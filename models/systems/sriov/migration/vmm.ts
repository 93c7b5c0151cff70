/**
 * MIG: the VMM migrates the machine with its VF.
 *
 * Memory is copied while guest and VF run; what they write meanwhile is logged and copied again. Then both
 * are stopped, what is left is copied, the state of the VF is saved, and all is loaded at the destination,
 * where the virtual IOMMU has to bring its view into force before the VF runs.
 *
 * The log and the mappings of the virtual IOMMU are looked at under one lock (the big lock of QEMU): MIG
 * reads the log only while the guest is not in the middle of unmapping.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import { migration as sources } from '../sources.ts';
import { readsLog } from './log.ts';
import type { World } from './world.ts';

/** Tags of places and steps that requirements ask about. */
export const tags = { saves: 'saves the state of the VF' } as const;

/** Adds the VMM. */
export function vmm(system: SystemBuilder, world: World, guest: Actor | null): Actor {
  const program = new Program('idle', ['rest']);
  program.landmark('moved', ['rest']);
  const still: readonly Effect[] =
    guest === null ? [] : [() => guest.when('is at rest', (s) => s.hasTag('rest'))];
  const path = program.path('mig').from(sources.start);
  linesCopied(path, world, still);
  linesStopped(path, world, still);
  linesLoaded(path, world);
  path.end('moved');
  return program.actor(system, 'vmm');
}

const on = (flag: World['log']) => () => flag.when('is on', (s) => s.matches('on'));
const off = (flag: World['log']) => () => flag.when('is off', (s) => s.matches('off'));

/** Logging goes on, all is copied, and what was written since then, as often as the VMM likes. */
function linesCopied(path: CodePath, world: World, still: readonly Effect[]): void {
  const { source, logging, range, mapping, dirty, copied, defect } = world;
  const logs = () => logging.on('SET');
  path.line('idle', 'MIG begins', [{ with: [on(source)] }]);
  path.line(
    '.log',
    'MIG has writes logged',
    defect('LOG_RANGES_FIXED')
      ? [
          {
            name: 'to v0 too',
            with: [
              logs,
              () => range.on('SET'),
              () => mapping.when('is there', (s) => s.context.written !== null),
            ],
          },
          {
            name: 'but not to v0, which is not mapped',
            with: [logs, () => mapping.when('is empty', (s) => s.context.written === null)],
          },
        ]
      : [{ with: [logs, () => range.on('SET')] }],
  );
  lineDrains(path, world, '.logged', 'MIG waits for writes before that');
  path
    .from(sources.copy)
    .line('.copy', 'MIG copies all memory', [
      { with: [() => copied.on('SET'), () => dirty.on('CLEAR')] },
    ]);
  path.from(sources.sync).line('.sync', 'MIG reads the log', withAll(readsLog(world), still));
  if (!defect('LOG_NOT_DRAINED')) {
    lineDrains(path, world, '.drain', 'MIG waits for the writes that were in it');
  }
  path
    .from(sources.copy)
    .line('.again', 'MIG copies what was written', copies(world))
    .line('.enough', 'MIG looks how much was written', [
      { name: 'much', to: '.sync' },
      { name: 'little' },
    ]);
}

/** Guest and VF stop, and the last writes are copied. */
function linesStopped(path: CodePath, world: World, still: readonly Effect[]): void {
  const { running, source, defect } = world;
  path
    .from(sources.stop)
    .line('.stop', 'MIG stops the guest', [{ with: [() => running.on('LOWER'), ...still] }])
    .line('.quiet', 'MIG stops the VF', [{ with: [() => source.on('LOWER')] }]);
  if (!defect('SAVED_IN_FLIGHT')) {
    lineDrains(path, world, '.still', 'MIG sees that the VF has nothing under way');
  }
  path
    .from(sources.sync)
    .line('.last', 'MIG reads the log for the last time', readsLog(world))
    .from(sources.copy)
    .line('.rest', 'MIG copies what is left', copies(world))
    .from(sources.save)
    .line('.save', 'MIG saves the state of the VF', [{ tags: [tags.saves] }]);
}

/** At the destination: the state of the virtual IOMMU, its view, and the VF. */
function linesLoaded(path: CodePath, world: World): void {
  const { attached, view, target, running, defect } = world;
  path
    .from(sources.load)
    .line('.load', 'MIG loads the state of the virtual IOMMU', [
      { with: [() => attached.on('SET')] },
    ]);
  if (!defect('VF_VIEW_NOT_SWITCHED')) {
    path.line('.view', 'MIG switches the view of the VF', [{ with: [() => view.on('SET')] }]);
  }
  path
    .from(sources.resume)
    .line('.run', 'MIG starts VF and guest at the destination', [
      { with: [() => target.on('SET'), () => running.on('SET')] },
    ]);
}

/** Requests that were translated before have arrived. */
function lineDrains(path: CodePath, { dma }: World, at: string, does: string): void {
  path.line(at, does, [{ with: [() => dma.when('is idle', (s) => s.matches('idle'))] }]);
}

function copies({ dirty, copied }: World): readonly Case[] {
  return [
    { name: 'a page', with: [() => dirty.on('LOWER'), () => copied.on('SET')] },
    { name: 'nothing', with: [off(dirty)] },
  ];
}

function withAll(cases: readonly Case[], more: readonly Effect[]): readonly Case[] {
  return cases.map((one) => ({ ...one, with: [...(one.with ?? []), ...more] }));
}
