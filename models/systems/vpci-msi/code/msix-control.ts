/**
 * MSIX and BAR: the guest writes the control register of MSI-X, and has the BAR mapped that has the table.
 *
 * Models control_write of xen/drivers/vpci/msix.c, and the completion of a deferred mapping
 * (vpci_process_pending and modify_decoding, drivers/vpci/header.c) as far as the table is concerned.
 * Read at c447b7308b. Registers: `en` and `ma`, the bits that are written.
 */

import {
  drop,
  dropRead,
  dropWrite,
  go,
  lineTakeWrite,
  take,
  takeRead,
  wants,
} from '../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import {
  type ControlSnapshot,
  entryIs,
  type FlagSnapshot,
  linesEntryOff,
  linesUpdate,
  type MsixParts,
} from './msix-entry.ts';
import { at, type MsiDevice, marks, nameOf, on, type Vector } from './parts.ts';

/** MSIX: the control register is written. */
export function writesMsixControl(
  world: World,
  program: Program,
  device: MsiDevice,
  msix: MsixParts,
): void {
  const { pciLock, vpciLock } = world;
  const does = `MSIX ${nameOf(device)}`;
  const [vector] = device.vectors as readonly [Vector];
  const { control, entry } = msix;
  const path = program
    .path('msix', on(device))
    .from(at('vpci_write'))
    .line(marks.guest, `${does} control register, traps`, go);
  lineTakeWrite(path, '.lock', `${does} (1) write_lock`, pciLock, '.vlock');
  path
    .line('.vlock', `${does} (4) spin_lock(vpci->lock)`, take(vpciLock), [wants(vpciLock)])
    .from(at('control_write of msix.c'))
    .line('.handlers', `${does} (5) control_write`, controls(control));
  path.line('.apply', `${does} has the entry changes to apply?`, [
    {
      name: 'yes',
      with: [entryIs(msix, 'is unmasked and updated', (c) => !c.masked && c.updated)],
      to: '.update',
    },
    {
      name: 'no',
      with: [entryIs(msix, 'is masked or not updated', (c) => c.masked || !c.updated)],
      to: '.write',
    },
  ]);
  linesUpdate(path, world.scene, vector, msix, does, '.write');
  path.line('.disable', `${does} has the entry a pirq to give up?`, [
    { name: 'yes', with: [entryIs(msix, 'has a pirq', (c) => c.mapped)], to: '.give-up' },
    { name: 'no', with: [entryIs(msix, 'has no pirq', (c) => !c.mapped)], to: '.write' },
  ]);
  linesEntryOff(path, world.scene, vector, entry, `${does}, switched off:`, '.give-up');
  path
    .line(
      '.write',
      `${does} writes the control register`,
      bits().map(
        ([en, ma]): Case => ({
          name: wordsOf(en, ma),
          where: { en, ma },
          with: [() => control.on('CONTROL', { enabled: en === 1, masked: ma === 1 })],
        }),
      ),
    )
    .from(at('vpci_write'))
    .line('.vunlock', `${does} (6) spin_unlock`, drop(vpciLock))
    .line('.out', `${does} (6) write_unlock`, dropWrite(pciLock))
    .end(marks.guest);
}

const bits = () => [0, 1].flatMap((en) => [0, 1].map((ma) => [en, ma] as const));
const wordsOf = (en: number, ma: number) =>
  `${en === 1 ? 'on' : 'off'}${ma === 1 ? ', all masked' : ''}`;

/** What may be written: where it leads depends on what changes. */
function controls(control: MsixParts['control']): readonly Case[] {
  return [
    { name: 'no change', to: '.vunlock' },
    ...bits().map(([en, ma]): Case => {
      const changes = ({ context: c }: ControlSnapshot) =>
        c.enabled !== (en === 1) || c.masked !== (ma === 1);
      return {
        name: wordsOf(en, ma),
        set: { en, ma },
        with: [() => control.when(`is not ${wordsOf(en, ma)}`, changes)],
        to: en === 1 ? (ma === 1 ? '.write' : '.apply') : '.disable',
      };
    }),
  ];
}

/** BAR: deferred work maps the BAR around the table, or unmaps it, and notes that it did. */
export function mapsBar(
  world: World,
  program: Program,
  device: MsiDevice,
  { enabled, mapped, pending }: MsixParts,
): void {
  const { pciLock, vpciLock } = world;
  if (mapped === null || pending === null) return;
  const does = `PEND ${nameOf(device)}`;
  const late = world.defect('FLAG_LATE');
  const flags = (path: CodePath, what: 'SET' | 'CLEAR') => {
    const word = what === 'SET' ? 'enabled' : 'not enabled';
    path
      .line(`.${what}-vlock`, `${does} spin_lock(vpci->lock), ${word}`, take(vpciLock), [
        wants(vpciLock),
      ])
      .line(`.${what}-flag`, `${does} notes the BAR as ${word}`, [
        { with: [() => enabled.on(what)] },
      ])
      .line(`.${what}-vunlock`, `${does} spin_unlock, ${word}`, drop(vpciLock));
  };
  const maps = (path: CodePath, what: 'RAISE' | 'LOWER') =>
    path.line(`.${what}`, `${does} ${what === 'RAISE' ? 'maps' : 'unmaps'} the BAR`, [
      { with: [() => mapped.on(what)] },
    ]);
  const begin = (name: string, word: string, state: 'on' | 'off') =>
    program
      .path(name, on(device))
      .from(at('vpci_process_pending, modify_decoding'))
      .line(marks.guest, `${does} ${word} of the BAR is pending`, [
        {
          with: [
            () => pending.on('RAISE'),
            () => mapped.when(`is ${state}`, (s: FlagSnapshot) => s.matches(state)),
          ],
        },
      ])
      .line('.lock', `${does} read_lock, ${word}`, takeRead(pciLock), [wants(pciLock, 'read')]);
  const end = (path: CodePath, word: string) =>
    path
      .line('.out', `${does} read_unlock, ${word}`, dropRead(pciLock))
      .line('.done', `${does} ${word} is done`, [{ with: [() => pending.on('CLEAR')] }])
      .end(marks.guest);

  const up = begin('bar-on', 'mapping', 'off');
  if (late) maps(up, 'RAISE');
  flags(up, 'SET');
  if (!late) maps(up, 'RAISE');
  end(up, 'mapping');
  const down = begin('bar-off', 'unmapping', 'on');
  maps(down, 'LOWER');
  flags(down, 'CLEAR');
  end(down, 'unmapping');
}
