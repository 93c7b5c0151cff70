/** MSI: a guest enables the MSI of a function; AFF: Xen moves an interrupt to another CPU. */

import { each } from '../../../kit/case-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { binding, xen as sources } from '../sources.ts';
import type { Fn, World } from '../world.ts';
import { heldBy } from './tables.ts';

/** Adds the path that sets the interrupt of a function up for one guest. */
export function linesEnable(program: Program, world: World, fn: Fn, guest: 'A' | 'B'): void {
  const name = `MSI ${fn.name} for ${guest}`;
  const asked = world.defect('MSI_UNOWNED') ? [] : [heldBy(fn, guest)];
  const path = program
    .path(`msi-${fn.name}-${guest}`)
    .from(binding[world.values.doorbell])
    .line('idle', `${name}: maps a pirq`, [
      { with: [...asked, () => fn.irq.on('MAP', { domain: guest })] },
    ]);
  const enable = (): CodePath =>
    path
      .from(binding[world.values.doorbell])
      .line('.enable', `${name}: enables it`, [{ with: [() => fn.msi.on('ENABLE')] }]);
  if (fn.entry !== null) {
    path
      .from(world.values.doorbell === 'its' ? sources.its : sources.entry)
      .line('.entry', `${name}: writes the entry`, writesEntry(world, fn));
  }
  path
    .from(binding[world.values.doorbell])
    .line('.bind', `${name}: binds the pirq`, [{ with: [() => fn.irq.on('BIND')] }]);
  if (world.defect('ENABLE_FIRST')) enable();
  const doorbell = world.doorbells.get(guest);
  if (doorbell !== undefined) {
    path
      .from(sources.doorbell)
      .line('.doorbell', `${name}: maps the doorbell`, [
        { with: [() => doorbell.on(doorbellMapping(world))] },
      ]);
  }
  if (!world.defect('ENABLE_FIRST')) enable();
  path.end('idle');
}

function doorbellMapping(world: World): 'MAP' | 'MAP_READABLE' | 'MAP_WIDE' {
  if (world.defect('DOORBELL_READABLE')) return 'MAP_READABLE';
  return world.defect('DOORBELL_WIDE') ? 'MAP_WIDE' : 'MAP';
}

/** Adds the path that writes the entry of an interrupt in use anew. */
export function linesMove(program: Program, world: World, fn: Fn): void {
  const { entry } = fn;
  if (entry === null || world.values.doorbell !== 'x86') return;
  const name = `AFF ${fn.name}`;
  const path = program
    .path(`aff-${fn.name}`)
    .from(sources.move)
    .line('idle', `${name}: is asked for`, [
      { with: [() => fn.irq.when('is bound', (s) => s.matches('bound'))] },
    ]);
  if (world.values.irteUpdate === 'disableRewrite') {
    path.line('.disable', `${name}: disables the entry`, [{ with: [() => entry.on('CLEAR')] }]);
  }
  path.line('.write', `${name}: writes the entry`, each(writesEntry(world, fn), {})).end('idle');
}

/** The entry of a function: who may use it depends on the remapping. */
function writesEntry({ values, functions }: World, { entry, index }: Fn): readonly Case[] {
  if (entry === null) return [];
  const anybody =
    values.requesterIds === 'bridge' || (values.doorbell === 'x86' && values.intremap === 'noSID');
  const requesters = anybody ? functions.map((fn) => fn.index) : [index];
  return [
    {
      with: [() => entry.on('WRITE', { sources: requesters, vector: index, readBack: false })],
    },
  ];
}
