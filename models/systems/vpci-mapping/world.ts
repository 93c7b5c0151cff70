/** The components of the family: domains with their p2m, devices with their BARs, locks and slots. */

import { type Bar, barOf, showBar } from '../../components/bar.machine.ts';
import {
  type commandRegister,
  commandRegisterOf,
  msiEnable,
  showCommand,
} from '../../components/command-register.machine.ts';
import { deviceOwner } from '../../components/device-owner.machine.ts';
import { guestCommand, showGuestCommand } from '../../components/guest-command.machine.ts';
import { iomemPermissionOf } from '../../components/iomem-permission.machine.ts';
import { type P2mEntry, p2mEntryOf, showP2mEntry } from '../../components/p2m-entry.machine.ts';
import { pendingSlot, showSlot } from '../../components/pending-slot.machine.ts';
import { rangeSet, showRangeSet } from '../../components/range-set.machine.ts';
import { showVpci, vpciOf } from '../../components/vpci.machine.ts';
import { type Component, repeat, type SystemBuilder } from '../../compose/index.ts';
import { flag } from '../../kit/flag.machine.ts';
import type { CodePath, Effect } from '../../kit/program.ts';
import { recursiveLock, showRecursiveLock } from '../../kit/recursive-lock.machine.ts';
import { rwLock, showRwLock } from '../../kit/rw-lock.machine.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import {
  basesOf,
  isSubpage,
  lowFramesOf,
  mfnCount,
  mfnOf,
  type Page,
  pagesOf,
  startOf,
} from './layout.ts';
import {
  type Defect,
  isLegacy,
  orderOf,
  type PathCode,
  type Repair,
  type Values,
} from './parameters.ts';

/** A BAR of a device. */
export interface BarParts {
  readonly index: number;
  readonly bar: Component<Bar>;
  /** `bar->mem`; under S5 every task has its own. */
  readonly set: RangeSet | null;
  /** The lock of that range set; only where two vCPUs can want it. */
  readonly setLock: Component<typeof spinLock> | null;
  readonly subpage: boolean;
}

/** A domain with vCPUs. */
export interface Domain {
  readonly index: number;
  /** `d->pci_lock`. */
  readonly lock: Component<typeof rwLock>;
  /** On: the hypervisor has crashed it. */
  readonly crashed: Component<typeof flag>;
  /** By guest frame. */
  readonly p2m: readonly Component<P2mEntry>[];
  /** By machine frame; null where nobody changes it. */
  readonly permissions: readonly (Component<ReturnType<typeof iomemPermissionOf>> | null)[];
  /** By guest frame, under pciback: whether the page is mapped cached. */
  readonly cached: readonly Component<typeof flag>[];
  /** Names of its vCPUs. */
  readonly vcpus: readonly string[];
  /** What lets a vCPU of it trap, and touch what is mapped. */
  readonly mayTrap: readonly Effect[];
  readonly mayTouch: readonly Effect[];
}

/** A device, as one domain that may have it sees it. */
export interface Device {
  readonly index: number;
  readonly domain: Domain;
  /** It is with the domain; it is with another one, or with none. */
  readonly mine: Effect;
  readonly notMine: Effect;
  readonly vpci: Component<ReturnType<typeof vpciOf>>;
  /** `pdev->vpci->lock`; under S1 `pdev->vpci_lock`. */
  readonly lock: Component<typeof spinLock>;
  /** PCI_COMMAND in hardware. */
  readonly command: Component<typeof commandRegister>;
  /** `header->guest_cmd`. */
  readonly guest: Component<typeof guestCommand>;
  /** `header->bars_mapped`. */
  readonly mapped: Component<typeof flag>;
  readonly msi: Component<typeof msiEnable> | null;
  /** What MSI does besides writing registers, and its end; null where interrupts are not modelled. */
  readonly interrupt: InterruptCode | null;
  readonly bars: readonly BarParts[];
  /** The ROM BAR of a device of the hardware domain, and `header->rom_enabled`. */
  readonly rom: RomParts | null;
}

/** vpci_msi_arch_enable and vpci_msi_arch_disable in the listing of a config write. */
export interface InterruptCode {
  /** The labels of the first lines. */
  readonly onAt: string;
  readonly offAt: string;
  /** Adds the lines; they go on at the next line or, if there is no interrupt to be had, at `failed`. */
  readonly on: (path: CodePath, does: string, failed: string, world: World) => void;
  /** Adds lines that take the interrupt away and turn MSI off; they go on at the next line. */
  readonly off: (path: CodePath, does: string, world: World) => void;
}

export interface RomParts {
  readonly parts: BarParts;
  readonly enabled: Component<typeof flag>;
}

