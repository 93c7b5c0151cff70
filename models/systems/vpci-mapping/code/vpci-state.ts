/** vpci_deassign_device and vpci_assign_device (drivers/vpci/vpci.c): how vPCI state goes and comes. */

import { go } from '../../../kit/lock-code.ts';
import type { CodePath, Effect } from '../../../kit/program.ts';
import { nameOf } from '../../vpci-locking/code/marks.ts';
import { cancels, orderOf } from '../parameters.ts';
import { type Device, pagesOfDevice, type World } from '../world.ts';

/** vpci_deassign_device. With UNMAP its mappings go first, with CANCEL the slots that name it. */
export function linesDeassign(path: CodePath, world: World, device: Device, does: string): void {
  const { vpci, bars, mapped, domain } = device;
  const gone = vpci.when('is absent', (s) => s.matches('absent'));
  path.line('.teardown', `${does} vpci_deassign_device`, go, ['takes vPCI away']);
  if (cancels(world.values)) {
    for (const [i, vcpu] of domain.vcpus.entries()) {
      const slot = world.slotOf(vcpu);
      path.line(`.cancel-${i}`, `${does} looks at the slot of ${vcpu}`, [
        {
          name: 'cancels',
          with: [
            () => slot.on('CANCEL', { device: device.index }),
            ...(world.tasks
              ? bars.map(
                  (part): Effect =>
                    () =>
                      world.setOf(vcpu, device, part).on('PURGE'),
                )
              : []),
          ],
        },
        {
          name: 'other',
          with: [
            () =>
              slot.when(
                `does not name ${nameOf(device)}`,
                (s) => s.context.request?.device !== device.index,
              ),
          ],
        },
      ]);
    }
  }
  if (world.repair('UNMAP')) linesUnmap(path, world, device, does);
  path.line('.free', `${does} frees vpci with its BARs`, [
    {
      with: [
        () => vpci.on('FREE'),
        ...bars.flatMap(({ bar, set }): readonly Effect[] => [
          () => bar.on('INITIALISE'),
          ...(set === null ? [] : [() => set.on('PURGE')]),
        ]),
        () => mapped.on('CLEAR'),
      ],
    },
    { name: 'there is none', with: [() => gone], to: '.freed' },
  ]);
  path
    .line('.null', `${does} sets pdev->vpci = NULL`, [{ with: [() => vpci.on('CLEAR')] }])
    .line('.freed', `${does} is done`, go);
}

/** UNMAP: every frame that leads into the device is taken out of the p2m, then decode is turned off. */
function linesUnmap(path: CodePath, world: World, device: Device, does: string): void {
  const { p2m } = device.domain;
  const mfns = pagesOfDevice(world.values, device).map(({ mfn }) => mfn);
  p2m.forEach((entry, gfn) => {
    path.line(`.unmap${gfn}`, `${does} takes gfn ${gfn} out of the p2m`, [
      {
        name: 'not of this device',
        with: [
          () =>
            entry.when('leads elsewhere or nowhere', (s) =>
              mfns.every((mfn) => s.context.leads !== mfn),
            ),
        ],
      },
      ...mfns.map((mfn) => ({ name: `mfn ${mfn}`, with: [() => entry.on('UNMAP', { mfn })] })),
    ]);
  });
  if (orderOf(world.values) !== 'always-on') {
    path.line('.decode-off', `${does} turns decode off`, [
      { with: [() => device.command.on('ASSIGNED')] },
    ]);
  }
}

/** vpci_assign_device: the registers are as assignment leaves them, nothing is mapped. */
export function linesAssign(path: CodePath, world: World, device: Device, does: string): void {
  const { vpci, guest, command, msi } = device;
  const alwaysOn = orderOf(world.values) === 'always-on';
  const values = world.intx ? [false, true] : [false];
  path
    .line('.alloc', `${does} allocates vpci`, [{ with: [() => vpci.on('ALLOCATE')] }])
    .line('.publish', `${does} sets pdev->vpci`, [{ with: [() => vpci.on('PUBLISH')] }])
    .line(
      '.read',
      `${does} reads PCI_COMMAND`,
      values.map((intxDisabled) => ({
        name: intxDisabled ? 'INTx off' : 'INTx on',
        set: { intx: intxDisabled ? 1 : 0 },
        with: [
          () => guest.on('ASSIGNED', { intxDisabled }),
          () =>
            command.when(
              `INTX_DISABLE is ${intxDisabled}`,
              (s) => s.context.intxDisabled === intxDisabled,
            ),
        ],
      })),
    )
    .line(
      '.init',
      `${does} writes PCI_COMMAND`,
      values.map((intxDisabled) => ({
        name: intxDisabled ? 'INTx off' : 'INTx on',
        where: { intx: intxDisabled ? 1 : 0 },
        set: { intx: null },
        with: [
          () => command.on('GUEST_WRITE', { memory: alwaysOn, master: false, intxDisabled }),
          ...(msi === null ? [] : [() => msi.on('DISABLE')]),
        ],
      })),
    );
}
