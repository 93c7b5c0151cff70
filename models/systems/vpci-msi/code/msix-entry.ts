/**
 * Setting up and giving up the pirq of an MSI-X entry.
 *
 * Models update_entry (xen/drivers/vpci/msix.c), vpci_msix_arch_enable_entry and
 * vpci_msix_arch_disable_entry (arch/x86/hvm/vmsi.c). Read at c447b7308b. What an error leaves behind
 * is what the code leaves: an entry without a pirq that is still marked as updated.
 */

import type { msixControl, msixEntry } from '../../../components/vpci-msix.machine.ts';
import type { Component } from '../../../compose/index.ts';
import { take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import { at, type Flag, type InterruptScene, type Vector } from './parts.ts';

/** MSI-X of a device: its control register, one entry, and the BAR that has the table. */
export interface MsixParts {
  readonly control: Component<typeof msixControl>;
  readonly entry: Component<typeof msixEntry>;
  /** `bar->enabled`, by which accesses to the table find their device. */
  readonly enabled: Flag;
  /** The BAR is in the p2m, save for the table; null where that does not change. */
  readonly mapped: Flag | null;
  /** A mapping or unmapping is under way: one at a time. */
  readonly pending: Flag | null;
}

/** A snapshot of a flag, of the control register. */
export type FlagSnapshot = Parameters<Parameters<MsixParts['enabled']['when']>[1]>[0];
export type ControlSnapshot = Parameters<Parameters<MsixParts['control']['when']>[1]>[0];
type EntrySnapshot = Parameters<Parameters<MsixParts['entry']['when']>[1]>[0];

/** The entry is as asked. */
export const entryIs =
  ({ entry }: MsixParts, label: string, test: (c: EntrySnapshot['context']) => boolean): Effect =>
  () =>
    entry.when(label, (s) => test(s.context));

const lockFree =
  ({ lock }: Vector): Effect =>
  () =>
    lock.when('is free', (s) => s.matches('free'));

/** The pirq of the entry is unbound and unmapped. First label: `label`; ends at the next label. */
export function linesEntryOff(
  path: CodePath,
  { eventLock }: InterruptScene,
  vector: Vector,
  entry: MsixParts['entry'],
  does: string,
  label = '.off',
): void {
  const { irq, mask, pending, number } = vector;
  path.calls(at('vpci_msix_arch_disable_entry'), () =>
    path
      .line(label, `${does} event_lock to give irq${number} up`, take(eventLock), [
        wants(eventLock),
      ])
      .line(`${label}-do`, `${does} unbinds and unmaps irq${number}`, [
        {
          with: [
            () => irq.on('UNMAP'),
            lockFree(vector),
            ...(pending === null ? [] : [() => pending.on('CLEAR')]),
            ...(mask === null ? [] : [() => mask.on('HOST', { on: true })]),
          ],
        },
      ])
      .line(`${label}-out`, `${does} event_unlock, irq${number} given up`, [
        { with: [(by) => eventLock.on('RELEASE', { by }), () => entry.on('DISABLED')] },
      ]),
  );
}

/** The pirq of the entry is mapped and bound, or not. First label: `.set-up`; then to `next`. */
export function linesEntryOn(
  path: CodePath,
  { eventLock }: InterruptScene,
  vector: Vector,
  entry: MsixParts['entry'],
  does: string,
  next: string,
): void {
  const { irq, mask, number } = vector;
  const unlock: Effect = (by) => eventLock.on('RELEASE', { by });
  const maps: readonly Case[] = [
    {
      name: 'works',
      with: [() => irq.on('MAP', { domain: 'here' }), lockFree(vector)],
    },
    { name: 'fails', to: '.set-up-failed' },
  ];
  path.calls(at('vpci_msix_arch_enable_entry'), () =>
    path
      .line('.set-up', `${does} event_lock to set irq${number} up`, take(eventLock), [
        wants(eventLock),
      ])
      .line('.set-up-map', `${does} maps irq${number}`, maps)
      .line('.set-up-bind', `${does} binds irq${number}`, [
        {
          name: 'supported',
          with: [
            () => irq.on('BIND'),
            lockFree(vector),
            ...(mask === null ? [] : [() => mask.on('HOST', { on: false })]),
          ],
        },
        {
          name: 'address not supported',
          with: [() => irq.on('UNMAP'), lockFree(vector)],
          to: '.set-up-failed',
        },
      ])
      .line('.set-up-out', `${does} event_unlock, irq${number} set up`, [
        { with: [unlock, () => entry.on('PIRQ', { mapped: true })] },
      ])
      .line('.set-up-unmask', `${does} unmasks irq${number} for the guest`, [
        {
          with: [
            ...(mask === null ? [] : [() => mask.on('GUEST', { on: false }), lockFree(vector)]),
            () => entry.on('APPLIED'),
          ],
          to: next,
        },
      ])
      .line('.set-up-failed', `${does} event_unlock, irq${number} not set up`, [
        { with: [unlock], to: next },
      ]),
  );
}

/** update_entry. First label: `.update`; goes on at `next`. */
export function linesUpdate(
  path: CodePath,
  scene: InterruptScene,
  vector: Vector,
  msix: MsixParts,
  does: string,
  next: string,
): void {
  path.calls(at('update_entry'), () => {
    path.line('.update', `${does} has the entry a pirq?`, [
      { name: 'yes', with: [entryIs(msix, 'has a pirq', (c) => c.mapped)] },
      { name: 'no', with: [entryIs(msix, 'has no pirq', (c) => !c.mapped)], to: '.set-up' },
    ]);
    linesEntryOff(path, scene, vector, msix.entry, does);
    linesEntryOn(path, scene, vector, msix.entry, does, next);
  });
}
