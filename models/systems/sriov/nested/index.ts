/** Scene nested: guest, VMM, host and hardware around two stages, and what is required of them. */

import {
  doorbellOwn,
  type NestedSubject,
  nestedFlushScope,
  resetUnhooks,
  shadowRefines,
} from '../../../../properties/passthrough/nested.ts';
import { type Actor, tagged } from '../../../../properties/passthrough/subject.ts';
import { pagesContained, type TakenPage } from '../../../../properties/passthrough/viommu-reach.ts';
import { translationUsed } from '../../../components/iommu-context.machine.ts';
import {
  allOf,
  always,
  anyOf,
  type Expression,
  type SystemBuilder,
} from '../../../compose/index.ts';
import { asking } from '../asking.ts';
import type { Values } from '../parameters.ts';
import { guest } from './guest.ts';
import { hardware } from './hardware.ts';
import { host, hostTags } from './host.ts';
import { answered, resetting, vmm } from './vmm.ts';
import { type Doorbell, foreign, makeWorld, type Page, type World } from './world.ts';

interface Actors {
  readonly kernel: Actor;
  readonly manager: Actor;
  readonly hypervisor: Actor;
}

/** Adds the scene to a system. */
export function nested(system: SystemBuilder, values: Values): void {
  const world = makeWorld(system, values);
  const kernel = guest(system, world);
  const manager = vmm(system, world, kernel);
  const actors = { kernel, manager, hypervisor: host(system, world) };
  hardware(system, world);
  requirements(system, world, actors);
}

function requirements(system: SystemBuilder, world: World, actors: Actors): void {
  const { has, tables, doorbell } = world;
  const ask = asking(system);
  const subject = subjectOf(world, actors);
  const { manager, hypervisor } = actors;
  const changes = has('INV') || has('VRS') || has('S2C');
  ask(changes, 'needs INV, VRS or S2C', 'ShadowRefines', () => shadowRefines(subject));
  ask(has('S2C') || has('TDN'), 'needs S2C or TDN', 'NestedFlushScope', () =>
    nestedFlushScope(subject, tagged(hypervisor, hostTags.changing)),
  );
  ask(has('VRS'), 'needs VRS', 'ResetUnhooksStage1', () =>
    resetUnhooks(
      hooked(world),
      tables.is('are something else', (s) => s.matches('off')),
      tagged(manager, resetting),
    ),
  );
  ask(has('S2C'), 'needs S2C', 'HostContained', () => contained(world));
  if (doorbell !== null && has('MSE')) system.property(messagesOf(doorbell));
  else system.notAsked('DoorbellOwn', 'needs msi and MSE');
}

/** The hardware goes by stage 1. */
function hooked({ context }: World): Expression {
  return context.is('leads to stage 1', (s) => translationUsed(s) !== null);
}

function messagesOf({ enabled, stage1, stage2, cached }: Doorbell) {
  return doorbellOwn({
    enabled: enabled.is('is on', (s) => s.matches('on')),
    stage1: stage1.is('is there', (s) => s.context.written !== null),
    stage2: stage2.is('is there', (s) => s.context.written !== null),
    astray: cached.is(
      'is of another device',
      (s) => s.context.held?.page === 'doorbell of another device',
    ),
  });
}

function subjectOf(
  { pages, tables }: World,
  { kernel, manager, hypervisor }: Actors,
): NestedSubject {
  const atRest = (actor: Actor) => tagged(actor, 'rest');
  return {
    pages: pages.map((page) => {
      const combined = page.combined.is('holds one', (s) => s.context.held !== null);
      return {
        combined,
        cached: anyOf(
          combined,
          page.cached2.is('holds one', (s) => s.context.held !== null),
        ),
        refines: allOf(
          tables.is('are there', (s) => s.matches('on')),
          page.stage1.is(`is ${page.guest}`, (s) => s.context.written?.page === page.guest),
          page.stage2.is(`is ${page.host}`, (s) => s.context.written?.page === page.host),
        ),
        flushed: tagged(hypervisor, hostTags.flushed(page)),
      };
    }),
    settled: allOf(
      atRest(kernel),
      anyOf(atRest(manager), tagged(manager, answered)),
      atRest(hypervisor),
    ),
  };
}

/** Pages the host has taken, and one that was never the guest's. */
function contained(world: World) {
  const { pages, defect } = world;
  const holds = (of: Page['combined'], page: string): Expression =>
    of.is(`holds ${page}`, (s) => s.context.held?.page === page);
  const own = pages.map(
    ({ host: page, memory, stage2, combined, cached2 }): TakenPage => ({
      taken: memory.is('is taken', (s) => s.matches('taken')),
      reached: anyOf(
        stage2.is('is there', (s) => s.context.written !== null),
        holds(combined, page),
        holds(cached2, page),
      ),
    }),
  );
  const others = defect('S2_HOLE')
    ? [{ taken: always, reached: anyOf(...pages.map((page) => holds(page.combined, foreign))) }]
    : [];
  return pagesContained([...own, ...others], hooked(world));
}
