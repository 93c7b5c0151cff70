/** Scheme S4, deferred work: with one slot per vCPU as landed, and with tasks as proposed. */

import { drop, dropRead, take, takeRead, wants } from '../../../../kit/lock-code.ts';
import type { Program } from '../../../../kit/program.ts';
import { marks, nameOf, on, uses } from '../../code/marks.ts';
import { clearSlot, lineCheckSlot, readSlot, takeFromSlot } from '../../code/pending.ts';
import { inPdev, inVpci, testVpciAndOwner } from '../../code/pointers.ts';
import { writeKeptCommand } from '../../code/registers.ts';
import { shown } from '../../code/seen.ts';
import { codeOf } from '../../sources.ts';
import type { Device, World } from '../../world.ts';

/** The work on one device. `keepsSlot` is what v10 did on its early exit. */
export function pendDevice(
  world: World,
  program: Program,
  device: Device,
  { keepsSlot }: { readonly keepsSlot: boolean } = { keepsSlot: false },
): void {
  const { domainLock } = world;
  const does = `PEND ${nameOf(device)}`;
  const preempted = world.defect('PEND_RUNS') ? marks.guest : marks.exit;
  const stale = keepsSlot ? '.stale-out' : '.stale';
  const path = program
    .path(`pend${device.index}`, on(device))
    .from(codeOf(world, 'PEND'))
    .line('.lock', `${does} (2) read_lock`, takeRead(domainLock), [wants(domainLock, 'read')])
    .line(
      '.test',
      `${does} (3) follows slot.pdev`,
      inPdev(world, device, testVpciAndOwner(world, device, stale)),
    )
    .line(
      '.map',
      `${does} (4) updates the p2m`,
      inPdev(
        world,
        device,
        inVpci(world, device, [
          { name: 'done', tags: ['completes'], observable: shown.p2m, to: '.clear' },
          { name: 'preempted', to: '.again' },
        ]),
      ),
      [uses(device)],
    )
    .line(
      '.again',
      `${does} (4) read_unlock to retry`,
      dropRead(domainLock).map((c) => ({ ...c, to: preempted })),
    );
  if (!keepsSlot) path.line('.stale', `${does} (3) clears the slot`, clearSlot(world), ['drops']);
  path
    .line(
      '.stale-out',
      `${does} (3) read_unlock`,
      dropRead(domainLock).map((c) => ({ ...c, to: marks.guest })),
    )
    .line('.clear', `${does} (6) clears the slot`, takeFromSlot(world, device), [uses(device)])
    .line('.vlock', `${does} (6) spin_lock(vpci->lock)`, inVpci(world, device, take(device.lock)), [
      wants(device.lock),
      uses(device),
    ])
    .line(
      '.commit',
      `${does} (6) writes PCI_COMMAND`,
      inVpci(world, device, writeKeptCommand(device)),
      [uses(device)],
    )
    .line('.vunlock', `${does} (6) spin_unlock`, inVpci(world, device, drop(device.lock)), [
      uses(device),
    ])
    .line('.out', `${does} (6) read_unlock`, dropRead(domainLock))
    .end(marks.guest);
}

/** PEND of S5: tasks carry what they need; under the read lock nobody can cancel them. */
export function pendQueue(world: World, program: Program): void {
  const { domainLock } = world;
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, () => 'pend:lock'),
  );
  program
    .path('pend')
    .from(codeOf(world, 'PEND'))
    .line('.lock', 'PEND (1) read_lock', takeRead(domainLock), [wants(domainLock, 'read')])
    .line('.run', 'PEND (2) runs its task', [
      {
        name: 'cancelled meanwhile',
        with: [(actor) => world.slotOf(actor).when('is empty', (s) => s.context.request === null)],
        to: '.out',
      },
      {
        name: 'done',
        tags: ['completes'],
        with: [taskOf(world)],
        observable: shown.p2m,
        to: '.pop',
      },
      { name: 'preempted', with: [taskOf(world)], to: '.out' },
    ])
    .line('.pop', 'PEND (2) drops the task', clearSlot(world))
    .line('.out', 'PEND (3) read_unlock', dropRead(domainLock))
    .end(marks.exit);
}

function taskOf(world: World) {
  return (actor: string) =>
    world.slotOf(actor).when('has a task', (s) => s.context.request !== null);
}
