/**
 * Messages: what a device sends, and how it becomes a host IRQ. `affinity.ts` has how Xen moves it.
 *
 * Models set_msi_affinity and write_msi_msg (xen/arch/x86/msi.c) as called by move_native_irq under the
 * descriptor lock, msi_msg_to_remap_entry and set_msi_source_id (drivers/passthrough/vtd/intremap.c),
 * update_intremap_entry_from_msi_msg (drivers/passthrough/amd/iommu_intr.c), and the write of a device
 * model that spans the MSI data register (QEMU, hw/xen/xen_pt.c, before XSA-128).
 *
 * From the message to the IRQ is one step: Xen gives an old vector up only after an interrupt has
 * arrived at the new one, so that no message is overtaken by the next user of its vector.
 */

import type {
  hostVector,
  msiMessage,
  remapEntry,
} from '../../../components/interrupt-remapping.machine.ts';
import { accepts } from '../../../components/interrupt-remapping.machine.ts';
import { type Component, repeat } from '../../../compose/index.ts';
import { each } from '../../../kit/case-code.ts';
import { go } from '../../../kit/lock-code.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import { type MsiDevice, marks, nameOf, on, type Vector } from './parts.ts';

/** How many vectors there are: one for each of two devices, and one to move to. */
export const VECTORS = 3;

/** The parts of remapping. */
export interface Messages {
  readonly remapping: 'none' | 'vtd' | 'amd';
  readonly entries: readonly Component<ReturnType<typeof remapEntry>>[];
  readonly vectors: readonly Component<ReturnType<typeof hostVector>>[];
  /** The message register of each device. */
  readonly registers: readonly Component<ReturnType<typeof msiMessage>>[];
  /** Devices whose messages an entry of this device lets through. */
  readonly sources: (device: number) => readonly number[];
}

/** The interrupt of a device, which has one where messages are modelled. */
export const interruptOf = ({ vectors }: MsiDevice): Vector => vectors[0] as Vector;

/** What becomes of a message with index `i`: blocked, to a vector that nobody has, or to an IRQ. */
function remapped(
  messages: Messages,
  { index }: MsiDevice,
  devices: readonly MsiDevice[],
  i: number,
): readonly Case[] {
  const entry = messages.entries[i] as Messages['entries'][number];
  const leads = (v: number): Effect => {
    return () =>
      entry.when(
        `lets dev${index} to vector ${v}`,
        (s) => accepts(s, index) && s.context.vector === v,
      );
  };
  return [
    ...messages.vectors.flatMap((vector, v): readonly Case[] => [
      ...devices.map(interruptOf).map(
        ({ number }): Case => ({
          name: `index ${i}, vector ${v}, irq${number}`,
          with: [
            leads(v),
            () => vector.when(`is of irq${number}`, (s) => s.context.irq === number),
          ],
          to: `irq${number}:lock`,
        }),
      ),
      {
        name: `index ${i}, vector ${v}, nobody's`,
        with: [leads(v), () => vector.when('is free', (s) => s.matches('free'))],
        to: marks.quiet,
      },
    ]),
    {
      name: `index ${i}, blocked`,
      with: [() => entry.when(`does not accept dev${index}`, (s) => !accepts(s, index))],
      to: 'blocked:out',
    },
  ];
}

const specifications = 'the specifications of PCI and of the IOMMU; vector_irq in do_IRQ';

/** A message that was blocked: nothing comes of it. */
export function blocks(program: Program, device: MsiDevice): void {
  program
    .path('blocked', on(device))
    .from(specifications)
    .line('.out', `IRQ ${nameOf(device)} a fault is recorded instead`, go, ['blocked'])
    .end(marks.quiet);
}

/** SPOOF: the device sends what it likes, and changes its message register as it likes. */
export function spoofs(
  program: Program,
  messages: Messages,
  device: MsiDevice,
  devices: readonly MsiDevice[],
): void {
  const does = `SPOOF ${nameOf(device)}`;
  const register = messages.registers[device.index] as Messages['registers'][number];
  program
    .path('spoof', on(device))
    .from(specifications)
    .line(
      marks.quiet,
      `${does} sends any message`,
      repeat(VECTORS, (i) => remapped(messages, device, devices, i)).flat(),
    )
    .end(marks.quiet);
  program
    .path('lie', on(device))
    .from(specifications)
    .line(
      marks.quiet,
      `${does} changes its message register`,
      repeat(
        VECTORS,
        (i): Case => ({
          name: `index ${i}`,
          with: [() => register.on('WRITE', { index: i })],
          to: marks.quiet,
        }),
      ),
    )
    .end(marks.quiet);
}

/** The cases of a device that sends the message in its register; `allowed` is what has to be so. */
export function sendsMessage(
  messages: Messages,
  device: MsiDevice,
  devices: readonly MsiDevice[],
  allowed: readonly Effect[],
): readonly Case[] {
  const register = messages.registers[device.index] as Messages['registers'][number];
  return repeat(VECTORS, (i) => {
    const holds: Effect = () => register.when(`has index ${i}`, (s) => s.context.index === i);
    return each(remapped(messages, device, devices, i), { with: [...allowed, holds] });
  }).flat();
}
