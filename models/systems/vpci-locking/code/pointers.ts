/**
 * Instructions that find devices and follow pointers.
 *
 * Registers of an actor: `pdev` is the generation of the pdev it found, `vpci` that of the vpci it
 * loaded from it; `other` is the vpci of another device whose BARs it looks at.
 */

import { aliveGeneration, pointsTo } from '../../../components/vpci.machine.ts';
import { repeat } from '../../../compose/index.ts';
import { each, named } from '../../../kit/case-code.ts';
import { allocatedGeneration } from '../../../kit/heap-object.machine.ts';
import { go } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect, Registers } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';
import { faults, nameOf } from './marks.ts';

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
            device.pdev.when(`generation ${g} is allocated`, (s) => allocatedGeneration(s) === g),
        ],
      }),
      {
        ...named(name, 'freed'),
        where: { [register]: g },
        with: [
          () => device.pdev.when(`generation ${g} is freed`, (s) => allocatedGeneration(s) !== g),
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
 * Looks the device up as the scheme does. Up to 2022 that was pci_get_pdev_by_domain, which walks the
 * global list for every domain; since then pci_get_pdev walks it for the hardware domain only.
 */
export function search(world: World, device: Device, missing: string): readonly Case[] {
  const before2023 = ['S0', 'S1', 'S2v1', 'S2p'].includes(world.scheme);
  const globally = before2023 || world.values.profile === 'hwdom';
  return globally ? lookUpGlobal(world, device, missing) : lookUp(world, device, missing);
}

/**
 * Looks the device up on the global list, where it is as long as its pdev is allocated; what counts
 * there is `pdev->domain`, which taking it off the domain's own list does not change.
 */
function lookUpGlobal(world: World, device: Device, missing: string): readonly Case[] {
  if (!device.managed) return [{ name: 'found' }];
  const named: Effect = () =>
    device.owner.when('names this domain', (s) => s.matches('here') || s.matches('unlinked'));
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `found pdev#${g}`,
        with: [
          () => device.pdev.when(`generation ${g} is listed`, (s) => allocatedGeneration(s) === g),
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
 * Walks the domain's list of MSI-X tables; an entry leads to pdev and vpci. Entries are those of vpci
 * that exist, with the defect MSIX_LIST those of every vpci that ever was.
 */
export function lookUpTable(world: World, device: Device, missing: string): readonly Case[] {
  if (!device.managed) return [{ name: 'found', set: { vpci: 0 } }];
  const kept = world.defect('MSIX_LIST');
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `entry of vpci#${g}`,
        set: { vpci: g },
        with: [
          () =>
            device.vpci.when(`has an entry of generation ${g} on the list`, (s) =>
              kept
                ? s.context.generation >= g
                : s.matches('published') && s.context.generation === g,
            ),
        ],
      }),
    ),
    {
      name: 'no entry',
      to: missing,
      with: [
        () =>
          device.vpci.when('has no entry on the list', (s) =>
            kept ? s.context.generation < 0 : !s.matches('published'),
          ),
      ],
    },
  ];
}

/**
 * Follows `pdev->vpci` as it is when the instruction is executed: a use after free if the object is
 * gone, a fault if the pointer is NULL.
 */
export function throughPointer({ vpci }: Device, cases: readonly Case[]): readonly Case[] {
  return [
    ...each(cases, { with: [() => vpci.when('is published', (s) => s.matches('published'))] }),
    ...brokenPointer(vpci),
  ];
}

/** What happens to whoever follows `pdev->vpci` to where nothing is. */
export function brokenPointer(vpci: Device['vpci']): readonly Case[] {
  return [
    {
      name: 'vpci freed',
      with: [() => vpci.when('pointer dangles', (s) => s.matches('dangling'))],
      to: faults.useAfterFree,
      fault: true,
    },
    {
      name: 'vpci is NULL',
      with: [() => vpci.when('pointer is NULL', (s) => pointsTo(s) === null)],
      to: faults.nullDereference,
      fault: true,
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

/** Tests vpci and owner of the pdev in the slot; generations go into registers. */
export function testVpciAndOwner(world: World, device: Device, stale: string): readonly Case[] {
  if (!device.managed) return go;
  const { owner, vpci } = device;
  const here: Effect = () => owner.when('is here', (s) => s.matches('here'));
  return [
    ...repeat(
      world.generations,
      (g): Case => ({
        name: `vpci#${g}`,
        with: [here, () => vpci.when(`pointer is generation ${g}`, (s) => pointsTo(s) === g)],
        set: { vpci: g },
      }),
    ),
    {
      name: 'no vpci',
      with: [here, () => vpci.when('pointer is NULL', (s) => pointsTo(s) === null)],
      to: stale,
    },
    {
      name: 'other owner',
      with: [() => owner.when('is not here', (s) => !s.matches('here'))],
      to: stale,
    },
  ];
}

/** Walks the other devices of the domain and reads their BARs, holding no lock of theirs. */
export function linesReadOthers(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  next: string,
): void {
  const others = world.devices.filter((other) => other !== device);
  others.forEach((other, k) => {
    const following = others[k + 1];
    const skip = following === undefined ? next : `.find${following.index}`;
    path
      .line(`.find${other.index}`, `${does} finds ${nameOf(other)}`, loadOther(world, other, skip))
      .line(
        `.read${other.index}`,
        `${does} reads BARs of ${nameOf(other)}`,
        inVpci(world, other, [{ set: { other: null }, to: skip }], 'other'),
      );
  });
}

/** The first label of {@link linesReadOthers}, or what comes after it where there is no other device. */
export function firstOther(world: World, device: Device, next: string): string {
  const other = world.devices.find((candidate) => candidate !== device);
  return other === undefined ? next : `.find${other.index}`;
}
