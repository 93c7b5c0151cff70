/**
 * Instructions that switch ATS on and off. On: the IOMMU first, then the device, whose device-TLB that
 * empties. Off: the device first, then the IOMMU; what the device has cached stays in its device-TLB.
 */

import type { Case, CodePath } from '../../../kit/program.ts';
import { deviceTlbFlush } from '../commands.ts';
import { atsCode, listCode } from '../sources.ts';
import type { Ats, World } from '../world.ts';

/** Lines that are added one after the other; each goes on at the next. */
interface Lines {
  /** The label of the first line; the second adds to it. */
  readonly at: string;
  readonly does: string;
}

/** Lines that switch it off at both ends. */
export function linesAtsOff(
  path: CodePath,
  { ats, defect, values }: World,
  { at, does }: Lines,
): void {
  if (ats === null) return;
  const device = `${does} ATS off at the device`;
  const iommu = `${does} ATS off at the IOMMU`;
  const first = defect('atsIommuOffFirst');
  path
    .from(atsCode(values.iommu))
    .line(at, first ? iommu : device, first ? iommuOff(ats) : deviceOff(ats))
    .line(`${at}-too`, first ? device : iommu, first ? deviceOff(ats) : iommuOff(ats));
}

/** Lines that switch it on at both ends. */
export function linesAtsOn(path: CodePath, world: World, { at, does }: Lines): void {
  const { ats, defect, values } = world;
  if (ats === null) return;
  const device = `${does} ATS on at the device`;
  const iommu = `${does} ATS on at the IOMMU`;
  const first = defect('atsDeviceFirst');
  const iommuOn: readonly Case[] = [{ with: [() => ats.iommu.on('SET')] }];
  path
    .from(atsCode(values.iommu))
    .line(at, first ? device : iommu, first ? deviceOn(world, ats) : iommuOn)
    .line(`${at}-too`, first ? iommu : device, first ? iommuOn : deviceOn(world, ats));
}

/**
 * A line that takes the device off the list of device-TLBs that are flushed with dom1. It comes after the
 * last flush of its own: until then, whoever unmaps something must still wait for the device (the order of
 * detach_device at 4a552f7890f0 and of arm_smmu_attach_commit in Linux 6.11). Whoever does so keeps the lock
 * of the list until the device has answered: {@link listCode} has who that is.
 */
export function lineUnlist(
  path: CodePath,
  { ats, queue, defect, values }: World,
  does: string,
): void {
  if (ats === null) return;
  path
    .from(listCode(values.iommu))
    .line('.unlist', `${does} leaves the list of device-TLBs of dom1`, [
      {
        with: [
          () => ats.listed.on('CLEAR'),
          ...(defect('listUnlocked')
            ? []
            : [
                () =>
                  queue.when('has nothing for the device-TLB', (s) =>
                    s.context.commands.every((c) => c.command !== deviceTlbFlush.command),
                  ),
              ]),
        ],
      },
    ]);
}

/** A line that puts it there, before it can have anything cached. */
export function lineList(path: CodePath, { ats, values }: World, does: string): void {
  if (ats === null) return;
  path
    .from(listCode(values.iommu))
    .line('.list', `${does} joins the list of device-TLBs of dom1`, [
      { with: [() => ats.listed.on('SET')] },
    ]);
}

const iommuOff = ({ iommu }: Ats): readonly Case[] => [{ with: [() => iommu.on('CLEAR')] }];
const deviceOff = ({ device }: Ats): readonly Case[] => [{ with: [() => device.on('CLEAR')] }];

/** A device that could not be switched off sees no change, and keeps what it has cached. */
function deviceOn({ values }: World, { device, tlb }: Ats): readonly Case[] {
  return [{ with: [() => device.on('SET'), ...(values.vfs ? [] : [() => tlb.on('INVALIDATE')])] }];
}