type Slot = Component<typeof pendingSlot>;
type RangeSet = Component<typeof rangeSet>;

/** A device that moves between the domain and somewhere else. */
export interface OwnedDevice extends Device {
  readonly owner: Component<typeof deviceOwner.here>;
}

/** What the listings are written over. */
export interface World {
  readonly values: Values;
  readonly domains: readonly Domain[];
  readonly devices: readonly Device[];
  readonly pcidevs: Component<typeof recursiveLock>;
  readonly has: (...codes: readonly PathCode[]) => boolean;
  readonly defect: (name: Defect) => boolean;
  readonly repair: (name: Repair) => boolean;
  /** The pending slot of a vCPU. */
  readonly slotOf: (vcpu: string) => Slot;
  /** The range set that work of a vCPU on a BAR is in: that of the BAR, or under S5 that of its task. */
  readonly setOf: (vcpu: string, device: Device, bar: BarParts) => RangeSet;
  /** Whether flags and bases go with the work when it is queued. */
  readonly tasks: boolean;
  /** Whether registers have INTX_DISABLE, which does nothing but be read back. */
  readonly intx: boolean;
  /** Domains that may be permitted to map a machine frame. */
  readonly ownersOf: (mfn: number) => readonly (Domain | undefined)[];
  /** What a touch that a device answers does to it besides. */
  readonly touched: (device: number) => readonly Effect[];
}

/** Everything there is in this family, save programs. */
export interface FamilyWorld extends World {
  readonly devices: readonly OwnedDevice[];
}

/** Whether dom0 takes part. */
export function manages(values: Values): boolean {
  return ['ADD', 'RST', 'DEA', 'ASG', 'XL', 'FLR', 'REVOKE'].some((code) =>
    values.paths.some((path) => path === code),
  );
}

/** The names of the vCPUs of a domain. */
function vcpuNames(values: Values, domain: number): readonly string[] {
  const letter = values.guests === 1 ? '' : `${domain}.`;
  return repeat(values.vcpus, (i) => `vcpu${letter}${i}`);
}

/** Makes the components. */
export function makeWorld(system: SystemBuilder, values: Values): FamilyWorld {
  const has = (...codes: readonly PathCode[]): boolean =>
    codes.some((code) => values.paths.includes(code));
  const defect = (name: Defect): boolean => values.defects.includes(name);
  const repair = (name: Repair): boolean => values.repairs.includes(name);
  const domains = repeat(values.guests, (index) => makeDomain(system, values, index));
  const devices = repeat(values.devices, (index) =>
    makeDevice(system, values, index, domains[index % domains.length] as Domain),
  );
  const slots = new Map<string, Slot>(
    domains
      .flatMap(({ vcpus }) => vcpus)
      .map((name) => [name, system.component(`${name}.slot`, pendingSlot, { show: showSlot })]),
  );
  const tasks = values.scheme === 'S5';
  const taskSets = tasks ? makeTaskSets(system, devices) : new Map<string, RangeSet>();
  return {
    values,
    domains,
    devices,
    pcidevs: system.component('pcidevs_lock', recursiveLock, { show: showRecursiveLock }),
    has,
    defect,
    repair,
    slotOf: (vcpu) => slots.get(vcpu) as Slot,
    setOf: (vcpu, device, bar) => bar.set ?? (taskSets.get(taskOf(vcpu, device, bar)) as RangeSet),
    tasks,
    intx: true,
    ownersOf: (mfn) =>
      pagesOf(values)
        .filter((page) => mfnOf(values, page) === mfn)
        .map(({ device }) => devices[device]?.domain),
    touched: () => [],
  };
}

/** The name of the range set of a task. */
function taskOf(
  vcpu: string,
  { index }: Pick<Device, 'index'>,
  bar: Pick<BarParts, 'index'>,
): string {
  return `${vcpu}.task.dev${index}.bar${bar.index}`;
}

/** S5: the range sets of the tasks, which each vCPU has one of. */
function makeTaskSets(system: SystemBuilder, devices: readonly Device[]): Map<string, RangeSet> {
  const names = devices.flatMap((device) =>
    device.domain.vcpus.flatMap((vcpu) => device.bars.map((bar) => taskOf(vcpu, device, bar))),
  );
  return new Map(
    names.map((name) => [name, system.component(name, rangeSet, { show: showRangeSet })]),
  );
}

