/**
 * A hostile function, and the way of each write it sends through the machine.
 *
 *     P0  the device itself: a function beside it may claim the address
 *     P1  the port of the switch: source validation, translation blocking, routing to another port
 *     P2  the port again: what is for the port it came from
 *     P3  the root complex: the window of messages, the windows of devices
 *     P4  the IOMMU
 *     P5  the interrupt controller
 *
 * Each is one step: tables that Xen writes are read at P4 and P5, in between Xen may go on. A write is
 * under way for one function at a time, since no two act on each other.
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { type Case, type CodePath, Program } from '../../../kit/program.ts';
import { controller, stage } from '../sources.ts';
import { siblings } from '../topology.ts';
import { type DomainName, domains, type Fn, type World } from '../world.ts';
import { interrupts } from './controller.ts';
import { ends, outcomes } from './outcomes.ts';
import { isTranslated, type Packet, packetsOf } from './packets.ts';
import { leadsTo } from './tables.ts';

/** Adds the actor for a function that sends. */
export function sender(system: SystemBuilder, world: World, fn: Fn): Actor {
  const program = new Program('idle', ['rest']);
  for (const outcome of outcomes(world)) program.landmark(outcome, ['arrived']);
  for (const packet of packetsOf(fn, world)) linesOf(program.path(packet.key), world, fn, packet);
  for (const outcome of outcomes(world)) {
    program
      .path('end')
      .from(stage.end)
      .line(outcome, `write is over: ${outcome}`, [
        { with: [() => world.fabric.on('CLEAR')], to: 'idle' },
      ])
      .end('idle');
  }
  return program.actor(system, fn.name, program.machine('pciFunction'));
}

/** The tag of steps that say what becomes of a write to a BAR. */
const decides = 'decides on a BAR';

/** A stage: its place, its name, what it stands for, and what can happen there. */
type Stage = readonly [at: string, name: string, source: string, cases: readonly Case[]];

function linesOf(path: CodePath, world: World, fn: Fn, packet: Packet): void {
  const { to } = packet;
  const tags = [...(to.kind === 'bar' ? [`for ${to.of.name}`] : [])];
  path.from(stage.emit).line('idle', `sends ${packet.words}`, [
    {
      with: [
        () => world.fabric.on('RAISE'),
        () => fn.holder.when('has been told by a guest', (s) => s.context.told),
      ],
    },
  ]);
  for (const [at, name, source, cases] of stagesOf(world, fn, packet)) {
    path
      .from(source)
      .line(at, `${name} ${packet.words}`, cases, [...tags, ...(name === 'P5' ? ['at P5'] : [])]);
    // Nothing is left to do for a write that ends here whatever happens.
    if (cases.every((c) => c.to !== undefined)) break;
  }
  path.end(ends.blocked);
}

function stagesOf(world: World, fn: Fn, packet: Packet): readonly Stage[] {
  const { kind } = packet.to;
  const message = kind === 'doorbell' && world.values.msiPath === 'bypass';
  const decided = (cases: readonly Case[]) =>
    kind === 'bar' ? cases.map((c) => (c.to === undefined ? c : { ...c, tags: [decides] })) : cases;
  const stages: readonly Stage[] = [
    ['.p0', 'P0', stage.p0, inside(world, fn, packet)],
    ['.p1', 'P1', stage.p1, atPort(world, fn, packet)],
    ['.p2', 'P2', stage.p2, backToPort(world, fn, packet)],
    ['.p3', 'P3', stage.p3, atRoot(world, packet)],
    ...(message ? [] : [['.p4', 'P4', stage.p4, atIommu(world, fn, packet)] as const]),
    ...(kind === 'doorbell'
      ? [['.p5', 'P5', controller[world.values.doorbell], interrupts(world, fn, packet)] as const]
      : []),
  ];
  return stages.map(([at, name, source, cases]) => [at, name, source, decided(cases)]);
}

/** P0: another function of the device claims the address, if nothing keeps it from it. */
function inside({ values }: World, fn: Fn, { to }: Packet): readonly Case[] {
  if (to.kind === 'bar' && siblings(fn.name, to.of.name) && values.internalP2P) {
    return [{ name: `${to.of.name} claims it`, to: ends.bar(to.of) }];
  }
  return [{}];
}

