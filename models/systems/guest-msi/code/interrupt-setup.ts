/** MSI: a guest enables the MSI of a function; AFF: Xen moves an interrupt to another CPU. */

import { each } from '../../../kit/case-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { binding, xen as sources } from '../sources.ts';
import type { Fn, Interrupt, World } from '../world.ts';
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
  linesBind(path, fn, name, { doorbell: world.values.doorbell, requesters: requesters(world, fn) });
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

/** Who may use an entry, and what messages are written to. */
interface Remapping {
  readonly doorbell: World['values']['doorbell'];
  readonly requesters: readonly number[];
}

/** Lines that make messages of a function an interrupt of the domain that has its pirq. */
export function linesBind(
  path: CodePath,
  { entry, irq, index }: Interrupt,
  name: string,
  { doorbell, requesters }: Remapping,
): void {
  if (entry !== null) {
    path
      .from(doorbell === 'its' ? sources.its : sources.entry)
      .line('.entry', `${name}: writes the entry`, writes(entry, index, requesters));
  }
  path
    .from(binding[doorbell])
    .line('.bind', `${name}: binds the pirq`, [{ with: [() => irq.on('BIND')] }]);
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
  path
    .line(
      '.write',
      `${name}: writes the entry`,
      each(writes(entry, fn.index, requesters(world, fn)), {}),
    )
    .end('idle');
}

/** Who may use the entry of a function: that depends on the remapping. */
function requesters({ values, functions }: World, { index }: Fn): readonly number[] {
  const anybody =
    values.requesterIds === 'bridge' || (values.doorbell === 'x86' && values.intremap === 'noSID');
  return anybody ? functions.map((fn) => fn.index) : [index];
}

function writes(
  entry: NonNullable<Interrupt['entry']>,
  vector: number,
  requesters: readonly number[],
): readonly Case[] {
  return [{ with: [() => entry.on('WRITE', { sources: requesters, vector, readBack: false })] }];
}
