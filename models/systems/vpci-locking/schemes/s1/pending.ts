/** Scheme S1, deferred work. See `index.ts`. */

import { drop, take, wants } from '../../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../../kit/program.ts';
import { freeVpci } from '../../code/devices.ts';
import { marks, nameOf, on, uses } from '../../code/marks.ts';
import { clearSlot, lineCheckSlot, linesCancel, readSlot } from '../../code/pending.ts';
import { inPdev, inVpci, loadVpci } from '../../code/pointers.ts';
import { shown } from '../../code/seen.ts';
import { codeOf } from '../../sources.ts';
import type { Device, World } from '../../world.ts';

/** PEND (patch 07): everything under the lock of a pdev that may be gone. */
export function pend(world: World, program: Program): void {
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:lock`),
  );
  for (const device of world.devices) {
    const does = `PEND ${nameOf(device)}`;
    const fails = world.values.profile === 'hwdom' && device.managed;
    const path = program
      .path(`pend${device.index}`, on(device))
      .from(codeOf(world, 'PEND'))
      .line(
        '.lock',
        `${does} (2) spin_lock(slot.pdev->vpci_lock)`,
        inPdev(world, device, take(device.lock)),
        [wants(device.lock)],
      )
      .line('.test', `${does} (3) tests pdev->vpci`, loadVpci(world, device, '.no-vpci'));
    linesFlag(path, device, does);
    path
      .line(
        '.map',
        `${does} (4) updates the p2m`,
        inVpci(world, device, [
          { name: 'done', tags: ['completes'], observable: shown.p2m, to: '.flip' },
          { name: 'preempted', to: '.again' },
          ...(fails ? [{ name: 'fails', to: '.fail' }] : []),
        ]),
        [uses(device)],
      )
      .line(
        '.again',
        `${does} (4) spin_unlock to retry`,
        inPdev(world, device, drop(device.lock)).map((c) =>
          c.fault === true ? c : { ...c, to: marks.exit },
        ),
      )
      .line(
        '.flip',
        `${does} (4) modify_decoding`,
        inVpci(world, device, [{ observable: shown.command, to: '.clear' }]),
        [uses(device)],
      )
      .line(
        '.no-vpci',
        `${does} (3) no vpci, spin_unlock, slot kept`,
        inPdev(world, device, drop(device.lock)).map((c) =>
          c.fault === true ? c : { ...c, to: marks.guest },
        ),
      );
    if (fails) linesLoseVpci(path, world, device, does);
    path
      .line('.drop', `${does} (4) is cancelled, slot kept`, [{ to: '.unlock' }], ['drops'])
      .line('.clear', `${does} (6) map_pending off`, clearSlot(world))
      .line('.unlock', `${does} (6) spin_unlock`, inPdev(world, device, drop(device.lock)))
      .end(marks.guest);
  }
}

/** (4): the cancel flag of the pdev. */
function linesFlag(path: CodePath, { cancel }: Device, does: string): void {
  if (cancel === null) return;
  path.line('.flag', `${does} (4) tests vpci_cancel_pending`, [
    { name: 'off', with: [() => cancel.when('is off', (s) => s.matches('off'))], to: '.map' },
    { name: 'on', with: [() => cancel.when('is on', (s) => s.matches('on'))], to: '.drop' },
  ]);
}

/**
 * (5): after a failed map the hardware domain loses the vPCI state of the device. As in removal, the
 * slots of all vCPUs that name it are emptied first.
 */
function linesLoseVpci(path: CodePath, world: World, device: Device, does: string): void {
  const { cancel } = device;
  const tags = ['teardown'];
  const raise: readonly Case[] = [{ with: cancel === null ? [] : [() => cancel.on('SET')] }];
  const clear: readonly Case[] = [{ with: [() => device.vpci.on('CLEAR')], to: '.unlock' }];
  path.line('.fail', `${does} (5) vpci_remove_device`, raise, tags);
  linesCancel(path, world, device, `${does} (5) vpci_remove_device`);
  path
    .line('.fail-free', `${does} (5) frees vpci`, [{ with: freeVpci(world, device) }], tags)
    .line('.fail-null', `${does} (5) sets pdev->vpci = NULL`, clear, tags);
}