function makeDomain(system: SystemBuilder, values: Values, index: number): Domain {
  const suffix = values.guests === 1 ? '' : `${index}`;
  const revocable = ['XL', 'REVOKE', 'ASG'].some((code) =>
    values.paths.some((path) => path === code),
  );
  const used = new Set(pagesOf(values).map((page) => mfnOf(values, page)));
  const lock = system.component(`pci_lock${suffix}`, rwLock, { show: showRwLock });
  const crashed = system.component(`crashed${suffix}`, flag);
  return {
    index,
    lock,
    crashed,
    mayTrap: [() => crashed.when('is off', (s) => s.matches('off'))],
    mayTouch: [],
    p2m: repeat(values.frames, (gfn) =>
      system.component(
        `p2m${suffix}.gfn${gfn}`,
        p2mEntryOf(values.paths.includes('ADD') ? 'ram' : null),
        { show: showP2mEntry },
      ),
    ),
    permissions: repeat(mfnCount(values), (mfn) =>
      revocable && used.has(mfn) && values.profile === 'domU'
        ? system.component(`iomem${suffix}.mfn${mfn}`, iomemPermissionOf('granted'))
        : null,
    ),
    cached:
      values.scheme === 'pciback'
        ? repeat(values.frames, (gfn) => system.component(`cached${suffix}.gfn${gfn}`, flag))
        : [],
    vcpus: vcpuNames(values, index),
  };
}

function makeDevice(
  system: SystemBuilder,
  values: Values,
  index: number,
  domain: Domain,
): OwnedDevice {
  const name = (what: string): string => `dev${index}.${what}`;
  const decode = values.hardwired ? 'hard-wired' : startsOn(values) ? 'on' : 'off';
  const added = values.paths.includes('ADD');
  const renewed = ['RST', 'ASG'].some((code) => values.paths.some((path) => path === code));
  const vpci = system.component(
    name('vpci'),
    vpciOf(renewed ? values.incarnations : 1, added ? 'absent' : 'published'),
    { show: showVpci },
  );
  const owner = system.component(name('owner'), added ? deviceOwner.elsewhere : deviceOwner.here);
  return {
    index,
    domain,
    mine: () => owner.when('is here', (s) => s.matches('here')),
    notMine: () => owner.when('is not here', (s) => !s.matches('here')),
    vpci,
    owner,
    lock: system.component(
      values.scheme === 'qemu'
        ? 'domctl_lock'
        : name(values.scheme === 'S1' ? 'vpci_lock' : 'lock'),
      spinLock,
      {
        show: showSpinLock,
      },
    ),
    command: system.component(name('PCI_COMMAND'), commandRegisterOf({ decode }), {
      show: showCommand,
    }),
    guest: system.component(name('guest_cmd'), guestCommand, { show: showGuestCommand }),
    mapped: system.component(name('bars_mapped'), flag),
    msi: values.paths.includes('MSI') ? system.component(name('msi'), msiEnable) : null,
    interrupt: null,
    bars: repeat(values.bars, (bar) => makeBar(system, values, index, bar)),
    rom: values.paths.includes('ROM') ? makeRom(system, values, index) : null,
  };
}

/** pciback enables a device before the guest has it; with decode always on, so does assignment. */
function startsOn(values: Values): boolean {
  return values.scheme === 'pciback' || orderOf(values) === 'always-on';
}

/** The ROM is a BAR after the others. */
function makeRom(system: SystemBuilder, values: Values, device: number): RomParts {
  return {
    parts: makeBar(system, values, device, values.bars),
    enabled: system.component(`dev${device}.rom_enabled`, flag),
  };
}

function makeBar(system: SystemBuilder, values: Values, device: number, index: number): BarParts {
  const name = `dev${device}.${index === values.bars ? 'rom' : `bar${index}`}`;
  const machine = barOf({
    frames: Math.max(...basesOf(values)) + values.pages,
    pages: values.pages,
    starts: startOf(values, device, index),
    lowFrames: lowFramesOf(values),
  });
  const contended = values.vcpus > 1 && values.scheme !== 'S5';
  return {
    index,
    bar: system.component(name, machine, { show: showBar }),
    set:
      values.scheme === 'S5' || isLegacy(values.scheme)
        ? null
        : system.component(`${name}.mem`, rangeSet, { show: showRangeSet }),
    setLock: contended
      ? system.component(`${name}.mem.lock`, spinLock, { show: showSpinLock })
      : null,
    subpage: isSubpage(values, index),
  };
}

/** The BARs of a device, and its ROM where it has one. */
export function partsOf({ bars, rom }: Device): readonly BarParts[] {
  return rom === null ? bars : [...bars, rom.parts];
}

/** The pages of a device with their machine frames. */
export function pagesOfDevice(
  values: Values,
  { index }: Device,
): readonly (Page & { readonly mfn: number })[] {
  return pagesOf(values)
    .filter(({ device }) => device === index)
    .map((page) => ({ ...page, mfn: mfnOf(values, page) }));
}
