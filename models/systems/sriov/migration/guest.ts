/**
 * What goes on at the source while memory is copied: VIO, the guest unmaps the I/O page and maps it again
 * by its virtual IOMMU; WRT, the VF writes to it.
 *
 * A write is logged where it is translated, as an IOMMU with dirty bits does it, and arrives later. What
 * was logged of a mapping is read before the mapping is forgotten: afterwards nobody knows which page it was.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { Program } from '../../../kit/program.ts';
import { migration as sources } from '../sources.ts';
import { readsLog } from './log.ts';
import { guestPage, type World } from './world.ts';

/** Adds the guest, with the code of the VMM that it runs into. */
export function guest(system: SystemBuilder, world: World): Actor | null {
  if (!world.has('VIO')) return null;
  const { mapping, running, dma, log } = world;
  const runs = () => running.when('is on', (s) => s.matches('on'));
  const program = new Program('idle', ['rest']);
  program
    .path('unmap')
    .from(sources.unmap)
    .line('idle', 'VIO unmaps v0', [{ with: [() => mapping.on('REMOVE'), runs] }])
    .line('.flush', 'VIO waits for the flush of the host', [
      { with: [() => dma.when('is idle', (s) => s.matches('idle'))] },
    ])
    .line(
      '.collect',
      world.defect('UNMAP_DROPS_DIRTY') ? 'VIO drops the log of v0' : 'VIO reads the log of v0',
      world.defect('UNMAP_DROPS_DIRTY') ? [{ with: [() => log.on('CLEAR')] }] : readsLog(world),
    )
    .end('idle');
  program
    .path('map')
    .from(sources.map)
    .line('idle', 'VIO maps v0', [
      { with: [() => mapping.on('FILL', { page: guestPage, writable: true }), runs], to: 'idle' },
    ])
    .end('idle');
  return program.actor(system, 'guest');
}

/** WRT: the VF at the source writes as long as it runs. */
export function device(system: SystemBuilder, world: World): void {
  const { mapping, source, dma, logging, range, log, copied } = world;
  const write = { actor: 'vf', caseOf: 'vf: WRT writes to v0', source: sources.device };
  const launch = [
    mapping.on('WALK', { page: guestPage }),
    source.when('is on', (s) => s.matches('on')),
    dma.on('LAUNCH', { page: guestPage, tables: 'guest', id: 0 }),
  ] as const;
  system.step(
    { ...write, name: 'vf: WRT writes to v0 [logged]' },
    ...launch,
    logging.when('is on', (s) => s.matches('on')),
    range.when('is on', (s) => s.matches('on')),
    log.on('SET'),
  );
  system.step(
    { ...write, name: 'vf: WRT writes to v0 [nothing is logged]' },
    ...launch,
    logging.when('is off', (s) => s.matches('off')),
  );
  if (world.defect('LOG_RANGES_FIXED')) {
    system.step(
      { ...write, name: 'vf: WRT writes to v0 [v0 is not logged]' },
      ...launch,
      logging.when('is on', (s) => s.matches('on')),
      range.when('is off', (s) => s.matches('off')),
    );
  }
  system.step(
    { actor: 'vf', name: 'vf: WRT the write arrives', source: sources.device },
    dma.on('ARRIVE'),
    copied.on('CLEAR'),
  );
}
