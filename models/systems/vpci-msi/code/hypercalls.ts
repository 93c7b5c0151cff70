/**
 * Hypercalls by which a guest, or the device model for it, maps interrupts itself, without vPCI.
 *
 * Models PHYSDEVOP_map_pirq and PHYSDEVOP_unmap_pirq (physdev_map_pirq, physdev_unmap_pirq and
 * allocate_and_map_gsi_pirq, xen/arch/x86/physdev.c and irq.c), PHYSDEVOP_prepare_msix, and
 * hvm_inject_msi (arch/x86/hvm/irq.c) for a message that names a pirq. Read at c447b7308b.
 */

import { drop, go, take, wants } from '../../../kit/lock-code.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { linesMap } from './map-pirq.ts';
import { access, at, faults, type MsiDevice, marks, nameOf, on, type Vector } from './parts.ts';

const owned =
  ({ owner }: MsiDevice, here: boolean): Effect =>
  () =>
    owner.when(here ? 'is here' : 'is elsewhere', (s) => s.matches('here') === here);

/** MAP: the MSI of a device is mapped and bound. */
export function mapsMsi(world: World, program: Program, device: MsiDevice): void {
  const { pcidevs, scene } = world;
  const does = `MAP ${nameOf(device)}`;
  const [vector] = device.vectors as readonly [Vector];
  const path = program
    .path(`map${device.index}`, on(device))
    .from(at('physdev_map_pirq, pci_get_pdev'))
    .line(marks.guest, `${does} hypercall`, go)
    .line('.lock', `${does} pcidevs_lock`, take(pcidevs), [wants(pcidevs)])
    .line('.find', `${does} finds the pdev`, [
      { name: "the guest's own", with: [owned(device, true)], set: { v: 1 }, to: '.map' },
      {
        name: "not the guest's",
        with: [owned(device, false)],
        ...(scene.defect('MSI_UNOWNED') ? { set: { v: 1 }, to: '.map' } : { to: '.out' }),
      },
    ]);
  linesMap({ path, scene, device, does }, '.out');
  path
    .from(at('pirq_guest_bind'))
    .line('.mapped', `${does} event_lock to bind`, take(scene.eventLock), [wants(scene.eventLock)])
    .line('.bind', `${does} binds irq${vector.number}`, [
      { with: [() => vector.irq.on('BIND'), () => vector.lock.when('is free', free)] },
    ])
    .line('.bound', `${does} event_unlock, bound`, drop(scene.eventLock))
    .from(at('physdev_map_pirq'))
    .line('.out', `${does} pcidevs_unlock`, drop(pcidevs))
    .end(marks.guest);
  unmapsMsi(world, program, device, vector);
}

type LockSnapshot = Parameters<Parameters<Vector['lock']['when']>[1]>[0];
const free = (s: LockSnapshot): boolean => s.matches('free');

/** UNMAP follows the descriptor of the MSI; it must be there. */
function unmapsMsi(world: World, program: Program, device: MsiDevice, vector: Vector): void {
  const { pcidevs, scene } = world;
  const { irq } = vector;
  const { desc } = device;
  if (desc === null) return;
  const does = `UNMAP ${nameOf(device)}`;
  program
    .path(`unmap${device.index}`, on(device))
    .from(at('unmap_domain_pirq'))
    .line(marks.guest, `${does} hypercall`, go)
    .line('.lock', `${does} pcidevs_lock`, take(pcidevs), [wants(pcidevs)])
    .line('.event', `${does} event_lock`, take(scene.eventLock), [wants(scene.eventLock)])
    .line('.find', `${does} finds irq${vector.number}`, [
      {
        name: 'mapped',
        with: [() => irq.when('is with the guest', (s) => s.context.domain === 'here')],
      },
      {
        name: 'not mapped',
        with: [() => irq.when('is not with the guest', (s) => s.context.domain !== 'here')],
        to: '.out',
      },
    ])
    .line(
      '.desc',
      `${does} pci_disable_msi, following desc->msi_desc`,
      [
        { with: [() => desc.on('FREE')], tags: access(device) },
        {
          name: 'freed',
          with: [() => desc.when('is freed', (s) => s.matches('freed'))],
          to: faults.useAfterFree,
          fault: true,
        },
      ],
      ['follows desc'],
    )
    .line('.unmap', `${does} unmaps irq${vector.number}`, [
      {
        with: [
          () => irq.on('UNMAP'),
          () => vector.lock.when('is free', free),
          ...(device.access === null
            ? []
            : [() => (device.access as NonNullable<MsiDevice['access']>).on('CLEAR')]),
        ],
      },
    ])
    .line('.out', `${does} event_unlock`, drop(scene.eventLock))
    .line('.unlock', `${does} pcidevs_unlock`, drop(pcidevs))
    .end(marks.guest);
}

