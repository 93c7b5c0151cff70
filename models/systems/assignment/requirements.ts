/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  noContextLeadsTo,
  type PassthroughDevice,
} from '../../../properties/passthrough/assigned-device.ts';
import { assignAtomic, destroyedDetached } from '../../../properties/passthrough/assignment.ts';
import { requestsConfined } from '../../../properties/passthrough/dma-confined.ts';
import {
  contextsMatch,
  noStaleDma,
  quarantined,
  regionsMapped,
} from '../../../properties/passthrough/iommu.ts';
import { ownConfigOf } from '../../../properties/passthrough/ownership.ts';
import { noResidue, type Residue } from '../../../properties/passthrough/residue.ts';
import { type Actor, at } from '../../../properties/passthrough/subject.ts';
import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
  relation,
  type SystemBuilder,
} from '../../compose/index.ts';
import { marks } from './code/marks.ts';
import { cachesOf, confined } from './reach.ts';
import type { World } from './world.ts';

/** Actors of a configuration. */
export interface Actors {
  readonly toolstack: Actor;
  readonly vcpus: readonly Actor[];
}

/** The device and its IOMMU, in the form in which requirements are stated. */
function deviceOf(world: World, { toolstack }: Actors): PassthroughDevice {
  const { rids, list, dma, queue, vpci, guest, driven, broken } = world;
  return {
    rids,
    list,
    dma,
    queue,
    settled: at(toolstack, marks.idle),
    programmable: allOf(
      vpci.is('is there', (s) => s.matches('on')),
      guest.is('is running', (s) => s.matches('running')),
    ),
    driven: driven.is('is on', (s) => s.matches('on')),
    broken: broken.is('is on', (s) => s.matches('on')),
    idsMatch: idsMatch(world),
  };
}

/** Tables and domain id of every context belong together, and the id is that domain's. */
function idsMatch({ rids, ids, idOf }: World): Expression {
  const entries = rids.map(({ context }) =>
    context.is(
      'has tables and domain id of one domain',
      ({ context: { entry } }) => entry === null || entry.id === idOf(entry.tables),
    ),
  );
  if (ids === null) return allOf(...entries);
  const named = rids.map(({ context }) =>
    relation(
      'the id that is used for dom1 is known as its own',
      [
        context.view('tables', (s) => s.context.entry?.tables ?? null),
        ids.view('domain', (s) => s.context.of),
      ],
      (tables, domain) => tables !== 'dom1' || domain === 'dom1',
    ),
  );
  return allOf(...entries, ...named);
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors,
): readonly Property[] {
  const { values, rids, region } = world;
  const [main] = rids;
  const device = deviceOf(world, actors);
  const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  const moves = world.has('ASG', 'DEA', 'DOM');
  const quarantines = values.quarantine !== 'none';
  const leaves = world.has('DEA', 'DOM');
  const drives = world.has('CFG') && values.vcpus > 0;
  return [
    ...ask(moves, 'needs ASG, DEA or DOM', 'IOMMU-MATCH', () => contextsMatch(device)),
    ...(main === undefined
      ? []
      : ask(region !== null, 'needs a reserved region', 'RMRR-MAPPED', () =>
          regionsMapped(main, 'dom1', regionWhole(world)),
        )),
    noStaleDma(device, cachesOf(world)),
    requestsConfined(device, confined(world, [world.page])),
    ...ask(
      quarantines || (drives && leaves),
      'needs quarantine, or a vCPU, CFG, and DEA or DOM',
      'QUARANTINE',
      () => quarantined(device, drives),
    ),
    ...ask(world.has('ASG'), 'needs ASG', 'ASSIGN-ATOMIC', () => atomic(world, actors)),
    ...ask(moves, 'needs ASG, DEA or DOM', 'NO-RESIDUE', () => residue(world, device)),
    ...ask(drives && leaves, 'needs a vCPU, CFG, and DEA or DOM', 'OWNER-CFG', () =>
      ownConfigOf(
        actors.vcpus.map(({ name }) => name),
        'OWNER-CFG',
        0,
        world.list.is('is dom1', (s) => s.context.domain === 'dom1'),
      ),
    ),
    ...ask(world.has('DOM'), 'needs DOM', 'L-DESTROY', () => destroyed(world)),
  ];
}

