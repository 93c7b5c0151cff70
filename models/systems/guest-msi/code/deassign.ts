/**
 * DEA: a function is taken from a guest. Its interrupt is torn down, it is reset, its requester IDs leave the
 * tables of the guest, the phantom function first, then it changes hands.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { conflicts } from '../../../components/guest-ram.machine.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { xen as sources } from '../sources.ts';
import type { Fn, Interrupt, World } from '../world.ts';
import { assignedTables, heldBy, writesContext } from './tables.ts';

/** Adds the path for one function, which has a program if it sends, and one guest. */
export function linesDeassign(
  program: Program,
  world: World,
  { fn, actor }: { readonly fn: Fn; readonly actor: Actor | undefined },
  guest: 'A' | 'B',
): void {
  const name = `DEA ${fn.name} from ${guest}`;
  const path = program
    .path(`dea-${fn.name}-${guest}`)
    .from(sources.deassign)
    .line('idle', `${name}: is asked for`, [{ with: [heldBy(fn, guest)] }]);
  const late = world.defect('ENTRY_LATE');
  if (!late && !world.defect('ENTRY_LEFT')) {
    path.calls(sources.silence, () => linesInterrupt(path, fn, name));
  }
  if (world.values.reset === 'works') {
    path.line('.reset', `${name}: resets it`, [
      { with: [() => fn.holder.on('RESET'), ...drained(actor)] },
    ]);
  }
  const home = world.values.quarantine ? null : 'dom0';
  if (fn.phantom !== null) {
    const was = world.values.phantom === 'partial' ? ([guest, 'dom0'] as const) : [guest];
    const moved = was.filter((from) => from !== home);
    path.line('.phantom', `${name}: its phantom function leaves the tables`, [
      ...writesContext(fn.phantom, moved, home),
      ...stays(fn, world),
    ]);
  }
  path.line(
    '.context',
    `${name}: leaves the tables`,
    writesContext(fn.context, assignedTables(world, guest), home).map((c) => ({
      ...c,
      tags: ['leaves', fn.name],
    })),
  );
  if (world.ram !== null && guest === 'A' && world.values.rdmPolicy === 'relaxed') {
    path.calls(sources.identity, () => linesIdentity(path, world, name));
  }
  if (late) path.calls(sources.late, () => linesInterrupt(path, fn, name));
  path
    .line('.holder', `${name}: changes hands`, [
      { with: [() => fn.holder.on('TAKE', { from: guest })], tags: ['changes hands', fn.name] },
    ])
    .end('idle');
}

/** A reset waits until nothing that the function has sent is under way. */
function drained(actor: Actor | undefined): readonly Effect[] {
  if (actor === undefined) return [];
  return [() => actor.when('has nothing under way', (s) => String(s.value) === 'idle')];
}

/** A phantom function that is where it goes already. */
function stays({ phantom }: Fn, { values }: World): readonly Case[] {
  if (phantom === null || values.phantom !== 'partial') return [];
  const tables = values.quarantine ? null : 'dom0';
  return [
    {
      name: 'is not in them',
      with: [() => phantom.when('is away', (s) => (s.context.entry?.tables ?? null) === tables)],
    },
  ];
}

/** Lines from `.disable` on that switch MSI off, clear the entry, and unmap the pirq if there is one; `suffix` ends their labels. */
export function linesInterrupt(
  path: CodePath,
  { msi, entry, irq }: Interrupt,
  name: string,
  suffix = '',
): void {
  path.line(`.disable${suffix}`, `${name}: disables MSI`, [{ with: [() => msi.on('DISABLE')] }]);
  if (entry !== null) {
    path.line(`.entry${suffix}`, `${name}: clears the entry`, [
      { with: [() => entry.on('CLEAR')] },
    ]);
  }
  path.line(`.unmap${suffix}`, `${name}: unmaps the pirq`, [
    { with: [() => irq.on('UNMAP')] },
    { name: 'there is none', with: [() => irq.when('is free', (s) => s.matches('free'))] },
  ]);
}

/** Undoes the identity mapping of the reserved region, which RAM of the guest may have kept out. */
function linesIdentity(path: CodePath, { ram, defect }: World, name: string): void {
  if (ram === null) return;
  const kept = () => ram.when('has a conflict', (s) => conflicts(s));
  path.line(
    '.identity',
    `${name}: undoes the identity mapping`,
    [
      { with: [() => ram.when('has no conflict', (s) => !conflicts(s))] },
      defect('RDM_TEARDOWN')
        ? { name: 'there is none', with: [kept], to: 'assertion-failed', fault: true }
        : { name: 'there is none: a warning', with: [kept] },
    ],
    ['asserts'],
  );
}
