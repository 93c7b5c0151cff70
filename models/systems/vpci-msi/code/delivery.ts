/**
 * A device raises an interrupt, and Xen hands it to a domain.
 *
 * Models do_IRQ and do_IRQ_guest (xen/arch/x86/irq.c), hvm_do_IRQ_dpci and hvm_dirq_assist
 * (drivers/passthrough/x86/hvm.c). Between the interrupt and its injection there is a softirq; what was
 * scheduled is forgotten when the pirq is unbound. An interrupt that reaches a domain which does not own
 * the device ends at a place of its own, so that a trace ends there too.
 */

import type { Domain } from '../../../components/host-irq.machine.ts';
import { receiver } from '../../../components/host-irq.machine.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import type { Case, Effect, Program } from '../../../kit/program.ts';
import {
  at,
  type Flag,
  faults,
  type InterruptScene,
  type MsiDevice,
  marks,
  nameOf,
  on,
  type Vector,
} from './parts.ts';

/** Whether the device owner is that domain. */
const ownedBy =
  ({ owner }: MsiDevice, domain: Domain): Effect =>
  () =>
    owner.when(`is ${domain}`, (s) => s.matches('here') === (domain === 'here'));

/**
 * The code that runs when the interrupt of `vector` arrives, whoever sent the message. Registers are
 * not used: the domain is told by the label. First label: `.irq<n>`; ends at `quiet`.
 */
export function linesDeliver(
  program: Program,
  scene: InterruptScene,
  sender: MsiDevice,
  vector: Vector,
): void {
  const { irq, lock, pending } = vector;
  if (pending === null) return;
  const name = `irq${vector.number}`;
  const does = `IRQ ${nameOf(sender)}`;
  const bound =
    (to: Domain | null): Effect =>
    () =>
      irq.when(to === null ? 'is not bound' : `is bound ${to}`, (s) => receiver(s) === to);
  const path = program
    .path(name, on(sender))
    .from(at('do_IRQ'))
    .line('.lock', `${does} (1) do_IRQ locks the descriptor of ${name}`, take(lock), [wants(lock)])
    .line('.find', `${does} (2) who has ${name}?`, [
      { name: 'this guest', with: [bound('here'), () => pending.on('SET')] },
      { name: 'another domain', with: [bound('elsewhere')], to: '.unlock-there' },
      { name: 'nobody', with: [bound(null)], to: '.spurious' },
    ])
    .line('.unlock', `${does} (3) unlocks the descriptor of ${name}`, drop(lock))
    .from(at('hvm_dirq_assist'))
    .line('.assist', `${does} (4) softirq, event_lock for ${name}`, take(scene.eventLock), [
      wants(scene.eventLock),
      'in flight',
    ])
    .line('.inject', `${does} (5) injects ${name}`, injections(sender, pending, scene), [
      'in flight',
    ])
    .line(
      '.out',
      `${does} (6) event_unlock for ${name}`,
      drop(scene.eventLock).map((c) => ({ ...c, to: marks.quiet })),
    )
    .from(at('do_IRQ'));
  path
    .line('.unlock-there', `${does} (3) unlocks ${name}, another domain has it`, drop(lock))
    .from(at('hvm_dirq_assist'))
    .line(
      '.inject-there',
      `${does} (5) injects ${name} into another domain`,
      [
        { name: 'its owner', with: [ownedBy(sender, 'elsewhere')], to: marks.quiet },
        {
          name: 'not its owner',
          with: [ownedBy(sender, 'here')],
          to: faults.misdelivered,
          fault: true,
        },
      ],
      ['in flight'],
    )
    .from(at('do_IRQ'))
    .line('.spurious', `${does} (3) unlocks ${name}, nobody has it`, drop(lock))
    .end(marks.quiet);
}

type FlagSnapshot = Parameters<Parameters<Flag['when']>[1]>[0];

/** What the softirq does with what is scheduled. The vCPUs of a dying guest get nothing any more. */
function injections(sender: MsiDevice, pending: Flag, { dying }: InterruptScene): readonly Case[] {
  return [
    {
      name: 'into its owner',
      with: [() => pending.on('LOWER'), ownedBy(sender, 'here')],
    },
    ...(dying === null
      ? []
      : [
          {
            name: 'into a guest that is being destroyed',
            with: [
              () => pending.on('LOWER'),
              ownedBy(sender, 'elsewhere'),
              () => dying.when('is on', (s: FlagSnapshot) => s.matches('on')),
            ],
          },
        ]),
    {
      name: 'into this guest, not its owner',
      with: [
        () => pending.on('LOWER'),
        ownedBy(sender, 'elsewhere'),
        ...(dying === null
          ? []
          : [() => dying.when('is off', (s: FlagSnapshot) => s.matches('off'))]),
      ],
      to: faults.misdelivered,
      fault: true,
    },
    {
      name: 'unbound meanwhile',
      with: [() => pending.when('is off', (s) => s.matches('off'))],
    },
  ];
}

/**
 * IRQ: the device raises the interrupt of a vector as its registers and its mask allow.
 *
 * @param sends the cases of sending, given what the registers demand
 */
export function raises(
  program: Program,
  device: MsiDevice,
  vector: Vector,
  sends: (allowed: readonly Effect[]) => readonly Case[],
): void {
  const { enable } = device;
  const { mask } = vector;
  program
    .path(`raise${vector.number}`, on(device))
    .from('a device, as the PCI Local Bus Specification 3.0, 6.8, lets it')
    .line(
      marks.quiet,
      `IRQ ${nameOf(device)} raises irq${vector.number}`,
      sends([
        ...(enable === null ? [] : [() => enable.when('is on', (s) => s.matches('on'))]),
        ...(mask === null
          ? []
          : [() => mask.when('is clear in hardware', (s) => !s.context.hardware)]),
      ]),
    )
    .end(marks.quiet);
}
