/**
 * What the instructions of all schemes have in common: taking locks, following pointers, filling the
 * pending slot. Each function yields the cases of one instruction.
 *
 * Registers of an actor: `pdev` is the generation of the pdev it found, `vpci` that of the vpci it
 * loaded from it; `other` is the vpci of another device whose BARs it looks at.
 */

import type { pendingSlot } from '../../components/pending-slot.machine.ts';
import { aliveGeneration, pointsTo } from '../../components/vpci.machine.ts';
import { type Component, type Participation, repeat } from '../../compose/index.ts';
import type { Case, CodePath, Effect, Registers } from '../../kit/program.ts';
import type { rwLock } from '../../kit/rw-lock.machine.ts';
import type { Device, World } from './world.ts';

/** A lock with one mode, recursive or not. */
interface SpinLock {
  readonly name: string;
  on(type: 'ACQUIRE' | 'RELEASE', payload: { readonly by: string }): Participation;
}
type RwLock = Component<typeof rwLock>;

/** Locations where an actor ends when it did what must not be done. */
export const faults = {
  useAfterFree: 'use-after-free',
  nullDereference: 'null-dereference',
  assertion: 'assertion-failed',
} as const;

/** One case without conditions. */
export const go: readonly Case[] = [{}];

/** The tag of a location whose next instruction waits for a lock. */
export function wants(lock: { readonly name: string }, mode: 'read' | 'write' = 'write'): string {
  return `wants ${lock.name}:${mode}`;
}

export function take(lock: SpinLock): readonly Case[] {
  return [{ with: [(by) => lock.on('ACQUIRE', { by })] }];
}

export function drop(lock: SpinLock): readonly Case[] {
  return [{ with: [(by) => lock.on('RELEASE', { by })] }];
}

export function takeRead(lock: RwLock): readonly Case[] {
  return [{ with: [(by) => lock.on('READ', { by })] }];
}

export function dropRead(lock: RwLock): readonly Case[] {
  return [{ with: [(by) => lock.on('READ_DONE', { by })] }];
}

export function dropWrite(lock: RwLock): readonly Case[] {
  return [{ with: [(by) => lock.on('WRITE_DONE', { by })] }];
}

/** Two lines: takes the lock for writing at once, or announces itself and waits; then to `next`. */
export function lineTakeWrite(
  path: CodePath,
  at: string,
  does: string,
  lock: RwLock,
  next: string,
): void {
  const write: Case = { with: [(by) => lock.on('WRITE', { by })], to: next };
  const queue: Effect = (by) => lock.on('QUEUE', { by });
  const tags = [wants(lock)];
  path
    .line(at, does, [write, { name: 'writer waits', with: [queue], to: `${at}-waiting` }], tags)
    .line(`${at}-waiting`, `${does}, after waiting`, [write], tags);
}

/** Joins two descriptions of a case; either may be missing. */
function named(...names: readonly (string | undefined)[]): { readonly name?: string } {
  const given = names.filter((name) => name !== undefined);
  return given.length === 0 ? {} : { name: given.join(', ') };
}

/** Adds conditions and effects to every case. */
function each(cases: readonly Case[], more: Case): readonly Case[] {
  return cases.map((c) => ({
    ...c,
    ...named(more.name, c.name),
    with: [...(more.with ?? []), ...(c.with ?? [])],
    where: { ...more.where, ...c.where },
    ...(more.set === undefined && c.set === undefined ? {} : { set: { ...more.set, ...c.set } }),
  }));
}

/** Follows a pointer to the pdev the actor has found: a use after free if it is gone. */
export function inPdev(
  world: World,
  device: Device,
  cases: readonly Case[],
  register: 'pdev' | 'other' = 'pdev',
): readonly Case[] {
  if (!device.managed) return cases;
  return repeat(world.generations, (g): readonly Case[] => {
    const name = world.generations > 1 ? `pdev#${g}` : undefined;
    return [
      ...each(cases, {
        ...named(name),
        where: { [register]: g },
        with: [
          () =>
            device.pdev.when(
              `generation ${g} is allocated`,
              (s) => s.matches('allocated') && s.context.generation === g,
            ),
        ],
      }),
      {
        ...named(name, 'freed'),
        where: { [register]: g },
        with: [
          () =>
            device.pdev.when(
              `generation ${g} is freed`,
              (s) => !(s.matches('allocated') && s.context.generation === g),
            ),
        ],
        to: faults.useAfterFree,
        fault: true,
      },
    ];
  }).flat();
}

