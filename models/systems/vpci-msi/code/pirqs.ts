/**
 * Binding, unbinding and unmapping of the pirqs of a device; `map-pirq.ts` has how they are mapped.
 *
 * Models unmap_domain_pirq (xen/arch/x86/irq.c), pci_disable_msi (arch/x86/msi.c), pt_irq_create_bind and pt_irq_destroy_bind (drivers/passthrough/x86/hvm.c), and
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
export interface Listing {
  readonly path: CodePath;
  readonly scene: InterruptScene;
  readonly device: MsiDevice;
  /** How its steps are called. */
  readonly does: string;
}

/** The descriptor lock is free: for a section in which nothing else is waited for. */
export const lockFree =
  ({ lock }: Vector): Effect =>
  () =>
    lock.when('is free', (s) => s.matches('free'));

/** How a host IRQ is called. */
export const irqName = ({ number }: Vector): string => `irq${number}`;

/**
 * Unbinds every vector that is bound, by what `struct vpci_msi` says, and goes on at `next`, which must
 * be the label that comes next. First label: `.unbind`.
 */
export function linesUnbind({ path, scene, device, does }: Listing, next: string): void {
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
export function linesDisableMsi({ path, scene, device, does }: Listing, label: string): void {
  const { enable, command } = device;
  path.line(label, `${does} pci_disable_msi`, [
    { with: enable === null ? [] : [() => enable.on('DISABLE')] },
  ]);
  if (command !== null && scene.defect('INTX_BACK')) {
    path.line(`${label}-intx`, `${does} pci_intx(true)`, [
      { with: [() => command.on('ENABLE_INTX')] },
    ]);
  }
}

/** Unmaps every vector that is mapped. Ends at the next label. First label: `.unmap`. */
export function linesUnmap(init: Listing): void {
  const { path, scene, device, does } = init;
  const { vpci, desc, access: permission } = device;
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
          ...(permission === null ? [] : [() => permission.on('CLEAR')]),
        ],
      },
    ]);
  });
}

/** unmap_domain_pirq for each vector that is mapped. Ends at the next label. */
export function linesUnmapEach({ path, device, does }: Listing, label: string): void {
  for (const vector of device.vectors) {
    const { irq } = vector;
    path.line(`${label}-${irqName(vector)}`, `${does} unmaps ${irqName(vector)}`, [
      { with: [() => irq.on('UNMAP'), lockFree(vector)] },
      { name: 'not mapped', with: [() => irq.when('is free', (s) => s.matches('free'))] },
    ]);
  }
}

/**
 * vpci_msi_update: binds `v` vectors that are mapped, unless the address is one that Xen does not take.
 * Goes on at the next label. First label: `.mapped`.
 */
export function linesBind({ path, scene, device, does }: Listing): void {
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
