/** Where pages of devices are, and what leads to them: words of the requirements on BARs in the p2m. */

import type { P2mEntry } from '../../models/components/p2m-entry.machine.ts';
import { allOf, anyOf, type Component, type Expression } from '../../models/compose/index.ts';
import type { BarPage, MappedBar, MappedDevice, MappingSubject } from './mapping.ts';

/** A page of a device with all that belongs to it. */
export interface Placed extends BarPage {
  readonly device: MappedDevice;
  readonly bar: MappedBar;
}

/** Every page of every BAR of some devices. */
export const placesOf = (devices: readonly MappedDevice[]): readonly Placed[] =>
  devices.flatMap((device) =>
    device.bars.flatMap((bar) => bar.pages.map((page) => ({ ...page, device, bar }))),
  );

/** A guest frame leads to a machine frame. */
export const leadsTo = (entry: Component<P2mEntry>, mfn: number): Expression =>
  entry.is(`leads to mfn ${mfn}`, (s) => s.context.leads === mfn);

/** A device is with its domain. */
export const isHere = ({ here }: MappedDevice): Expression => here;

/** A device decodes, in hardware. */
export const decodes = ({ command }: MappedDevice): Expression =>
  command.is('decodes', (s) => s.context.memory);

/** Nobody is at work on a device that its domain owns and has state for; the domain is not crashed. */
export const inOrder = (device: MappedDevice): Expression =>
  allOf(
    device.quiescent,
    isHere(device),
    device.vpci.is('is published', (s) => s.matches('published')),
    device.domain.crashed.is('is off', (s) => s.matches('off')),
  );

/** Every frame of every domain that can use it with every machine frame of a device that it may lead to. */
export function mappings({ domains, devices }: MappingSubject) {
  const mfns = [...new Set(placesOf(devices).map(({ mfn }) => mfn))].sort((a, b) => a - b);
  return domains.flatMap((domain) =>
    domain.p2m.flatMap((entry, gfn) =>
      mfns.map((mfn) => ({
        domain,
        entry,
        gfn,
        mfn,
        mapped: allOf(leadsTo(entry, mfn), ...(domain.runs === undefined ? [] : [domain.runs])),
        places: placesOf(devices).filter((place) => place.mfn === mfn),
      })),
    ),
  );
}

/** A page of some device is mapped. */
export const somethingMapped = (subject: MappingSubject): Expression =>
  anyOf(
    ...subject.domains.flatMap(({ p2m }) =>
      p2m.map((entry) =>
        entry.is('leads into a device', (s) => typeof s.context.leads === 'number'),
      ),
    ),
  );
