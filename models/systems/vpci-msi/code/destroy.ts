/**
 * DOM: the guest is destroyed. Its vCPUs have stopped.
 *
 * Models pci_release_devices (xen/drivers/passthrough/pci.c), arch_pci_clean_pirqs, pt_pirq_iterate and
 * pci_clean_dpci_irq (drivers/passthrough/x86/hvm.c), and free_domain_pirqs (arch/x86/irq.c). A pirq
 * whose softirq is scheduled asks for the cleanup to be called again. Read at c447b7308b.
 *
 * Registers: `e`, what the pass over the pirqs will return; `a`, that some pirq asked to be called again.
 */

import { drop, dropWrite, lineTakeWrite, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { at, type MsiDevice, marks, nameOf, on, type Vector } from './parts.ts';

/** Adds the code path. */
export function destroys(world: World, program: Program, device: MsiDevice): void {
  const { pcidevs, pciLock, scene } = world;
  const { eventLock, dying } = scene;
  program.landmark('destroyed', ['rest', 'guest']);
  const path = program
    .path('dom', ['teardown', ...on(device)])
    .from(at('domain_kill, pci_release_devices'))
    .line(marks.guest, 'DOM destroys the guest', [
      { with: dying === null ? [] : [() => dying.on('RAISE')] },
    ])
    .line('.lock', 'DOM (1) pcidevs_lock', take(pcidevs), [wants(pcidevs)])
    .from(at('arch_pci_clean_pirqs'))
    .line('.event', 'DOM (1) event_lock to clean pirqs', take(eventLock), [wants(eventLock)]);
  linesClean(path, world, device);
  path
    .line('.again', 'DOM (1) event_unlock, to be called again', drop(eventLock))
    .line(
      '.again-out',
      'DOM (1) pcidevs_unlock, to be called again',
      drop(pcidevs).map((c) => ({ ...c, set: { e: null, a: null }, to: '.lock' })),
    )
    .line('.cleaned', 'DOM (1) event_unlock, pirqs are clean', drop(eventLock), ['goes on'])
    .from(at('deassign_device'));
  lineTakeWrite(path, '.write', `DOM ${nameOf(device)} (2) write_lock`, pciLock, '.move');
  path
    .line('.move', `DOM ${nameOf(device)} (2) moves the device away`, [
      { with: [() => device.owner.on('TO_ELSEWHERE')] },
    ])
    .line('.unlock', `DOM ${nameOf(device)} (2) write_unlock`, dropWrite(pciLock))
    .line('.out', 'DOM (2) pcidevs_unlock', drop(pcidevs))
    .from(at('free_domain_pirqs'))
    .line('.free', 'DOM (3) event_lock to free pirqs', take(eventLock), [wants(eventLock)]);
  for (const vector of device.vectors) linesFree(path, vector);
  path.line('.freed', 'DOM (3) event_unlock, pirqs are free', drop(eventLock)).end('destroyed');
}

/** One pass over the pirqs that are bound. Ends at `.again` or `.cleaned`. */
function linesClean(path: CodePath, { scene }: World, { vectors }: MsiDevice): void {
  const goesOn = scene.defect('ITERATE_ON');
  const delists = scene.defect('UNBIND_DELISTS');
  vectors.forEach((vector, k) => {
    const { irq, number, pending } = vector;
    const unbinds: readonly Effect[] = [() => irq.on('UNBIND'), lockFree(vector)];
    const next = k + 1 < vectors.length ? `.clean${k + 1}` : '.passed';
    const to = delists ? `.delist${k}` : next;
    path.line(`.clean${k}`, `DOM (1) unbinds irq${number}`, [
      {
        name: 'done',
        with: [
          ...unbinds,
          ...(pending === null
            ? []
            : [() => pending.when('is off', (s: FlagSnapshot) => s.matches('off'))]),
        ],
        set: { e: null },
        to,
      },
      ...(pending === null
        ? []
        : [
            {
              name: 'its softirq is scheduled: call again',
              with: [...unbinds, () => pending.when('is on', (s: FlagSnapshot) => s.matches('on'))],
              set: { e: 1, a: 1 },
              to: goesOn ? to : '.passed',
            },
          ]),
      {
        name: 'not bound',
        with: [() => irq.when('is not bound', (s) => !s.matches('bound'))],
        to: next,
      },
    ]);
    if (delists) {
      path.line(`.delist${k}`, `DOM (1) takes irq${number} off the tree`, [
        { with: [() => irq.on('DELIST')], to: next },
      ]);
    }
  });
  path.line('.passed', 'DOM (1) is it to be called again?', [
    { name: 'yes', where: { e: 1 }, to: '.again' },
    { name: 'no', where: { e: null }, to: '.cleaned' },
  ]);
}

type FlagSnapshot = Parameters<Parameters<NonNullable<Vector['pending']>['when']>[1]>[0];

const lockFree =
  ({ lock }: Vector): Effect =>
  () =>
    lock.when('is free', (s) => s.matches('free'));

/** free_domain_pirqs finds a pirq by the tree. */
function linesFree(path: CodePath, vector: Vector): void {
  const { irq, number } = vector;
  const cases: readonly Case[] = [
    { name: 'mapped: unmaps it', with: [() => irq.on('UNMAP_LISTED'), lockFree(vector)] },
    {
      name: 'not there',
      with: [() => irq.when('is not in the tree', (s) => !s.context.listed)],
    },
  ];
  path.line(`.free-irq${number}`, `DOM (3) looks for irq${number} in the tree`, cases);
}