/** All pages of the reserved region are mapped in the guest's tables. */
function regionWhole({ region, values }: World): Expression {
  if (region === null) return { kind: 'constant', value: true };
  return region.is('is mapped', (s) => s.context.mapped === values.regions);
}

function atomic(world: World, { toolstack }: Actors): Property {
  const { rids, list, vpci, region, broken, guest, values } = world;
  return assignAtomic({
    toolstack,
    succeeded: marks.assigned,
    failed: marks.assignFailed,
    complete: allOf(
      list.is('is dom1', (s) => s.context.list === 'dom1' && s.context.domain === 'dom1'),
      ...rids.map(({ context }) =>
        context.is('is of dom1', (s) => s.context.entry?.tables === 'dom1'),
      ),
      vpci.is('is there', (s) => s.matches('on')),
      regionWhole(world),
    ),
    undone: allOf(
      list.is('is not dom1', (s) => s.context.list !== 'dom1' && s.context.domain !== 'dom1'),
      noContextLeadsTo(rids, 'dom1'),
      vpci.is('is gone', (s) => s.matches('off')),
      ...(region === null ? [] : [region.is('is unmapped', (s) => s.context.mapped === 0)]),
    ),
    givenUp: allOf(
      broken.is('is on', (s) => s.matches('on')),
      not(guest.is('is running', (s) => s.matches('running'))),
    ),
    mayFail: values.failures.some((failure) => failure !== 'deassign' || values.rids > 1),
  });
}

function residue(world: World, device: PassthroughDevice): Property {
  const { rids, list, vpci, region, guest, tables, pirqs } = world;
  const left = list.is('is not dom1', (s) => s.context.list !== 'dom1');
  const buried = guest.is('is destroyed', (s) => s.matches('destroyed'));
  const residues: readonly Residue[] = [
    { what: 'IOMMU contexts', gone: noContextLeadsTo(rids, 'dom1') },
    { what: 'vPCI state', gone: vpci.is('is gone', (s) => s.matches('off')) },
    ...(region === null
      ? []
      : [
          {
            what: 'mappings of reserved regions',
            gone: region.is('is unmapped', (s) => s.context.mapped === 0),
          },
        ]),
    ...(pirqs.length === 0
      ? []
      : [
          {
            what: 'bound pirqs, once it is destroyed',
            gone: implies(buried, not(anyOf(...pirqs.map(({ bound }) => bound)))),
          },
        ]),
    {
      what: 'I/O page tables, once it is destroyed',
      gone: implies(
        buried,
        tables.is('are freed', (s) => s.matches('freed')),
      ),
    },
  ];
  return noResidue({
    left: allOf(left, device.settled, not(device.broken)),
    residues,
    companion: takenAway(world, device),
  });
}

/** No pirq is bound. */

/** dom0 is at work on the device while it is the guest's. */
function takenAway({ list }: World, { settled }: PassthroughDevice) {
  return {
    label: 'dom0 is at work on a device that is the guest’s',
    goal: allOf(
      not(settled),
      list.is('is dom1', (s) => s.context.list === 'dom1'),
    ),
  };
}

function destroyed({ tables, list, guest, rids }: World): Property {
  return destroyedDetached(
    tables.is('are freed', (s) => s.matches('freed')),
    anyOf(
      list.is('is dom1', (s) => s.context.list === 'dom1'),
      not(noContextLeadsTo(rids, 'dom1')),
    ),
    guest.is('is dying', (s) => !s.matches('running') && !s.matches('crashed')),
  );
}
