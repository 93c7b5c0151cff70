/**
 * What the handlers of the MSI registers do once a write has reached them.
 *
 * Models control_write, update_msi and mask_write of xen/drivers/vpci/msi.c, and vpci_msi_arch_enable,
 * _disable, _update and _mask of arch/x86/hvm/vmsi.c. Read at c447b7308b. Registers: `v`, the number of
 * vectors wanted, 0 for MSI off; `was`, whether MSI was on before; `upd`, that only the message is
 * updated.
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { linesMap } from './map-pirq.ts';
import { at, type Flag, type MsiDevice, nameOf } from './parts.ts';
import { linesBind, linesUnbind, linesUnmap } from './pirqs.ts';

type Vpci = NonNullable<MsiDevice['vpci']>;

/** Off, on, off and on again, or the message updated: what is done depends on the registers. */
export function linesMsi(path: CodePath, world: World, device: MsiDevice, vpci: Vpci): void {
  const { scene } = world;
  const does = `MSI ${nameOf(device)}`;
  const init = { path, scene, device, does };
  const updates = world.has('MSG') && !scene.defect('UPDATE_UNMAPS');
  linesUnbind(init, updates ? '.unbound' : '.unmap');
  if (updates) {
    path.calls(at('vpci_msi_arch_update'), () =>
      path.line('.unbound', `${does} unmaps?`, [
        { name: 'the message is updated', where: { upd: 1 }, to: '.mapped' },
        ...(world.has('MSI') ? [{ where: { upd: null } }] : []),
      ]),
    );
  }
  if (world.has('MSI') || !updates) {
    linesUnmap(init);
    path.calls(at('control_write'), () =>
      path.line('.unmapped', `${does} on again?`, [
        ...(world.has('MSI') ? [{ name: 'off', where: { v: 0 }, to: '.off' }] : []),
        ...repeat(
          device.vectors.length,
          (k): Case => ({
            ...(k > 0 ? { name: `on with ${k + 1}` } : {}),
            where: { v: k + 1 },
            to: '.map',
          }),
        ),
      ]),
    );
    linesMap(init, '.failed');
  }
  linesBind(init);
  linesControl(path, world, device, vpci, does);
}

/** What control_write does after pirqs are in place, or not. */
function linesControl(
  path: CodePath,
  world: World,
  device: MsiDevice,
  vpci: Vpci,
  does: string,
): void {
  const { enable, command, guestIntx } = device;
  const counts = repeat(device.vectors.length, (k) => k + 1);
  const several = (v: number) => (counts.length > 1 ? { name: `${v}` } : {});
  const control = (v: number, on: boolean): readonly Effect[] => [
    () => vpci.on('CONTROL', { enabled: on, vectors: v }),
    ...(enable === null ? [] : [() => enable.on(on ? 'ENABLE' : 'DISABLE')]),
  ];
  path.calls(at('control_write'), () => {
    path.line('.bound', `${does} enables?`, [
      ...(world.has('MSG')
        ? [{ name: 'the message was updated', where: { upd: 1 }, to: '.vunlock' }]
        : []),
      ...(world.has('MSI') ? [{ where: { upd: null } }] : []),
    ]);
    if (world.has('MSI')) {
      if (command !== null && guestIntx !== null) {
        path.line('.intx', `${does} pci_intx(false)`, forceIntxOff(world, command, guestIntx));
      }
      path
        .line(
          '.on',
          `${does} writes the control register, on`,
          counts.map(
            (v): Case => ({ ...several(v), where: { v }, with: control(v, true), to: '.vunlock' }),
          ),
        )
        .line(
          '.off',
          `${does} writes the control register, off`,
          counts.map(
            (v): Case => ({
              ...several(v),
              with: control(v, false),
              to: '.vunlock',
            }),
          ),
        );
    }
    if (world.has('MSI') || world.defect('UPDATE_UNMAPS')) {
      path.line('.failed', `${does} returns, MSI off`, [{ with: [() => vpci.on('OFF')] }]);
    }
  });
}

/** INTx off in hardware and for the guest. Landed: only if MSI was off before. */
function forceIntxOff(
  world: World,
  command: NonNullable<MsiDevice['command']>,
  guestIntx: Flag,
): readonly Case[] {
  const disable: Case = { with: [() => command.on('DISABLE_INTX'), () => guestIntx.on('SET')] };
  if (!world.scene.defect('INTX_BACK')) return [disable];
  return [
    { ...disable, where: { was: null } },
    { name: 'MSI was on before', where: { was: 1 } },
  ];
}

/**
 * mask_write: under the descriptor lock the guest's wish is joined with that of Xen. With MASK_DIRECT
 * the bit is written as the guest says.
 */
export function linesMask(path: CodePath, { scene }: World, device: MsiDevice): void {
  const [vector] = device.vectors;
  const mask = vector?.mask;
  if (vector === undefined || mask === null || mask === undefined) return;
  const direct = scene.defect('MASK_DIRECT');
  const joined = (masked: boolean): readonly Effect[] => [
    () => mask.on('GUEST', { on: masked }),
    () => vector.lock.when('is free', (s) => s.matches('free')),
  ];
  const source = direct
    ? at('the mask register of QEMU', 'before XSA-129')
    : at('mask_write, guest_mask_msi_irq');
  path.calls(source, () =>
    path.line(
      '.mask',
      `MASK ${nameOf(device)} writes a mask bit`,
      [true, false].map(
        (masked): Case => ({
          name: masked ? 'set' : 'clear',
          with: direct ? [() => mask.on('WRITE', { on: masked })] : joined(masked),
          to: '.vunlock',
        }),
      ),
      ['writes mask'],
    ),
  );
}
