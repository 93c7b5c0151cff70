/**
 * dom0 takes the device from the guest, gives it to it, or destroys the guest.
 *
 * Models deassign_device, assign_device and pci_release_devices (xen/drivers/passthrough/pci.c),
 * vpci_deassign_device and vpci_assign_device (drivers/vpci/vpci.c). Read at c447b7308b. With MSI_LEFT
 * off, deassignment gives pirqs back first, as patches of 2018 did that were not merged.
 */

import { drop, dropWrite, go, lineTakeWrite, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { at, type MsiDevice, marks, nameOf, on } from './parts.ts';
import { linesDisableMsi, linesUnmapEach, unbind } from './pirqs.ts';

const ownerIs =
  ({ owner }: MsiDevice, where: 'here' | 'elsewhere'): Effect =>
  () =>
    owner.when(`is ${where}`, (s) => s.matches(where));

/** What hypercalls about devices have in common: pcidevs_lock, and its release. */
export function hypercalls(world: World, program: Program): void {
  const { pcidevs } = world;
  program.landmark(marks.managing);
  program.landmark(marks.finishing);
  program
    .path('hypercall')
    .from(at('iommu_do_pci_domctl'))
    .line(marks.guest, 'hypercall', go)
    .line('.lock', 'hypercall (1) pcidevs_lock', take(pcidevs), [wants(pcidevs)])
    .end(marks.managing);
  program
    .path('hypercall')
    .from(at('iommu_do_pci_domctl'))
    .line(marks.managing, 'hypercall has nothing to do', go)
    .end(marks.finishing);
  program
    .path('hypercall')
    .from(at('iommu_do_pci_domctl'))
    .line(marks.finishing, 'hypercall pcidevs_unlock', drop(pcidevs))
    .end(marks.guest);
}

/** DEA. */
export function deassign(world: World, program: Program, device: MsiDevice): void {
  const { pciLock } = world;
  const { vpci } = device;
  const does = `DEA ${nameOf(device)}`;
  const path = program
    .path(`dea${device.index}`, ['teardown', ...on(device)])
    .from(at('deassign_device'))
    .line(marks.managing, `${does} finds the pdev`, [{ with: [ownerIs(device, 'here')] }]);
  const first = world.defect('MSI_LEFT') ? '.free' : '.give-back';
  lineTakeWrite(path, '.lock', `${does} (2) write_lock`, pciLock, first);
  if (!world.defect('MSI_LEFT')) linesGiveBack(path, world, device, `${does} (2)`);
  path
    .calls(at('vpci_deassign_device'), () =>
      path.line('.free', `${does} (2) frees vPCI state`, [
        { with: vpci === null ? [] : [() => vpci.on('FREE')] },
      ]),
    )
    .line('.unlock', `${does} (2) write_unlock`, dropWrite(pciLock));
  lineTakeWrite(path, '.lock2', `${does} (4) write_lock`, pciLock, '.move');
  path
    .line('.move', `${does} (4) moves the device away`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .line('.unlock2', `${does} (4) write_unlock`, dropWrite(pciLock))
    .end(marks.finishing);
}

/** Unbinds and unmaps what is there, and switches MSI off. Ends at the next label. */
function linesGiveBack(path: CodePath, world: World, device: MsiDevice, does: string): void {
  const { scene } = world;
  const { eventLock } = scene;
  path.calls('the vPCI teardown of the series of 2018, not merged', () => {
    path.line('.give-back', `${does} event_lock to give pirqs back`, take(eventLock), [
      wants(eventLock),
    ]);
    for (const vector of device.vectors) {
      const { irq, number } = vector;
      path.line(`.unbind-irq${number}`, `${does} unbinds irq${number}`, [
        { with: unbind(vector) },
        { name: 'not bound', with: [() => irq.when('is not bound', (s) => !s.matches('bound'))] },
      ]);
    }
    const init = { path, scene, device, does };
    linesDisableMsi(init, '.msi-off');
    linesUnmapEach(init, '.unmap');
    path.line('.given-back', `${does} event_unlock, pirqs given back`, drop(eventLock));
  });
}

/** ASG: the guest's vPCI state is made anew. INTX_DISABLE is taken over from hardware. */
export function assign(world: World, program: Program, device: MsiDevice): void {
  const { pciLock } = world;
  const { vpci, command } = device;
  const does = `ASG ${nameOf(device)}`;
  const path = program
    .path(`asg${device.index}`, on(device))
    .from(at('assign_device'))
    .line(marks.managing, `${does} finds the pdev`, [{ with: [ownerIs(device, 'elsewhere')] }]);
  lineTakeWrite(path, '.lock', `${does} (5) write_lock`, pciLock, '.move');
  path
    .line('.move', `${does} (5) moves the device here`, [
      { with: [() => device.owner.on('TO_HERE')] },
    ])
    .line('.unlock', `${does} (5) write_unlock`, dropWrite(pciLock));
  lineTakeWrite(path, '.lock2', `${does} (7) write_lock`, pciLock, '.alloc');
  path.calls(at('vpci_assign_device, init_header, init_msi'), () => {
    path.line('.alloc', `${does} (7) makes vPCI state`, [
      { with: vpci === null ? [] : [() => vpci.on('ALLOCATE')] },
    ]);
    if (command !== null) {
      path
        .line('.registers', `${does} (7) clears the command register`, [
          { with: [() => command.on('ASSIGNED')] },
        ])
        .line('.guest-cmd', `${does} (7) takes INTX_DISABLE over`, takeOverIntx(device));
    }
  });
  path.line('.unlock2', `${does} (7) write_unlock`, dropWrite(pciLock)).end(marks.finishing);
}

function takeOverIntx({ command, guestIntx }: MsiDevice): readonly Case[] {
  if (command === null || guestIntx === null) return go;
  return [true, false].map(
    (off): Case => ({
      name: off ? 'INTx is off' : 'INTx is on',
      with: [
        () => command.when(`has INTX_DISABLE ${off}`, (s) => s.context.intxDisabled === off),
        () => guestIntx.on(off ? 'SET' : 'CLEAR'),
      ],
    }),
  );
}
