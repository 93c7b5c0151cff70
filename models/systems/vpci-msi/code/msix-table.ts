/**
 * TBL: the guest accesses its MSI-X table.
 *
 * Models msix_accept, msix_write and adjacent_write of xen/drivers/vpci/msix.c, and the loop over the
 * elements of an access (hvm_mmio_intercept, arch/x86/hvm/intercept.c). Read at c447b7308b.
 */

import { drop, dropRead, go, take, takeRead, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import {
  type ControlSnapshot,
  entryIs,
  type FlagSnapshot,
  linesUpdate,
  type MsixParts,
} from './msix-entry.ts';
import { at, faults, type MsiDevice, marks, nameOf, on, type Vector } from './parts.ts';

/** TBL: an access traps, finds its device twice, and is carried out on what is stored. */
export function accessesTable(
  world: World,
  program: Program,
  device: MsiDevice,
  msix: MsixParts,
): void {
  const { pciLock, vpciLock } = world;
  const does = `TBL ${nameOf(device)}`;
  const [vector] = device.vectors as readonly [Vector];
  const spans = world.defect('TABLE_SPAN');
  const { enabled, mapped } = msix;
  const isOn: Effect = () => enabled.when('is on', (s) => s.matches('on'));
  const isOff: Effect = () => enabled.when('is off', (s) => s.matches('off'));
  const path = program
    .path('tbl', on(device))
    .from(at('msix_accept'))
    .line(marks.guest, `${does} access traps`, go)
    .line('.lock', `${does} (1) read_lock`, takeRead(pciLock), [wants(pciLock, 'read')])
    .line(
      '.find',
      `${does} (2) is the address in a table?`,
      [
        { name: 'yes', with: [isOn] },
        ...(mapped === null
          ? [{ name: 'no', with: [isOff], to: '.miss' }]
          : [
              {
                name: 'no, and no BAR is there',
                with: [isOff, () => mapped.when('is off', (s: FlagSnapshot) => s.matches('off'))],
                to: '.miss',
              },
              {
                name: 'no, though the BAR is mapped',
                with: [isOff, () => mapped.when('is on', (s: FlagSnapshot) => s.matches('on'))],
                to: '.lost',
              },
            ]),
      ],
      ['looks for a table'],
    )
    .line('.unlock', `${does} (3) read_unlock`, dropRead(pciLock))
    .from(at('msix_write'))
    .line('.lock2', `${does} (4) read_lock`, takeRead(pciLock), [wants(pciLock, 'read')])
    .line('.find2', `${does} (5) looks again`, [
      { name: 'yes', with: [isOn] },
      { name: 'no, to be retried', with: [isOff], to: '.out' },
    ])
    .line('.vlock', `${does} (6) spin_lock(vpci->lock)`, take(vpciLock), [wants(vpciLock)])
    .line('.access', `${does} (7) access`, accesses(world, msix), ['in a table']);
  linesMaskEntry(path, vector, msix, does);
  linesUpdate(path, world.scene, vector, msix, does, '.vunlock');
  path.line('.vunlock', `${does} (8) spin_unlock`, drop(vpciLock));
  path
    .from(at('hvm_mmio_intercept', spans ? 'before c5397354b9' : undefined))
    .line(
      '.more',
      `${does} (8) does the access go on behind the table?`,
      [
        { name: 'no' },
        spans
          ? { name: 'yes, to a page that has no entry', to: faults.nullDereference, fault: true }
          : { name: 'yes, it is clipped' },
      ],
      ['in a table'],
    )
    .from(at('msix_write'))
    .line(
      '.out',
      `${does} (8) read_unlock`,
      dropRead(pciLock).map((c) => ({ ...c, to: marks.guest })),
    )
    .from(at('msix_accept'));
  if (mapped !== null) {
    path.line('.lost', `${does} (3) read_unlock, the access is lost`, [
      { ...dropRead(pciLock)[0], to: faults.lost, fault: true },
    ]);
  }
  path.line('.miss', `${does} (3) read_unlock, no table`, dropRead(pciLock)).end(marks.guest);
}

/** What an access may be. Entry writes are stored; unmasking applies them if MSI-X is in force. */
function accesses(world: World, msix: MsixParts): readonly Case[] {
  const { entry, control } = msix;
  const inForce = ({ context: c }: ControlSnapshot) => c.enabled && !c.masked;
  const unmasks: Effect = () => entry.on('UNMASK', { updated: true });
  const unmasksStored: Effect = () => entry.on('UNMASK', { updated: false });
  return [
    { name: 'address or data is stored', with: [() => entry.on('STORE')], to: '.vunlock' },
    { name: 'masks', with: [() => entry.on('MASK')], to: '.mask' },
    {
      name: 'unmasks, with changes to apply',
      with: [unmasks, () => control.when('is in force', inForce)],
      to: '.update',
    },
    {
      name: 'unmasks, with changes for later',
      with: [unmasks, () => control.when('is not in force', (s) => !inForce(s))],
      to: '.mask',
    },
    { name: 'unmasks, without changes', with: [unmasksStored], to: '.mask' },
    { name: 'not aligned, ignored', to: '.vunlock' },
    { name: 'pending bits, dropped', to: '.vunlock' },
    world.defect('TABLE_RANGE')
      ? { name: 'beyond the last entry', to: faults.outOfBounds, fault: true }
      : { name: 'beside the table, forwarded', to: '.vunlock' },
  ];
}

/** vpci_msix_arch_mask_entry: the guest's wish is joined with that of Xen, if there is a pirq. */
function linesMaskEntry(path: CodePath, vector: Vector, msix: MsixParts, does: string): void {
  const { mask, lock } = vector;
  if (mask === null) return;
  const joined = (masked: boolean): readonly Effect[] => [
    entryIs(msix, `has a pirq and is masked: ${masked}`, (c) => c.mapped && c.masked === masked),
    () => mask.on('GUEST', { on: masked }),
    () => lock.when('is free', (s) => s.matches('free')),
  ];
  path.calls(at('vpci_msix_arch_mask_entry'), () =>
    path.line('.mask', `${does} (7) masks or unmasks the pirq`, [
      { name: 'masks', with: joined(true), to: '.vunlock' },
      { name: 'unmasks', with: joined(false), to: '.vunlock' },
      {
        name: 'no pirq',
        with: [entryIs(msix, 'has no pirq', (c) => !c.mapped)],
        to: '.vunlock',
      },
    ]),
  );
}
