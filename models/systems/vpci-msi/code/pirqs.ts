/**
 * Mapping, binding, unbinding and unmapping of the pirqs of a device.
 *
 * Models map_domain_pirq and unmap_domain_pirq (xen/arch/x86/irq.c), pci_enable_msi and pci_disable_msi
 * (arch/x86/msi.c), pt_irq_create_bind and pt_irq_destroy_bind (drivers/passthrough/x86/hvm.c), and
 * vpci_msi_enable, vpci_msi_update and vpci_msi_disable around them (arch/x86/hvm/vmsi.c).
 *
 * A section under an IRQ descriptor lock in which no other lock is taken is one step, which waits for
 * that lock to be free; in map_domain_pirq, whose error exits are about it, it is taken and released.
 * Register `v` of the actor is the number of vectors that are wanted.
 */

import { each } from '../../../kit/case-code.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import { at, type InterruptScene, type MsiDevice, type Vector } from './parts.ts';

/** What a listing needs to know. */
interface Init {
  readonly path: CodePath;
  readonly scene: InterruptScene;
  readonly device: MsiDevice;
  /** How its steps are called. */
  readonly does: string;
}

/** The descriptor lock is free: for a section in which nothing else is waited for. */
const lockFree =
  ({ lock }: Vector): Effect =>
  () =>
    lock.when('is free', (s) => s.matches('free'));

const irqName = ({ number }: Vector): string => `irq${number}`;

/**
 * Unbinds every vector that is bound, by what `struct vpci_msi` says, and goes on at `next`, which must
 * be the label that comes next. First label: `.unbind`.
 */
export function linesUnbind({ path, scene, device, does }: Init, next: string): void {
  const { vpci, vectors } = device;
  if (vpci === null) return;
  path.calls(at('pt_irq_destroy_bind'), () => {
    vectors.forEach((vector, k) => {
      const following = k + 1 < vectors.length ? `.unbind${k + 1}` : next;
      path
        .line(k === 0 ? '.unbind' : `.unbind${k}`, `${does} is ${irqName(vector)} bound?`, [
          {
            name: 'yes',
            with: [
              () =>
                vpci.when(`has vector ${k} bound`, ({ context: c }) => c.bound && c.vectors > k),
              ...masksForGuest(vector, true),
            ],
          },
          {
            name: 'no',
            with: [
              () =>
                vpci.when(
                  `has vector ${k} not bound`,
                  ({ context: c }) => !c.bound || c.vectors <= k,
                ),
            ],
            to: following,
          },
        ])
        .line(
          `.unbind${k}-lock`,
          `${does} event_lock to unbind ${irqName(vector)}`,
          take(scene.eventLock),
          [wants(scene.eventLock)],
        )
        .line(`.unbind${k}-do`, `${does} unbinds ${irqName(vector)}`, [{ with: unbind(vector) }])
        .line(
          `.unbind${k}-unlock`,
          `${does} event_unlock, ${irqName(vector)} unbound`,
          drop(scene.eventLock),
        );
    });
  });
}

/** pirq_guest_unbind and pt_pirq_softirq_reset: not bound, masked, and nothing scheduled any more. */
export function unbind(vector: Vector): readonly Effect[] {
  const { irq, pending, mask } = vector;
  return [
    () => irq.on('UNBIND'),
    lockFree(vector),
    ...(pending === null ? [] : [() => pending.on('CLEAR')]),
    ...(mask === null ? [] : [() => mask.on('HOST', { on: true })]),
  ];
}

function masksForGuest(vector: Vector, on: boolean): readonly Effect[] {
  const { mask } = vector;
  return mask === null ? [] : [() => mask.on('GUEST', { on }), lockFree(vector)];
}

/**
 * pci_disable_msi and what it does besides: MSI off, and INTx on in hardware if no IRQ_GUEST is set,
 * which is so after the interrupt was unbound. Ends at the next label.
 */
export function linesDisableMsi({ path, scene, device, does }: Init, label: string): void {
  const { enable, command } = device;
  if (enable !== null) {
    path.line(label, `${does} pci_disable_msi`, [{ with: [() => enable.on('DISABLE')] }]);
    if (command !== null && scene.defect('INTX_BACK')) {
      path.line(`${label}-intx`, `${does} pci_intx(true)`, [
        { with: [() => command.on('ENABLE_INTX')] },
      ]);
    }
  }
}