/** Follows the vpci pointer in a register: a use after free if it is gone, a fault if it is NULL. */
export function inVpci(
  world: World,
  device: Device,
  cases: readonly Case[],
  register: 'vpci' | 'other' = 'vpci',
): readonly Case[] {
  if (!device.managed) return cases;
  const followed = repeat(world.generations, (g): readonly Case[] => {
    const name = world.generations > 1 ? `vpci#${g}` : undefined;
    const where: Registers = { [register]: g };
    return [
      ...each(cases, {
        ...named(name),
        where,
        with: [
          () => device.vpci.when(`generation ${g} is allocated`, (s) => aliveGeneration(s) === g),
        ],
      }),
      {
        ...named(name, 'vpci freed'),
        where,
        with: [() => device.vpci.when(`generation ${g} is freed`, (s) => aliveGeneration(s) !== g)],
        to: faults.useAfterFree,
        fault: true,
      },
    ];
  }).flat();
  const isNull: Case = {
    name: 'vpci is NULL',
    where: { [register]: null },
    to: faults.nullDereference,
    fault: true,
  };
  return [...followed, isNull];
}

/**
 * Looks the device up on the list of the domain under study. Found: its generation goes into `pdev`.
 */
export function lookUp(world: World, device: Device, missing: string): readonly Case[] {
  if (!device.managed) return [{ name: 'found' }];
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `found pdev#${g}`,
        with: [
          () => device.owner.when('is on the list', (s) => s.matches('here')),
          () => device.pdev.when(`is generation ${g}`, (s) => s.context.generation === g),
        ],
        set: { pdev: g },
      }),
    ),
    {
      name: 'not found',
      with: [() => device.owner.when('is not on the list', (s) => !s.matches('here'))],
      to: missing,
    },
  ];
}

/**
 * Looks the device up on the global list, where it is as long as its pdev is allocated; what counts
 * there is `pdev->domain`, which taking it off the domain's own list does not change.
 */
export function lookUpGlobal(world: World, device: Device, missing: string): readonly Case[] {
  if (!device.managed) return [{ name: 'found' }];
  const named: Effect = () =>
    device.owner.when('names this domain', (s) => s.matches('here') || s.matches('unlinked'));
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `found pdev#${g}`,
        with: [
          () =>
            device.pdev.when(
              `generation ${g} is listed`,
              (s) => s.matches('allocated') && s.context.generation === g,
            ),
          named,
        ],
        set: { pdev: g },
      }),
    ),
    {
      name: 'not found, freed',
      with: [() => device.pdev.when('is not listed', (s) => s.matches('freed'))],
      to: missing,
    },
    {
      name: 'not found, other domain',
      with: [
        () => device.pdev.when('is listed', (s) => s.matches('allocated')),
        () =>
          device.owner.when(
            'names another domain or none',
            (s) => s.matches('elsewhere') || s.matches('unowned'),
          ),
      ],
      to: missing,
    },
  ];
}

/**
 * Loads `pdev->vpci` of the pdev in the register into `vpci`. With `isNull` the pointer is tested and
 * NULL leads there; without, NULL goes into the register untested.
 */
export function loadVpci(world: World, device: Device, isNull?: string): readonly Case[] {
  return inPdev(world, device, readPointer(world, device, 'vpci', isNull));
}

