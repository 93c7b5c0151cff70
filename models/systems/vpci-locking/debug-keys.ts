/**
 * DBG: the debug key that prints the MSI state of all domains.
 *
 * Models vpci_dump_msi (xen/drivers/vpci/msi.c) at c447b7308b. It only tries its locks; between two
 * devices it gives both up to let softirqs run, and then goes on along the list from the pdev it had.
 */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../compose/index.ts';
import { drop, dropRead, go, tryRead, tryTake } from '../../kit/lock-code.ts';
import { Program } from '../../kit/program.ts';
import { faults, nameOf, uses } from './code/marks.ts';
import { inPdev, inVpci, loadVpci, lookUp } from './code/pointers.ts';
import { crashes } from './code/seen.ts';
import { codeOf } from './sources.ts';
import type { Device, World } from './world.ts';

/** Adds the actor. It prints the first device and then looks for the next one on the list. */
export function debugKeys(system: SystemBuilder, world: World): Actor {
  const device = world.devices[0] as Device;
  const { domainLock } = world;
  const does = `DBG ${nameOf(device)}`;
  const program = new Program('waiting', ['rest']);
  for (const place of Object.values(faults)) program.landmark(place, ['rest', 'crashed']);
  for (const [place, words] of Object.entries(crashes)) program.showsArrival(place, words);
  program
    .path('dbg')
    .from(codeOf(world, 'DBG'))
    .line('waiting', `${does} key pressed`, [{ observable: 'is asked for MSI state' }])
    .line('.lock', `${does} read_trylock`, tryRead(domainLock, 'waiting'))
    .line('.first', `${does} takes the first pdev of the list`, lookUp(world, device, '.out'))
    .line('.test', `${does} tests pdev->vpci`, loadVpci(world, device, '.next'))
    .line(
      '.vlock',
      `${does} spin_trylock(vpci->lock)`,
      inVpci(world, device, tryTake(device.lock, '.next')),
      [uses(device)],
    )
    .line('.print', `${does} prints`, inVpci(world, device, go), [uses(device)])
    .line(
      '.vunlock',
      `${does} spin_unlock`,
      inVpci(
        world,
        device,
        drop(device.lock).map((c) => ({ ...c, set: { vpci: null } })),
      ),
      [uses(device)],
    )
    .line('.unlock', `${does} read_unlock to run softirqs`, dropRead(domainLock))
    .line('.relock', `${does} read_trylock again`, tryRead(domainLock, 'waiting'))
    .line(
      '.next',
      `${does} goes on along the list`,
      inPdev(world, device, [{ set: { vpci: null } }]),
    )
    .line('.out', `${does} read_unlock at the end`, dropRead(domainLock))
    .end('waiting');
  return program.actor(system, 'console', program.machine('debugKeys'));
}
