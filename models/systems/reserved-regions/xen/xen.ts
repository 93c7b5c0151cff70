/**
 * What Xen and libxl do with a region that must be mapped to itself, and with RAM in its place.
 *
 * Read at c447b7308b: libxl__domain_device_construct_rdm, intel_iommu_assign_device,
 * reassign_device_ownership, iommu_identity_mapping, p2m_add_identity_entry,
 * p2m_remove_identity_entry, guest_remove_page, parse_ivmd_block; and 83afa31358. All of it but the balloon is
 * under pcidevs_lock or before there is a guest.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { Participation, SystemBuilder } from '../../../compose/index.ts';
import { type Case, type Effect, Program } from '../../../kit/program.ts';
import type { Values } from '../parameters.ts';
import { xen as sources } from '../sources.ts';
import { type Device, domainIds, type Guest, type World } from './world.ts';

/** Adds the toolstack with the hypercalls it makes. */
export function toolstack(system: SystemBuilder, world: World): Actor {
  const program = new Program('boot');
  program.landmark('idle', ['rest']);
  program.landmark('no tables', ['rest']);
  linesTables(program, world);
  for (const guest of world.guests) {
    linesBuild(program, world, guest);
    for (const device of world.devices) {
      linesAssign(program, world, device, guest);
      linesDeassign(program, world, device, guest);
    }
  }
  return program.actor(system, 'dom0', program.machine('toolstack'));
}

/** The firmware tables are read when the host boots: before that there is nothing to do. */
function linesTables(program: Program, { values, accepted }: World): void {
  const sound = values.tables === 'sound';
  const passes = sound || values.typeCheck === 'inverted';
  program
    .path('tables')
    .from(sources.tables)
    .line('boot', sound ? 'TAB a region in reserved memory' : 'TAB a region in RAM', [
      passes
        ? { name: 'is taken', with: [() => accepted.on('RAISE')], to: 'idle' }
        : { name: 'is refused: no IOMMU', to: 'no tables' },
    ])
    .end('idle');
}

/** libxl lays out RAM of a guest, and populates it. */
function linesBuild(program: Program, { values }: World, guest: Guest): void {
  const { name, built, entry, ramPage } = guest;
  const path = program
    .path(`build-${name}`)
    .from(sources.layout)
    .line('idle', `BLD ${name}: is asked for`, [
      { with: [() => built.when('is not there', (s) => s.matches('off'))] },
    ])
    .line('.layout', `BLD ${name} (1) lays out RAM`, layouts(values));
  path
    .from(sources.populate)
    .line('.populate', `BLD ${name} (2) populates RAM, over the region too`, [
      {
        with: [() => entry.on('REPLACE', { was: null, by: ramPage }), () => built.on('RAISE')],
        to: 'idle',
      },
    ])
    .line('.hole', `BLD ${name} (2) populates RAM around the region`, [
      { with: [() => built.on('RAISE')], to: 'idle' },
    ])
    .end('idle');
}

/** What libxl does about the region when there is no device yet. */
function layouts({ rdmStrategy, boundary, rdmPolicy }: Values): readonly Case[] {
  if (rdmStrategy === 'ignore') return [{ name: 'asks for no region', to: '.populate' }];
  if (boundary === 'above') return [{ name: 'RAM ends below the region', to: '.hole' }];
  return rdmPolicy === 'strict'
    ? [{ name: 'RAM cannot be kept away: fails', to: 'idle' }]
    : [{ name: 'RAM cannot be kept away: a warning', to: '.populate' }];
}

/** A device is assigned to a guest that runs. */
function linesAssign(program: Program, world: World, device: Device, guest: Guest): void {
  const { context } = device;
  const name = `ASG ${device.name} to ${guest.name}`;
  program
    .path(`asg-${device.name}-${guest.name}`)
    .from(sources.shared)
    .line('idle', `${name}: is asked for`, [
      {
        with: [
          () => guest.built.when('is there', (s) => s.matches('on')),
          () => context.when('leads nowhere', (s) => s.context.entry === null),
        ],
      },
    ])
    .line('.shared', `${name} (1) is the region shared?`, sharing(world), ['shares a region'])
    .from(sources.identity)
    .line('.identity', `${name} (2) maps the region to itself`, identities(world, guest))
    .from(sources.context)
    .line('.context', `${name} (3) switches the context`, [
      {
        with: [
          () => context.on('WRITE', { was: null, tables: guest.name, id: domainIds[guest.name] }),
        ],
        tags: [`attaches to ${guest.name}`],
      },
    ])
    .end('idle');
}

/** Xen looks at the firmware tables, not at who has the other device. */
function sharing({ values, devices }: World): readonly Case[] {
  if (devices.length === 1) return [{ name: 'no' }];
  return values.rdmPolicy === 'strict'
    ? [{ name: 'yes: disallowed', to: 'idle' }]
    : [{ name: 'yes: risky' }];
}

function identities(
  { values, firmwarePage: page }: World,
  { entry, ramPage }: Guest,
): readonly Case[] {
  const replace =
    (was: string | null, by: string | null): Effect =>
    () =>
      entry.on('REPLACE', { was, by });
  const busy = replace(ramPage, ramPage);
  return [
    { with: [replace(null, page)] },
    { name: 'it is already', with: [replace(page, page)] },
    values.rdmPolicy === 'strict'
      ? { name: 'RAM is there: -EBUSY', with: [busy], to: 'idle' }
      : { name: 'RAM is there: a warning', with: [busy] },
  ];
}

/** A device leaves a guest: first its context, then the region, if no other device there has it. */
function linesDeassign(program: Program, world: World, device: Device, guest: Guest): void {
  const name = `DEA ${device.name} from ${guest.name}`;
  const others = world.devices.filter((other) => other !== device);
  const leads =
    ({ context }: Device, is: boolean): Effect =>
    () =>
      context.when(
        `${is ? 'leads' : 'does not lead'} to ${guest.name}`,
        (s) => (s.context.entry?.tables === guest.name) === is,
      );
  const alone = others.map((other) => leads(other, false));
  const replace =
    (was: string | null, by: string | null): Effect =>
    () =>
      guest.entry.on('REPLACE', { was, by });
  program
    .path(`dea-${device.name}-${guest.name}`)
    .from(sources.context)
    .line('idle', `${name} (1) leaves the tables`, [
      { with: [() => device.context.on('CLEAR', { was: guest.name })] },
    ])
    .from(sources.remove)
    .line('.identity', `${name} (2) undoes the identity mapping`, [
      ...others.map((other) => ({ name: `${other.name} has it too`, with: [leads(other, true)] })),
      { with: [...alone, replace(world.firmwarePage, null)] },
      { name: 'RAM is there: a warning', with: [...alone, replace(guest.ramPage, guest.ramPage)] },
      { name: 'nothing is there', with: [...alone, replace(null, null)] },
    ])
    .end('idle');
}

/** Adds the guests: each gives back the page where the region is, and populates it. */
export function balloons(system: SystemBuilder, { guests }: World): void {
  for (const { name, built, entry, ramPage } of guests) {
    const there: Participation = built.when('is there', (s) => s.matches('on'));
    const init = { actor: name, source: sources.balloon };
    system.step(
      { ...init, name: `${name}: gives the page back` },
      entry.on('REPLACE', { was: ramPage, by: null }),
      there,
    );
    system.step(
      { ...init, name: `${name}: populates the page` },
      entry.on('REPLACE', { was: null, by: ramPage }),
      there,
    );
  }
}