function readPointer(
  world: World,
  device: Device,
  register: 'vpci' | 'other',
  isNull: string | undefined,
): readonly Case[] {
  if (!device.managed) return [{ set: { [register]: 0 } }];
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `vpci#${g}`,
        with: [() => device.vpci.when(`pointer is generation ${g}`, (s) => pointsTo(s) === g)],
        set: { [register]: g },
      }),
    ),
    {
      name: 'NULL',
      with: [() => device.vpci.when('pointer is NULL', (s) => pointsTo(s) === null)],
      set: { [register]: null },
      ...(isNull === undefined ? {} : { to: isNull }),
    },
  ];
}

/** Finds another device on the domain's list and loads its vpci; skips it if it has none. */
export function loadOther(world: World, device: Device, skip: string): readonly Case[] {
  if (!device.managed) return [{ set: { other: 0 } }];
  const onList: Effect = () => device.owner.when('is on the list', (s) => s.matches('here'));
  return [
    ...each(readPointer(world, device, 'other', skip), { with: [onList] }),
    {
      name: 'not on the list',
      with: [() => device.owner.when('is not on the list', (s) => !s.matches('here'))],
      to: skip,
    },
  ];
}

/**
 * Fills the actor's pending slot with the device in its registers, overwriting what is in it. The
 * command value that is stored has INTX_DISABLE forced on while MSI is enabled.
 */
export function fillSlot(world: World, device: Device): readonly Case[] {
  const generations = device.managed ? world.generations : 1;
  return repeat(generations, (vpci) => repeat(generations, (pdev) => ({ pdev, vpci })))
    .flat()
    .flatMap(({ pdev, vpci }) =>
      storedCommands(device).map(
        ({ intxDisabled, name, effects }): Case => ({
          ...named(generations > 1 ? `pdev#${pdev} vpci#${vpci}` : undefined, name),
          where: device.managed ? { pdev, vpci } : {},
          with: [
            (actor) =>
              world.slotOf(actor).on('FILL', { device: device.index, pdev, vpci, intxDisabled }),
            ...effects,
          ],
        }),
      ),
    );
}

/** The command values a guest may ask for: BUS_MASTER on, INTx on unless MSI forbids it. */
function storedCommands(device: Device): readonly {
  readonly intxDisabled: boolean;
  readonly name: string | undefined;
  readonly effects: readonly Effect[];
}[] {
  const { command, msi } = device;
  if (command === null || msi === null) {
    return [{ intxDisabled: false, name: undefined, effects: [] }];
  }
  const asks: Effect = () => command.on('GUEST_ASKS');
  return [
    {
      intxDisabled: false,
      name: 'INTx on',
      effects: [asks, () => msi.when('is off', (s) => s.matches('off'))],
    },
    {
      intxDisabled: true,
      name: 'INTx forced off',
      effects: [asks, () => msi.when('is on', (s) => s.matches('on'))],
    },
  ];
}

/** Reads the actor's slot: empty, or which device it names; the pointer goes into `pdev`. */
export function readSlot(
  world: World,
  empty: string,
  filled: (device: Device) => string,
): readonly Case[] {
  const slotIs = (label: string, test: (s: Slot) => boolean): Effect => {
    return (actor) => world.slotOf(actor).when(label, test);
  };
  return [
    {
      name: 'slot empty',
      with: [slotIs('is empty', (s) => s.context.request === null)],
      to: empty,
    },
    ...world.devices.flatMap((device) =>
      repeat(
        device.managed ? world.generations : 1,
        (g): Case => ({
          name: `slot has dev${device.index}${device.managed && world.generations > 1 ? ` pdev#${g}` : ''}`,
          with: [
            slotIs(`names dev${device.index} pdev#${g}`, ({ context: { request } }) => {
              return request?.device === device.index && request.pdev === g;
            }),
          ],
          set: { pdev: device.managed ? g : null },
          to: filled(device),
        }),
      ),
    ),
  ];
}

type Slot = Parameters<Parameters<Component<typeof pendingSlot>['when']>[1]>[0];

/** Empties the actor's own slot. */
export function clearSlot(world: World): readonly Case[] {
  return [{ with: [(actor) => world.slotOf(actor).on('CLEAR')] }];
}
