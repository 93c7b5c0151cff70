/**
 * The part that is in the family `virtio-iommu`: the first guest sees a virtual IOMMU before the devices
 * that it may get, and boots with it.
 *
 * Requests of a device go by what the guest has mapped there, or past it in bypass, and then by the p2m of
 * the guest: two stages, as of an IOMMU with nested translation. The virtual IOMMU knows an endpoint by
 * its requester ID whether the device is there or not. BUS_MASTER bits that the script of the guest
 * writes are those of virtual bridges and stop no device; what stops one is the command register.
 */

import { usedIs } from '../../../properties/passthrough/assigned-device.ts';
import { reached } from '../../components/host-iommu.machine.ts';
import { translationUsed } from '../../components/iommu-context.machine.ts';
import { allOf, type Participation, renamed, type SystemBuilder } from '../../compose/index.ts';
import type { GuestSide } from '../assignment/world.ts';
import { type BootTimeline, bootTimeline } from '../virtio-iommu/booting.ts';
import type { Endpoint } from '../virtio-iommu/endpoints.ts';
import { parameters, type Values as ViommuValues } from '../virtio-iommu/parameters.ts';
import { makeWorld, type World } from '../virtio-iommu/world.ts';
import type { Mapping } from './mapping-part.ts';
import type { Values } from './parameters.ts';
import type { Device, Guest, Machine } from './world.ts';

/** The part: the guest that has it, and the endpoint that each device is. */
export interface Viommu {
  readonly guest: Guest;
  readonly world: World;
  readonly endpointOf: (device: Pick<Device, 'index'>) => Endpoint;
}

/** What a policy for bypass is in that family. */
const policies: Readonly<Record<Values['bypass'], Pick<ViommuValues, 'firmware' | 'bypass'>>> = {
  never: { firmware: 'attach-only', bypass: 0 },
  'while-loading': { firmware: 'flips-global', bypass: 0 },
  'until-attached': { firmware: 'none', bypass: 1 },
};

/** The parameters of `virtio-iommu` for what it has of the full system; the boot disk is an endpoint too. */
export function viommuValues({ bypass, devices }: Values, names: readonly string[]): ViommuValues {
  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as ViommuValues;
  return {
    ...defaults,
    ...policies[bypass],
    trusted: 1,
    hostile: devices,
    domains: devices + 1,
    flags: ['rw'],
    bridge: 'virtual',
    hostileIgnoresBme: true,
    names: ['disk', ...names],
  };
}

/** Makes the components; null where no guest has a virtual IOMMU. */
export function makeViommu(
  system: SystemBuilder,
  { values, guests, devices }: Machine,
  emits: (device: Device) => readonly Participation[],
): Viommu | null {
  const [guest] = guests;
  if (guest === undefined || !values.paths.includes('VIOMMU')) return null;
  const names = devices.map(({ name }) => name);
  const world = makeWorld(renamed(system, nameOf), viommuValues(values, names));
  const endpointOf = ({ index }: Pick<Device, 'index'>) => world.endpoints[index + 1] as Endpoint;
  const uses = (endpoint: Endpoint) => {
    const device = devices[endpoint.index - 1];
    return device === undefined
      ? []
      : [
          device.context.when(
            `leads to ${guest.name}`,
            (s) => translationUsed(s)?.tables === guest.name,
          ),
          ...emits(device),
        ];
  };
  return { guest, endpointOf, world: { ...world, emits: uses } };
}

const nameOf = (name: string): string => own[name] ?? `viommu.${name}`;
const own: Readonly<Record<string, string>> = { vmm: 'viommu', guest: 'dom1.boot' };

/** Makes guest and device. */
export function makeViommuActors(system: SystemBuilder, { world }: Viommu): BootTimeline {
  return bootTimeline(renamed(system, nameOf), world);
}

/** How requests of a device get through it: in bypass, or by what is mapped, or was until a flush. */
export function guestSideOf({ endpointOf }: Viommu, device: Device): readonly GuestSide[] {
  const { view, entries } = endpointOf(device);
  const closed = view.when('is translated', (s) => s.matches('translated'));
  return [
    { how: 'in bypass', parts: [view.when('is open', (s) => s.matches('open'))] },
    ...entries.map((entry, v) => ({
      how: `through v${v}`,
      parts: [closed, entry.when('leads to p0', (s) => reached(s)?.page === 0)],
    })),
  ];
}

/** Of each device: that it is in bypass, and that its requests come to the tables of the guest. */
export function opennessOf(
  { guest, endpointOf }: Viommu,
  { devices, values }: Machine,
  mapping: Mapping,
) {
  return devices.map((device) => ({
    open: endpointOf(device).view.is('reaches all memory', (s) => s.matches('open')),
    emits: allOf(
      usedIs(device, guest.name),
      ...(values.hostile === 'obeys-bme'
        ? [
            mapping
              .viewOf(device.index, guest.index)
              .command.is('is bus master', (s) => s.context.master),
          ]
        : []),
    ),
  }));
}