/** Unmaps every vector that is mapped. Ends at the next label. First label: `.unmap`. */
export function linesUnmap(init: Init): void {
  const { path, scene, device, does } = init;
  const { vpci, desc, access } = device;
  path.calls(at('unmap_domain_pirq'), () => {
    path.line('.unmap', `${does} event_lock to unmap`, take(scene.eventLock), [
      wants(scene.eventLock),
    ]);
    linesDisableMsi(init, '.unmap-msi');
    linesUnmapEach(init, '.unmap');
    if (desc !== null)
      path.line('.unmap-desc', `${does} msi_free_irq`, [{ with: [() => desc.on('FREE')] }]);
    path.line('.unmap-unlock', `${does} event_unlock, unmapped`, [
      {
        with: [
          (by) => scene.eventLock.on('RELEASE', { by }),
          ...(vpci === null ? [] : [() => vpci.on('PIRQ', { mapped: false })]),
          ...(access === null ? [] : [() => access.on('CLEAR')]),
        ],
      },
    ]);
  });
}

/** unmap_domain_pirq for each vector that is mapped. Ends at the next label. */
export function linesUnmapEach({ path, device, does }: Init, label: string): void {
  for (const vector of device.vectors) {
    const { irq } = vector;
    path.line(`${label}-${irqName(vector)}`, `${does} unmaps ${irqName(vector)}`, [
      { with: [() => irq.on('UNMAP'), lockFree(vector)] },
      { name: 'not mapped', with: [() => irq.when('is free', (s) => s.matches('free'))] },
    ]);
  }
}

/**
 * map_domain_pirq for `v` vectors. Goes on at the next label, and at `failed` with nothing mapped. First
 * label: `.map`.
 */
export function linesMap(init: Init, failed: string): void {
  const { path, scene, device, does } = init;
  const { vpci, desc, access } = device;
  path.calls(at('map_domain_pirq'), () => {
    path.line('.map', `${does} event_lock to map`, take(scene.eventLock), [wants(scene.eventLock)]);
    if (access !== null) {
      path.line('.map-access', `${does} irq_permit_access`, [{ with: [() => access.on('SET')] }]);
    }
    path.line('.map-msi', `${does} pci_enable_msi`, [
      {
        name: 'works',
        with: [isFree(device, 0), ...(desc === null ? [] : [() => desc.on('ALLOCATE')])],
      },
      { name: 'fails', to: '.map-fail' },
    ]);
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
    linesUnmapEach(undoing, '.map-clean');
    if (desc !== null)
      path.line('.map-desc', `${does} msi_free_irq`, [{ with: [() => desc.on('FREE')] }]);
    path.line('.map-fail', `${does} event_unlock, not mapped`, [
      {
        with: [
          (by) => scene.eventLock.on('RELEASE', { by }),
          ...(access === null ? [] : [() => access.on('CLEAR')]),
        ],
        to: failed,
      },
    ]);
  });
}

const isFree =
  ({ vectors }: MsiDevice, k: number): Effect =>
  () =>
    (vectors[k] as Vector).irq.when('is free', (s) => s.matches('free'));

/** One turn of the loop over vectors; from the second on, an IRQ has to be made first. */
function linesMapOne({ path, scene, device, does }: Init, k: number): void {
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

/**
 * vpci_msi_update: binds `v` vectors that are mapped, unless the address is one that Xen does not take.
 * Goes on at the next label. First label: `.mapped`.
 */
export function linesBind({ path, scene, device, does }: Init): void {
  const { vpci, vectors } = device;
  const bound =
    (yes: boolean): Effect =>
    () =>
      (vpci as NonNullable<MsiDevice['vpci']>).on('BOUND', { bound: yes });
  path.calls(at('vpci_msi_update, pt_irq_create_bind'), () => {
    path.line('.mapped', `${does} looks at the address`, [
      { name: 'supported' },
      { name: 'not supported', with: [bound(false)], to: '.bound' },
    ]);
    vectors.forEach((vector, k) => {
      const { irq, mask } = vector;
      const released: Effect = (by) => scene.eventLock.on('RELEASE', { by });
      const ends: readonly Case[] = [
        { where: { v: k + 1 }, with: [bound(true)], to: '.bound' },
        ...(k + 1 < vectors.length ? [{ name: 'more follow', where: { v: k + 2 } }] : []),
      ];
      path
        .line(`.bind${k}`, `${does} event_lock to bind ${irqName(vector)}`, take(scene.eventLock), [
          wants(scene.eventLock),
        ])
        .line(`.bind${k}-do`, `${does} binds ${irqName(vector)}`, [
          {
            with: [
              () => irq.on('BIND'),
              lockFree(vector),
              ...(mask === null ? [] : [() => mask.on('HOST', { on: false })]),
            ],
          },
        ])
        .line(
          `.bind${k}-unlock`,
          `${does} event_unlock, ${irqName(vector)} bound`,
          mask === null ? each(ends, { with: [released] }) : drop(scene.eventLock),
        );
      if (mask === null) return;
      path.line(`.bind${k}-unmask`, `${does} applies the guest's mask of ${irqName(vector)}`, [
        ...each(ends, { name: 'unmasked', with: masksForGuest(vector, false) }),
        ...each(ends, { name: 'masked' }),
      ]);
    });
  });
}
