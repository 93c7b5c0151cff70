/** The part that is in the family `vpci-mapping`: vPCI, BARs, the p2m of each guest. */

import { barOf, showBar } from '../../components/bar.machine.ts';
import { commandRegisterOf, showCommand } from '../../components/command-register.machine.ts';
import { guestCommandOf, showGuestCommand } from '../../components/guest-command.machine.ts';
import { iomemPermissionOf } from '../../components/iomem-permission.machine.ts';
import { p2mEntryOf, showP2mEntry } from '../../components/p2m-entry.machine.ts';
import { pendingSlot, showSlot } from '../../components/pending-slot.machine.ts';
import { rangeSet, showRangeSet } from '../../components/range-set.machine.ts';
import { showVpci, vpciOf } from '../../components/vpci.machine.ts';
import { repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag, raisedFlag } from '../../kit/flag.machine.ts';
import { recursiveLock, showRecursiveLock } from '../../kit/recursive-lock.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import { basesOf, mfnCount, mfnOf, type Page, pagesOf, startOf } from '../vpci-mapping/layout.ts';
import { type Values as MappingValues, orderOf, parameters } from '../vpci-mapping/parameters.ts';
import {
  type BarParts,
  type Device,
  type Domain,
  pagesOfDevice,
  type World,
} from '../vpci-mapping/world.ts';
import { among, mappingRepairs } from './deviations.ts';
import { type Interrupts, interruptCode } from './interrupts-part.ts';
import type { Values } from './parameters.ts';
import { type Guest, type Machine, startsWith } from './world.ts';

/** A domain as `vpci-mapping` knows it, with the guest it is. */
export interface MappingDomain extends Domain {
  readonly guest: Guest;
}

/** The part, with a view of every device for every guest. */
export interface Mapping extends World {
  readonly domains: readonly MappingDomain[];
  readonly viewOf: (device: number, guest: number) => Device;
}

/** The parameters of `vpci-mapping` for what it has of the full system. */
export function mappingValues(values: Values): MappingValues {
  const { scheme, order, devices, pages, guests, vcpus, repairs, hostile } = values;
  const defaults = Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, parameter.default]),
  ) as MappingValues;
  return {
    ...defaults,
    scheme,
    order,
    vcpus: Math.ceil(vcpus / guests),
    guests,
    devices,
    pages,
    frames: devices * pages,
    incarnations: 1,
    paths: ['ASG', 'DEA', ...among(['CMD', 'TOUCH', 'MSI'], values.paths)],
    bits: hostile === 'ignores-bme' ? [] : ['MASTER'],
    repairs: among(mappingRepairs, repairs),
    defects: [],
  };
}

/** Makes the components. */
export function makeMapping(
  system: SystemBuilder,
  machine: Machine,
  interrupts: Interrupts | null,
): Mapping {
  const values = mappingValues(machine.values);
  const domains = machine.guests.map((guest) => makeDomain(system, machine.values, guest));
  const slots = new Map(
    domains
      .flatMap(({ vcpus }) => vcpus)
      .map((name) => [name, system.component(`${name}.slot`, pendingSlot, { show: showSlot })]),
  );
  const bodies = machine.devices.map(({ index }) => makeBody(system, machine.values, index));
  const views = machine.devices.flatMap(({ index, list }) =>
    domains.map((domain): Device => {
      const { name } = domain.guest;
      return {
        ...(bodies[index] as ReturnType<typeof makeBody>),
        msi: interrupts?.of[index]?.msi ?? null,
        interrupt: interrupts === null ? null : interruptCode(interrupts, index, domain.guest),
        domain,
        mine: () => list.when(`is ${name}`, (s) => s.context.list === name),
        notMine: () => list.when(`is not ${name}`, (s) => s.context.list !== name),
      };
    }),
  );
  const tasks = values.scheme === 'S5';
  const sets = new Map<string, ReturnType<typeof makeSet>>();
  const makeSet = (name: string) => system.component(name, rangeSet, { show: showRangeSet });
  if (tasks) {
    for (const { index, domain, bars } of views) {
      for (const vcpu of domain.vcpus) {
        for (const bar of bars) {
          const name = taskOf(vcpu, index, bar);
          sets.set(name, makeSet(name));
        }
      }
    }
  }
  return {
    values,
    domains,
    devices: views,
    viewOf: (device, guest) => views[device * domains.length + guest] as Device,
    pcidevs: system.component('pcidevs_lock', recursiveLock, { show: showRecursiveLock }),
    has: (...codes) => codes.some((code) => values.paths.includes(code)),
    defect: (name) => values.defects.includes(name),
    repair: (name) => values.repairs.includes(name),
    slotOf: (vcpu) => slots.get(vcpu) as NonNullable<ReturnType<typeof slots.get>>,
    setOf: (vcpu, device, bar) =>
      bar.set ?? (sets.get(taskOf(vcpu, device.index, bar)) as ReturnType<typeof makeSet>),
    tasks,
    intx: false,
    ownersOf: () => domains,
    touched: (device) => [
      () => (machine.devices[device] as Machine['devices'][number]).driven.on('SET'),
    ],
  };
}

