/** Which requirements are asked of setup=viommu, and of which components. */

import { companion } from '../../../../properties/kinds/index.ts';
import { regionsKept } from '../../../../properties/passthrough/iommu.ts';
import { messagesKept } from '../../../../properties/passthrough/message-delivery.ts';
import {
  bufferReached,
  noForeignIdentity,
  plugRejectsConflict,
} from '../../../../properties/passthrough/regions.ts';
import { type Actor, at, tagged } from '../../../../properties/passthrough/subject.ts';
import { mapMeansThere } from '../../../../properties/passthrough/viommu-reach.ts';
import { idle } from '../../../../properties/passthrough/viommu-subject.ts';
import { reached } from '../../../components/host-iommu.machine.ts';
import {
  allOf,
  anyOf,
  type Expression,
  implies,
  not,
  type Property,
} from '../../../compose/index.ts';
import { type Command, textOf } from '../../virtio-iommu/commands.ts';
import { subjectOf } from '../../virtio-iommu/requirements.ts';
import { serving } from '../../virtio-iommu/vmm.ts';
import { mapsBuffers } from './driver.ts';
import { decides, ends } from './route.ts';
import { iovaOf, type Place, pageOf, type World } from './world.ts';

export type Ask = (
  applies: boolean,
  why: string,
  name: string,
  make: () => Property,
) => readonly Property[];

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  ask: Ask,
  world: World,
  vmm: Actor,
  commands: readonly Command[],
  dma: ReadonlyMap<Place, Actor>,
): readonly Property[] {
  const { places, values, viommu } = world;
  const actorOf = (place: Place): Actor => dma.get(place) as Actor;
  const owners = places.filter(({ region }) => region === 'I');
  const regions = places.filter(({ region }) => region !== 'N');
  const strangers = places.filter(({ region }) => region !== 'I');
  const leaving = ({ endpoint }: Place): string =>
    serving(textOf({ op: 'DETACH', domain: 0, endpoint: endpoint.index }, viommu.values));
  const subject = subjectOf(viommu, vmm, commands, null, new Map());
  return [
    ...ask(
      (owners.length > 0 || values.merged === 'I') && strangers.length > 0,
      'needs a page that is mapped to itself, and an endpoint that has nothing to do with it',
      'NoForeignIdentity',
      () =>
        noForeignIdentity(
          strangers.flatMap((place) =>
            [ends.firmware, ends.dataInFirmware].map((end) => ({ there: at(actorOf(place), end) })),
          ),
          companion(
            'memory of firmware is mapped to itself',
            anyOf(...places.map((place) => hasPage(place, pageOf.firmware))),
          ),
        ),
    ),
    ...ask(owners.length > 0, 'needs an endpoint with a region I', 'RMRR-MAPPED', () =>
      regionsKept(
        allOf(
          ...owners.map((place) =>
            implies(
              allOf(isAttached(place), not(tagged(vmm, leaving(place)))),
              hasPage(place, pageOf.firmware),
            ),
          ),
        ),
        companion('an endpoint with such a region is attached', anyOf(...owners.map(isAttached))),
      ),
    ),
    ...ask(regions.length > 0, 'needs a region', 'PlugRejectsConflict', () =>
      plugRejectsConflict(
        regions.map((place) => ({
          attached: allOf(isInside(place), idle(subject)),
          met: bufferThere(world),
        })),
      ),
    ),
    ...ask(
      mapsBuffers(world),
      'needs endpoints for which v0 is like any other',
      'MapMeansThere',
      () => mapMeansThere(subject),
    ),
    ...ask(
      mapsBuffers(world),
      'needs endpoints for which v0 is like any other',
      'BUFFER-REACHED',
      () =>
        bufferReached(
          places.flatMap((place) =>
            [ends.dataLost, ends.dataTaken, ends.dataInFirmware].map((end) => ({
              there: at(actorOf(place), end),
            })),
          ),
        ),
    ),
    ...ask(values.messages, 'needs messages', 'MSI-KEPT', () =>
      messagesKept(
        places.map((place) => ({ by: place, there: at(actorOf(place), ends.messageLost) })),
        decides.message,
      ),
    ),
  ];
}

/** The driver has been told that the endpoint is in the domain. */
function isAttached({ endpoint }: Place): Expression {
  return endpoint.believed.is('is believed in d0', (s) => s.context.domain === 0);
}

/** The device has the endpoint in the domain. */
function isInside({ endpoint }: Place): Expression {
  return endpoint.attached.is('is in d0', (s) => s.context.domain === 0);
}

/** The host sends the endpoint to this page at v0. */
function hasPage({ endpoint }: Place, page: number): Expression {
  const entry = endpoint.entries[iovaOf.region] as (typeof endpoint.entries)[number];
  return entry.is(`leads to p${page}`, (s) => reached(s)?.page === page);
}

/** Memory of the guest is mapped at v0 of the domain. */
function bufferThere({ domain }: World): Expression {
  const mapping = domain.mappings[iovaOf.region] as (typeof domain.mappings)[number];
  return mapping.is('is a buffer', (s) => s.context.to?.page === pageOf.buffer);
}
