/** The programs: vCPUs of each guest, and the CPU of dom0 on which a toolstack and its hypercalls run. */

import type { Actor } from '../../../properties/passthrough/subject.ts';
import { repeat, type SystemBuilder } from '../../compose/index.ts';
import { drop, take, wants } from '../../kit/lock-code.ts';
import { Program } from '../../kit/program.ts';
import { assignDevice } from '../assignment/code/assign.ts';
import { destroyDomain } from '../assignment/code/destroy.ts';
import { marks } from '../assignment/code/marks.ts';
import { removePage } from '../assignment/code/memory.ts';
import { prepareDevice, releaseDevice } from '../assignment/code/prepare.ts';
import { sources } from '../assignment/sources.ts';
import { cpuOf, workerOf } from '../grant-dma/actors.ts';
import type { BootTimeline } from '../virtio-iommu/booting.ts';
import { faults, marks as mappingMarks } from '../vpci-locking/code/marks.ts';
import { guest as guestCode } from '../vpci-mapping/code/guest.ts';
import { unsupportedRequest } from '../vpci-mapping/code/masters.ts';
import type { Assignment, Pair } from './assignment-part.ts';
import { type Granting, grantValues } from './grant-part.ts';
import type { Mapping, MappingDomain } from './mapping-part.ts';
import { makeReadyActors, type Readiness, type ReadyActors } from './ready-part.ts';
import { detachDevice, settled } from './toolstack.ts';
import { makeViommuActors, type Viommu } from './viommu-part.ts';
import type { Machine } from './world.ts';

/** Everybody who executes a program. */
export interface Actors {
  readonly vcpus: readonly Actor[];
  readonly dom0: Actor;
  /** GRANT: the kernel of the guest that grants, and the CPU that maps. */
  readonly grants: { readonly worker: Actor; readonly cpu: Actor } | null;
  /** VIOMMU. */
  readonly boot: BootTimeline | null;
  /** READY. */
  readonly ready: ReadyActors | null;
}

/** Parts that are there by choice. */
export interface Choices {
  readonly granting: Granting | null;
  readonly readiness: Readiness | null;
  readonly viommu: Viommu | null;
}

/** Makes them all. */
export function makeActors(
  system: SystemBuilder,
  machine: Machine,
  mapping: Mapping,
  assignment: Assignment,
  { granting, readiness, viommu }: Choices,
): Actors {
  const vcpus = mapping.domains.flatMap((domain) =>
    makeVcpus(system, machine, mapping, domain, assignment),
  );
  return {
    vcpus,
    dom0: makeDom0(system, machine, mapping, assignment, vcpus),
    grants: granting === null ? null : makeGranters(system, machine, granting),
    boot: viommu === null ? null : makeViommuActors(system, viommu),
    ready: readiness === null ? null : makeReadyActors(system, readiness),
  };
}

/** The kernel of the guest grants and ends; the backend maps and unmaps whatever it likes. */
function makeGranters(
  system: SystemBuilder,
  { values }: Machine,
  { granter, table, ref, mapper, starts }: Granting,
): NonNullable<Actors['grants']> {
  const world = {
    table,
    mappers: [mapper] as const,
    values: grantValues(values),
    has: () => false,
    defect: () => false,
  };
  const [handle] = mapper.handles;
  return {
    worker: workerOf(world, ref, starts).actor(system, `${granter.name}.grants`),
    cpu: cpuOf(world, mapper, handle as typeof handle & object).actor(system, mapper.name),
  };
}

/** A program with the places where it crashes. */
function newProgram(start: string): Program {
  const program = new Program(start, ['guest', 'rest', settled]);
  for (const fault of [faults.useAfterFree, faults.assertion]) {
    program.landmark(fault, ['rest', 'crashed']);
  }
  return program;
}

function makeVcpus(
  system: SystemBuilder,
  { values }: Machine,
  mapping: Mapping,
  domain: MappingDomain,
  { pairs }: Assignment,
): readonly Actor[] {
  const program = newProgram(mappingMarks.guest);
  program.landmark(unsupportedRequest, ['rest']);
  guestCode(mapping, program, domain);
  const [own] = pairs.filter((pair) => pair.with === domain.guest);
  if (own !== undefined && values.paths.includes('MEM')) removePage(own, program);
  const machine = program.machine('vcpu');
  return domain.vcpus.map((name) => program.actor(system, name, machine));
}

/** dom0: each hypercall takes pcidevs_lock first and gives it back last. */
function makeDom0(
  system: SystemBuilder,
  { values, guests }: Machine,
  mapping: Mapping,
  { pairs }: Assignment,
  vcpus: readonly Actor[],
): Actor {
  const { pcidevs } = mapping;
  const program = newProgram(marks.idle);
  for (const mark of Object.values(marks)) program.landmark(mark);
  const end = program.path('hypercall').from(sources.domctl);
  end
    .line(marks.idle, 'hypercall takes pcidevs_lock', take(pcidevs), [wants(pcidevs)])
    .end(marks.managing);
  for (const [at, what] of returns) end.line(at, what, drop(pcidevs)).end(marks.idle);
  for (const pair of pairs) {
    assignDevice(pair, program);
    detachDevice({ pair, mapping, program });
  }
  for (const first of firsts(pairs)) {
    const alone = { ...first, pair: first.device };
    if (values.quarantine !== 'none' && values.paths.includes('DEQ')) {
      prepareDevice(alone, program);
      releaseDevice(alone, program);
    }
  }
  if (values.paths.includes('DOM')) {
    for (const guest of guests) {
      destroyDomain(
        pairs.filter((pair) => pair.with === guest),
        program,
        vcpus.filter(({ name }) => guest.vcpus.includes(name)),
      );
    }
  }
  return program.actor(system, 'dom0', program.machine('toolstack'));
}

const returns = [
  [marks.managing, 'hypercall has nothing to do'],
  [marks.assigned, 'assignment returns success'],
  [marks.assignFailed, 'assignment returns an error'],
  [marks.finishing, 'hypercall returns'],
] as const;

/** One pair for each device: what is done to it whoever may get it. */
export function firsts(pairs: readonly Pair[]): readonly Pair[] {
  const devices = [...new Set(pairs.map(({ of }) => of))];
  return repeat(devices.length, (i) => pairs.find(({ of }) => of === devices[i]) as Pair);
}