/** P1: source validation, translation blocking, and the address windows of other ports. */
function atPort({ values: { acs, requesterIds } }: World, fn: Fn, packet: Packet): readonly Case[] {
  const { to, as } = packet;
  if (requesterIds === 'bridge') return onTheBus(packet);
  if (as !== 'phantom' && as !== fn && acs.includes('SV')) {
    return [{ name: 'blocked by SV', to: ends.blocked }];
  }
  if (isTranslated(packet) && acs.includes('TB')) {
    return [{ name: 'blocked by TB', to: ends.blocked }];
  }
  if (to.kind === 'bar' && !siblings(fn.name, to.of.name) && !acs.includes('RR')) {
    return [{ name: `for ${to.of.name}`, to: ends.bar(to.of) }];
  }
  return [{ name: 'goes up' }];
}

/** P1 on a conventional bus: every function sees every address. */
function onTheBus({ to }: Packet): readonly Case[] {
  if (to.kind === 'bar') return [{ name: `${to.of.name} claims it`, to: ends.bar(to.of) }];
  return [{ name: 'goes up through the bridge' }];
}

/** P2: what is for the port it came from goes up with UF, and turns round without. */
function backToPort({ values: { acs } }: World, fn: Fn, { to }: Packet): readonly Case[] {
  if (to.kind === 'bar' && siblings(fn.name, to.of.name) && !acs.includes('UF')) {
    return [{ name: 'turns round', to: ends.bar(to.of) }];
  }
  return [{ name: 'goes up' }];
}

/** P3: the root complex claims messages, and may claim what is for a device. */
function atRoot({ values }: World, { to }: Packet): readonly Case[] {
  if (to.kind === 'doorbell' && values.msiPath === 'bypass') return [{ name: 'is a message' }];
  if (to.kind === 'bar' && values.rootComplex === 'aborts') {
    return [{ name: 'aborts', to: ends.blocked }];
  }
  if (to.kind === 'bar' && values.rootComplex === 'routes') {
    return [{ name: `for ${to.of.name}`, to: ends.bar(to.of) }];
  }
  return [{ name: 'to the IOMMU' }];
}

/** P4: requests that claim to be translated pass; the others are looked up by requester ID. */
function atIommu(world: World, fn: Fn, { to, as }: Packet): readonly Case[] {
  if (to.kind === 'page') {
    return [{ name: 'translated', to: ends.ram(to.of), tags: ['writes RAM'] }];
  }
  if (to.kind === 'bar' && to.translated) {
    return [{ name: 'translated', to: ends.bar(to.of) }];
  }
  const context = as === 'phantom' ? fn.phantom : as.context;
  if (context === null) return [];
  const fault = (tables: DomainName | null): Case => ({
    name: tables === null ? 'blocked' : `not in the tables of ${tables}`,
    with: [leadsTo(context, tables)],
    to: ends.blocked,
  });
  const present: readonly DomainName[] = domains.filter(
    (name) => name === 'dom0' || world.guests.includes(name),
  );
  if (to.kind === 'doorbell') return toDoorbell(world, fn, as, present, fault);
  if (to.kind !== 'ram') return [null, ...present].map(fault);
  return [
    fault(null),
    ...present.map((tables) => ({
      name: `by the tables of ${tables}`,
      with: [leadsTo(context, tables)],
      to: ends.ram(tables),
      tags: ['writes RAM'],
    })),
  ];
}

/** P4 for a message that is a DMA write like any other. */
function toDoorbell(
  { doorbells }: World,
  fn: Fn,
  as: Packet['as'],
  present: readonly DomainName[],
  fault: (tables: DomainName | null) => Case,
): readonly Case[] {
  const context = as === 'phantom' ? fn.phantom : as.context;
  const lost = (c: Case): Case => (as === fn ? { ...c, tags: ['own message refused'] } : c);
  return [null, ...present].flatMap((tables) => {
    const doorbell = tables === null ? undefined : doorbells.get(tables);
    if (tables === null || doorbell === undefined || context === null) return [lost(fault(tables))];
    return [
      lost({
        name: `not mapped for ${tables}`,
        with: [
          leadsTo(context, tables),
          () => doorbell.when('is not mapped', (s) => s.matches('absent')),
        ],
        to: ends.blocked,
      }),
      {
        name: `by the tables of ${tables}`,
        with: [
          leadsTo(context, tables),
          () => doorbell.when('is mapped', (s) => !s.matches('absent')),
        ],
      },
    ];
  });
}
