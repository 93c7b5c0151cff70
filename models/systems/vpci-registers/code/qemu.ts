/**
 * Scheme QEMU: xen_pt_pci_write_config in hw/xen/xen_pt.c.
 *
 * QEMU reads what the access covers from the real device, lets fields it knows merge what the guest
 * wrote, and writes back. The message data of MSI belongs to Xen and is emulated. Until 2015 one flag
 * decided for the whole access whether it is written back, that of the field found last, and fields it
 * did not know were passed through; since then each byte is decided on for itself.
 *
 * QEMU has one thread here; Xen writes message data whenever it moves an interrupt to another CPU.
 */

import { go } from '../../../kit/lock-code.ts';
import type { Case, Program } from '../../../kit/program.ts';
import { type Access, bitsText, type Part, subsetsOf } from '../layout.ts';
import type { World } from '../world.ts';
import { asks, codeOf, GUEST, inHandler, outside, tags } from './marks.ts';
import { valuesIn } from './values.ts';

/** WR of one access. */
export function linesQemu(world: World, program: Program, access: Access): void {
  const does = `WR ${access.title}`;
  const path = program
    .path(does)
    .from(codeOf(world.values, 'xen_pt_pci_write_config'))
    .line(GUEST, `${does} arrives at QEMU`, go);
  const emulated = access.parts.find(({ register }) => register.name === 'msidata');
  if (emulated !== undefined) {
    const cell = world.cell('msidata');
    path.line(
      '.read',
      `${does} (1) reads the host's registers`,
      inHandler(
        valuesIn(cell, cell.mask).map(({ value, effect }) => ({
          name: `message data ${bitsText(cell, value)}`,
          set: { read: value },
          with: [effect],
        })),
      ),
    );
    path.line(
      '.emulate',
      `${does} (2) message data: keeps what the guest wrote to itself`,
      inHandler(go),
    );
  }
  const unknown = access.parts.filter((part) => part !== emulated);
  if (unknown.length > 0)
    path.line('.unknown', `${does} (2) a field it does not know`, go, [tags.gap]);
  const back = writtenBack(world, access);
  path.line('.back', `${does} (3) writes back`, outside(backCases(world, access, back))).end(GUEST);
}

/** What of an access is written to the real device. */
function writtenBack({ defect }: World, { parts }: Access): readonly Part[] {
  const isKept = ({ register }: Part): boolean => register.name === 'msidata';
  const last = parts.at(-1);
  if (defect('WHOLE_ACCESS') && last !== undefined && parts.length > 1) {
    return isKept(last) ? [] : parts;
  }
  return parts.filter((part) => !isKept(part) && defect('UNKNOWN_PASS'));
}

/** Message data goes back as it was read; any other field as the guest wrote it. */
function backCases(world: World, access: Access, back: readonly Part[]): readonly Case[] {
  const reads = access.parts.some(({ register }) => register.name === 'msidata') ? [0, 1] : [null];
  const given = subsetsOf(back.some(({ register }) => register.name !== 'msidata') ? 1 : 0);
  return reads.flatMap((read) =>
    given.map((value): Case => {
      const effects = back.map(({ register, mask }) => {
        const { hardware } = world.cell(register.name);
        const written = register.name === 'msidata' ? (read ?? 0) : value;
        return () => hardware.on('WRITE', { value: written, mask, asked: value & mask });
      });
      const fields = back.map(({ register }) => register.name).join(' and ');
      return {
        name: `${back.length === 0 ? 'nothing' : `${fields}, ${value} from the guest`}${read === null ? '' : `, ${read} read`}`,
        where: { read },
        set: { read: null },
        tags: back.map(({ register }) => asks(register.name, value)),
        with: effects,
      };
    }),
  );
}
