/**
 * AFF and DM: Xen moves an interrupt to another vector, and a device model writes its message back.
 *
 * Models set_msi_affinity and write_msi_msg (xen/arch/x86/msi.c) as called by move_native_irq under the
 * descriptor lock, msi_msg_to_remap_entry (drivers/passthrough/vtd/intremap.c) and
 * update_intremap_entry_from_msi_msg (drivers/passthrough/amd/iommu_intr.c); and the write of a device
 * model that spans the MSI data register (QEMU, hw/xen/xen_pt.c, before XSA-128).
 */

import { repeat } from '../../../compose/index.ts';
import { drop, go, take, wants } from '../../../kit/lock-code.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import { interruptOf, type Messages, VECTORS } from './messages.ts';
import { access, at, type InterruptScene, type MsiDevice, marks, nameOf, on } from './parts.ts';

/** AFF: Xen moves the interrupt of the device to a vector that is free. Registers: `o`, `n`, `r`. */
export function moves(
  program: Program,
  scene: InterruptScene,
  messages: Messages,
  device: MsiDevice,
): void {
  const { vectors } = messages;
  const { lock, mask, number } = interruptOf(device);
  const does = `AFF ${nameOf(device)}`;
  const path = program
    .path(`aff${device.index}`, on(device))
    .from(at('move_native_irq'))
    .line(marks.idle, `${does} irq${number} has to move`, go)
    .line('.lock', `${does} (1) locks the descriptor of irq${number}`, take(lock), [wants(lock)]);
  if (mask !== null) {
    path.line('.mask', `${does} (2) masks irq${number}`, [
      { with: [() => mask.on('HOST', { on: true })] },
    ]);
  }
  path.from(at('set_msi_affinity'));
  if (scene.defect('MSG_READ_BACK')) {
    const register = messages.registers[device.index] as Messages['registers'][number];
    path.line(
      '.read',
      `${does} (3) reads the message from the device`,
      repeat(
        VECTORS,
        (r): Case => ({
          name: `index ${r}`,
          set: { r },
          with: [() => register.when(`has index ${r}`, (s) => s.context.index === r)],
        }),
      ),
    );
  }
  path
    .line(
      '.find',
      `${does} (3) takes a free vector`,
      pairs().map(
        ([o, n]): Case => ({
          name: `from ${o} to ${n}`,
          set: { o, n },
          with: [
            () =>
              (vectors[o] as Messages['vectors'][number]).when(
                `is of irq${number}`,
                (s) => s.context.irq === number,
              ),
            () => (vectors[n] as Messages['vectors'][number]).on('TAKE', { irq: number }),
          ],
        }),
      ),
    )
    .line('.write', `${does} (4) writes the message`, writes(scene, messages, device), [
      'writes message',
    ]);
  path.from(at('move_native_irq'));
  if (mask !== null) {
    path.line('.unmask', `${does} (5) unmasks irq${number}`, [
      { with: [() => mask.on('HOST', { on: false })] },
    ]);
  }
  path
    .line('.unlock', `${does} (6) unlocks the descriptor of irq${number}`, drop(lock))
    .from(at('irq_move_cleanup_interrupt'))
    .line(
      '.clean',
      `${does} (7) gives the old vector up`,
      vectors.map(
        (vector, o): Case => ({
          name: `${o}`,
          where: { o },
          with: [() => vector.on('RELEASE', { irq: number })],
        }),
      ),
    )
    .end(marks.idle);
}

/** Every vector an interrupt can move from, with every other one. */
function pairs(): readonly (readonly [number, number])[] {
  return repeat(VECTORS, (o) => repeat(VECTORS, (n) => [o, n] as const))
    .flat()
    .filter(([o, n]) => o !== n);
}

/** What the move writes: the message itself, or the entry of the table that it names. */
function writes(scene: InterruptScene, messages: Messages, device: MsiDevice): readonly Case[] {
  const { index } = device;
  const { entries, registers, remapping, sources } = messages;
  const register = registers[index] as Messages['registers'][number];
  const entryOf = (i: number) => entries[i] as Messages['entries'][number];
  if (remapping === 'vtd') {
    const readBack = scene.defect('MSG_READ_BACK') ? repeat(VECTORS, (r) => r) : [null];
    return pairs().flatMap(([o, n]) =>
      readBack.map(
        (r): Case => ({
          name: `${o} to ${n}${r === null ? '' : `, from entry ${r}`}`,
          where: { o, n, ...(r === null ? {} : { r }) },
          with: [
            () =>
              entryOf(index).on('WRITE', {
                sources: sources(index),
                vector: n,
                readBack: r !== null && r !== index,
              }),
          ],
        }),
      ),
    );
  }
  const shared = scene.defect('IRT_SHARED');
  const enters = (n: number): Effect => {
    if (!shared) return () => entryOf(n).on('ADMIT', { device: index });
    return () => entryOf(n).on('WRITE', { sources: sources(index), vector: n, readBack: false });
  };
  const leaves = (o: number): Effect => {
    return () => (shared ? entryOf(o).on('CLEAR') : entryOf(o).on('WITHDRAW', { device: index }));
  };
  const stays = scene.defect('IRT_STALE');
  return pairs().map(
    ([o, n]): Case => ({
      name: `${o} to ${n}`,
      where: { o, n },
      with: [
        () => register.on('WRITE', { index: n }),
        ...(remapping === 'amd' ? [enters(n), ...(stays ? [] : [leaves(o)])] : []),
      ],
    }),
  );
}

/** DM: a write of the guest that spans the message: the device model reads, merges and writes. */
export function spanningWrite(
  program: Program,
  scene: InterruptScene,
  messages: Messages,
  device: MsiDevice,
): void {
  const does = `DM ${nameOf(device)}`;
  const register = messages.registers[device.index] as Messages['registers'][number];
  const back = scene.defect('MSG_WRITE_BACK');
  program
    .path('dm', on(device))
    .from(
      back ? 'xen_pt_pci_write_config of QEMU before XSA-128' : 'xen_pt_pci_write_config of QEMU',
    )
    .line(marks.guest, `${does} traps, spanning the message`, go)
    .line(
      '.read',
      `${does} reads the message from the device`,
      repeat(
        VECTORS,
        (i): Case => ({
          name: `index ${i}`,
          set: { i },
          with: [() => register.when(`has index ${i}`, (s) => s.context.index === i)],
        }),
      ),
    )
    .line(
      '.write',
      `${does} writes the registers back`,
      back
        ? repeat(
            VECTORS,
            (i): Case => ({
              name: `with the message, index ${i}`,
              where: { i },
              tags: access(device),
              with: [() => register.on('WRITE', { index: i })],
            }),
          )
        : [{ name: 'without the message', tags: access(device) }],
    )
    .end(marks.guest);
}