/** The machine frames of a device. */
export function mfnsOf({ values, viewOf }: Mapping, device: number): readonly number[] {
  return pagesOfDevice(values, viewOf(device, 0)).map(({ mfn }) => mfn);
}

const taskOf = (vcpu: string, device: number, bar: Pick<BarParts, 'index'>): string =>
  `${vcpu}.task.dev${device}.bar${bar.index}`;

function makeDomain(system: SystemBuilder, full: Values, guest: Guest): MappingDomain {
  const values = mappingValues(full);
  const { name, index, vcpus, life } = guest;
  const crashed = system.component(`${name}.crashed`, flag);
  const pages = pagesOf(values);
  const has = (device: number): boolean => startsWith(full, device) === name;
  const mapped = (device: number): boolean => has(device) && isMapped(full);
  const running = () => life.when('is running', (s) => s.matches('running'));
  return {
    guest,
    index,
    lock: system.component(`${name}.pci_lock`, rwLock, { show: showRwLock }),
    crashed,
    mayTrap: [running, () => crashed.when('is off', (s) => s.matches('off'))],
    mayTouch: [running],
    p2m: repeat(values.frames, (gfn) => {
      const mfn = pages.find((page) => mapped(page.device) && gfnAtFirst(values, page) === gfn);
      const leads = mfn === undefined ? null : mfnOf(values, mfn);
      return system.component(`${name}.p2m.gfn${gfn}`, p2mEntryOf(leads), { show: showP2mEntry });
    }),
    permissions: repeat(mfnCount(values), (mfn) =>
      system.component(
        `${name}.iomem.mfn${mfn}`,
        iomemPermissionOf(
          pages.some((page) => has(page.device) && mfnOf(values, page) === mfn)
            ? 'granted'
            : 'denied',
        ),
      ),
    ),
    cached: [],
    vcpus,
  };
}

/** Whether guests have the BARs of their devices mapped at first. */
function isMapped({ start, paths }: Values): boolean {
  return start === 'used' && paths.includes('CMD');
}

/** The frame of a page of a BAR where the guest has not moved it. */
function gfnAtFirst(values: MappingValues, { device, bar, page }: Page): number {
  return startOf(values, device, bar) + page;
}

/** What there is of a device whoever has it. */
function makeBody(system: SystemBuilder, full: Values, index: number) {
  const values = mappingValues(full);
  const name = (what: string): string => `dev${index}.${what}`;
  const mapped = isMapped(full);
  const decode = mapped || orderOf(values) === 'always-on' ? 'on' : 'off';
  const vpci = startsWith(full, index) === null ? 'absent' : 'published';
  return {
    index,
    vpci: system.component(name('vpci'), vpciOf(1, vpci, 'again'), { show: showVpci }),
    lock: system.component(name(values.scheme === 'S1' ? 'vpci_lock' : 'lock'), spinLock, {
      show: showSpinLock,
    }),
    command: system.component(name('PCI_COMMAND'), commandRegisterOf({ decode }), {
      show: showCommand,
    }),
    guest: system.component(name('guest_cmd'), guestCommandOf({ memory: mapped }), {
      show: showGuestCommand,
    }),
    mapped: system.component(name('bars_mapped'), mapped ? raisedFlag : flag),
    bars: [makeBar(system, values, index, mapped)],
    rom: null,
  };
}

function makeBar(
  system: SystemBuilder,
  values: MappingValues,
  device: number,
  enabled: boolean,
): BarParts {
  const name = `dev${device}.bar0`;
  const machine = barOf({
    frames: Math.max(...basesOf(values)) + values.pages,
    pages: values.pages,
    starts: startOf(values, device, 0),
    lowFrames: values.frames,
    enabled,
  });
  const shared = values.scheme !== 'S5';
  return {
    index: 0,
    bar: system.component(name, machine, { show: showBar }),
    set: shared ? system.component(`${name}.mem`, rangeSet, { show: showRangeSet }) : null,
    setLock:
      shared && values.vcpus > 1
        ? system.component(`${name}.mem.lock`, spinLock, { show: showSpinLock })
        : null,
    subpage: false,
  };
}
