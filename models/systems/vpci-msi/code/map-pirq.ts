/**
 * Mapping of the pirqs of a device.
 *
 * Models map_domain_pirq (xen/arch/x86/irq.c) with pci_enable_msi (arch/x86/msi.c), and set_msi_source_id
 * in it (drivers/passthrough/vtd/intremap.c). Its error exits are about the descriptor lock, so that is
 * taken and released here. Registers: `v`, the number of vectors wanted; `g`, that access was granted;
 * `r`, that the descriptor was there before.
 */

import { drop, take, wants } from '../../../kit/lock-code.ts';
import type { Case, Effect } from '../../../kit/program.ts';
import { access, at, type InterruptScene, type MsiDevice, type Vector } from './parts.ts';
import { irqName, type Listing, linesDisableMsi, linesUnmapEach } from './pirqs.ts';

/**
 * map_domain_pirq for `v` vectors. Goes on at the next label, and at `failed` with nothing mapped. First
 * label: `.map`.
 */
export function linesMap(init: Listing, failed: string): void {
  const { path, scene, device, does } = init;
  const { vpci, desc, access: permission } = device;
  path.calls(at('map_domain_pirq'), () => {
    path.line('.map', `${does} event_lock to map`, take(scene.eventLock), [wants(scene.eventLock)]);
    if (permission !== null) {
      path.line('.map-access', `${does} irq_permit_access`, [
        { name: 'granted', with: [() => permission.on('RAISE')], set: { g: 1 } },
        {
          name: 'had it already',
          with: [() => permission.when('is on', (s) => s.matches('on'))],
        },
      ]);
    }
    path.line('.map-msi', `${does} pci_enable_msi`, enableMsi(scene, device));
    for (const k of device.vectors.keys()) linesMapOne(init, k);
    path.line('.map-done', `${does} event_unlock, mapped`, [
      {
        with: [
          (by) => scene.eventLock.on('RELEASE', { by }),
          ...(vpci === null ? [] : [() => vpci.on('PIRQ', { mapped: true })]),
        ],
        to: '.mapped',
      },
    ]);
    if (scene.defect('MSI_DOUBLE_UNLOCK')) {
      const [first] = device.vectors;
      path.line('.map-bad', `${does} unlocks the descriptor it has unlocked`, [
        { with: first === undefined ? [] : [(by) => first.lock.on('RELEASE', { by })] },
      ]);
    }
    const undoing = { ...init, does: `${does}, undoing:` };
    linesDisableMsi(undoing, '.map-undo');
    if (scene.defect('MSI_REDUNDANT')) {
      path.line('.map-whose', `${undoing.does} what it has prepared`, [
        { name: 'nothing: the pirq was there', where: { r: 1 }, to: '.map-desc' },
        { name: 'the pirq', where: { r: null } },
      ]);
    }
    linesUnmapEach(undoing, '.map-clean');
    if (desc !== null)
      path.line('.map-desc', `${does} msi_free_irq`, [{ with: [() => desc.on('FREE')] }]);
    const unlock: Effect = (by) => scene.eventLock.on('RELEASE', { by });
    if (permission === null) {
      path.line('.map-fail', `${does} event_unlock, not mapped`, [{ with: [unlock], to: failed }]);
      return;
    }
    const keeps = scene.defect('IRQ_KEPT');
    path.line('.map-fail', `${does} irq_deny_access`, [
      {
        name: 'what was granted',
        where: { g: 1 },
        ...(keeps ? { name: 'left out' } : { with: [() => permission.on('CLEAR')] }),
      },
      { name: 'nothing was granted', where: { g: null } },
    ]);
    path.line('.map-failed', `${does} event_unlock, not mapped`, [{ with: [unlock], to: failed }]);
  });
}

/**
 * pci_enable_msi: makes the descriptor of the MSI. One that is there already is an error; with
 * MSI_REDUNDANT it is handed out again, and register `r` says so.
 */
function enableMsi(scene: InterruptScene, device: MsiDevice): readonly Case[] {
  const { desc } = device;
  const tags = access(device);
  const again: Case = scene.defect('MSI_REDUNDANT')
    ? { name: 'hands out the one that is there', set: { r: 1 }, tags }
    : { name: 'there already', to: '.map-fail' };
  return [
    {
      name: 'works',
      tags,
      with: [isFree(device, 0), ...(desc === null ? [] : [() => desc.on('ALLOCATE')])],
    },
    ...(desc === null
      ? []
      : [
          {
            ...again,
            with: [() => desc.when('is allocated', (s) => s.matches('allocated'))],
          },
        ]),
    { name: 'fails', to: '.map-fail' },
  ];
}

const isFree =
  ({ vectors }: MsiDevice, k: number): Effect =>
  () =>
    (vectors[k] as Vector).irq.when('is free', (s) => s.matches('free'));

/** One turn of the loop over vectors; from the second on, an IRQ has to be made first. */
function linesMapOne({ path, scene, device, does }: Listing, k: number): void {
  const vector = device.vectors[k] as Vector;
  const name = irqName(vector);
  const more = k + 1 < device.vectors.length;
  const map: Effect = () => vector.irq.on('MAP', { domain: 'here' });
  if (k > 0) {
    path.line(`.map${k}-create`, `${does} create_irq for ${name}`, [
      { name: 'works', with: [isFree(device, k)] },
      { name: 'fails', to: scene.defect('MSI_DOUBLE_UNLOCK') ? '.map-bad' : '.map-undo' },
    ]);
  }
  path.line(`.map${k}-lock`, `${does} spin_lock_irqsave(${name} desc->lock)`, take(vector.lock), [
    wants(vector.lock),
  ]);
  const { bridgeLock } = scene;
  if (bridgeLock !== null && k === 0) {
    path.calls(at('set_msi_source_id, find_upstream_bridge'), () =>
      path
        .line('.map-bridge', `${does} spin_lock(bus2bridge_lock)`, take(bridgeLock), [
          wants(bridgeLock),
        ])
        .line('.map-bridge-out', `${does} spin_unlock(bus2bridge_lock)`, drop(bridgeLock)),
    );
  }
  path.line(`.map${k}-setup`, `${does} sets up and maps ${name}`, [
    { name: 'the last', where: { v: k + 1 }, with: [map], to: `.map${k}-out` },
    ...(more ? [{ name: 'more follow', where: { v: k + 2 }, with: [map] }] : []),
    { name: 'fails', to: `.map${k}-error` },
  ]);
  if (more) {
    const next: readonly Case[] = drop(vector.lock).map((c) => ({
      ...c,
      to: `.map${k + 1}-create`,
    }));
    path.line(`.map${k}-next`, `${does} spin_unlock(${name} desc->lock), next`, next);
  }
  path
    .line(
      `.map${k}-error`,
      `${does} spin_unlock(${name} desc->lock), failed`,
      drop(vector.lock).map((c) => ({ ...c, to: '.map-undo' })),
    )
    .line(
      `.map${k}-out`,
      `${does} spin_unlock(${name} desc->lock)`,
      drop(vector.lock).map((c) => ({ ...c, to: '.map-done' })),
    );
}