/**
 * MAP of a host IRQ by its number, as for a GSI: the guest names a number of its own and a host IRQ,
 * that of the second device. It may if it has access to the host IRQ, which it has not.
 */
export function mapsNumber(world: World, program: Program, own: MsiDevice, other: MsiDevice): void {
  const { scene } = world;
  const { access: may } = own;
  const [vector] = other.vectors as readonly [Vector];
  if (may === null) return;
  const asked: readonly Case[] = scene.defect('IRQ_GUEST_NUMBER')
    ? [
        {
          name: 'its own number is permitted',
          with: [() => may.when('is on', (s) => s.matches('on'))],
        },
        {
          name: 'its own number is not permitted',
          with: [() => may.when('is off', (s) => s.matches('off'))],
          to: '.out',
        },
      ]
    : [{ name: 'the host IRQ is not permitted', to: '.out' }];
  const does = `MAP number 0 to irq${vector.number}`;
  program
    .path('number', on(other))
    .from(at('map_domain_pirq', scene.defect('IRQ_GUEST_NUMBER') ? 'before 545607eb3c' : undefined))
    .line(marks.guest, `${does}: hypercall`, go)
    .line('.lock', `${does}: event_lock`, take(scene.eventLock), [wants(scene.eventLock)])
    .line('.may', `${does}: irq_access_permitted?`, asked)
    .line('.map', `${does}: maps`, [
      {
        with: [
          () => vector.irq.on('MAP', { domain: 'here' }),
          () => vector.lock.when('is free', free),
        ],
      },
      {
        name: 'in use',
        with: [() => vector.irq.when('is not free', (s) => !s.matches('free'))],
        to: '.out',
      },
    ])
    .line('.bind', `${does}: binds`, [
      { with: [() => vector.irq.on('BIND'), () => vector.lock.when('is free', free)] },
    ])
    .line('.out', `${does}: event_unlock`, drop(scene.eventLock))
    .end(marks.guest);
}

/** PREP: prepares MSI-X of a device, which touches it; a matter of dom0. */
export function preparesMsix(world: World, program: Program, device: MsiDevice): void {
  const { pcidevs } = world;
  const anybody = world.defect('PREP_ANYBODY');
  const does = `PREP ${nameOf(device)}`;
  program
    .path(`prep${device.index}`, on(device))
    .from(at('PHYSDEVOP_prepare_msix, pci_prepare_msix', anybody ? 'before 9c7e789a1b' : undefined))
    .line(marks.guest, `${does} hypercall`, [
      anybody ? {} : { name: 'refused, not privileged', to: marks.guest },
    ])
    .line('.lock', `${does} pcidevs_lock`, take(pcidevs), [wants(pcidevs)])
    .line('.touch', `${does} masks MSI-X and maps its table`, [{ tags: access(device) }])
    .line('.unlock', `${does} pcidevs_unlock`, drop(pcidevs))
    .end(marks.guest);
}

/** INJ: an emulated MSI names a pirq, which may not be there. */
export function injectsMsi(world: World, program: Program, { vectors }: MsiDevice): void {
  const [{ irq }] = vectors as readonly [Vector];
  const unchecked = world.defect('INJ_UNCHECKED');
  program
    .path('inj')
    .from(at('hvm_inject_msi', unchecked ? 'before 6f4cc0ac41' : undefined))
    .line(marks.guest, 'INJ an emulated MSI names a pirq', go)
    .line(
      '.find',
      'INJ pirq_info',
      [
        {
          name: 'there',
          with: [() => irq.when('is there', (s) => s.context.domain === 'here')],
          to: marks.guest,
        },
        {
          name: 'NULL',
          with: [() => irq.when('is not there', (s) => s.context.domain !== 'here')],
          ...(unchecked ? { to: faults.nullDereference, fault: true } : { to: marks.guest }),
        },
      ],
      ['asks for a pirq'],
    )
    .end(marks.guest);
}
