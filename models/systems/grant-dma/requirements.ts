/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  eventualRelease,
  mappingNotStarved,
} from '../../../properties/passthrough/grant-progress.ts';
import {
  domidIncarnation,
  type Grants,
  grantConfine,
  grantExact,
  grantNoReuse,
  pageHeld,
  readOnlyRespected,
  refFresh,
  statusCoversPin,
} from '../../../properties/passthrough/grants.ts';
import { assertFree } from '../../../properties/passthrough/memory.ts';
import type { Property, SystemBuilder } from '../../compose/index.ts';
import type { Actors } from './actors.ts';
import { flips } from './code/grant.ts';
import { asksToMap } from './code/map.ts';
import type { OpsScene } from './scene-ops.ts';
import { granter, type World } from './world.ts';

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors | OpsScene,
): readonly Property[] {
  const { values, has } = world;
  const { cpus } = actors;
  const grants = grantsOf(world, actors);
  const ask = (applies: boolean, why: string, name: string, make: () => readonly Property[]) => {
    if (applies) return make();
    system.notAsked(name, why);
    return [];
  };
  /** Grants are made, and the backend does with them what it likes. */
  const tried = values.scene === 'table' || (values.named && values.backendActs === 'anything');
  const untried = 'needs grants, and a backend that does anything';
  return [
    ...ask(
      tried && values.maps.length > 0,
      `${untried}, something among maps`,
      'GRANT-CONFINE',
      () => [grantConfine(grants)],
    ),
    ...ask(
      tried && !has('GIVE'),
      `${untried}, and a frontend that keeps its pages`,
      'GRANT-NO-REUSE',
      () => [grantNoReuse(grants)],
    ),
    ...ask(tried, untried, 'STATUS-COVERS-PIN', () => [statusCoversPin(grants)]),
    ...ask(
      tried && [...values.maps, ...values.copies].includes('w'),
      'needs w among maps or copies',
      'RO-RESPECT',
      () => readOnlyRespected(grants),
    ),
    ...('properties' in actors ? actors.properties(grants) : []),
    ...ask(
      values.scene === 'ops' || (!has('FRAME') && !has('GIVE')),
      'needs a frontend that keeps its pages and entries',
      'GRANT-EXACT',
      () => (values.scene === 'ops' ? [] : [grantExact(grants)]),
    ),
    ...ask(tried, untried, 'REF-FRESH', () => [refFresh(grants)]),
    ...ask(tried && has('DIE'), 'needs path DIE, and grants', 'DOMID-INC', () => [
      domidIncarnation(grants),
    ]),
    ...ask(has('GIVE'), 'needs path GIVE', 'PAGE-HELD', () => [pageHeld(grants)]),
    ...ask(values.devices, 'needs devices', 'ASSERT-FREE', () => [
      assertFree({ vcpus: cpus.map(({ actor }) => actor), toolstacks: [] }),
    ]),
  ];
}

function grantsOf({ table, mappers, values }: World, { workers, cpus }: Actors): Grants {
  const copiers = values.copies.length > 0 ? cpus.map(({ actor }) => actor) : [];
  return {
    granter,
    refs: table.refs.map((ref, i) => ({ ...ref, worker: workers[i] as Actors['workers'][number] })),
    pages: table.pages,
    reaches: mappers.flatMap(({ domain, reaches }) =>
      reaches.flatMap(({ page, host, device, foreign }) => [
        { page, domain, by: host, privileged: false },
        ...(device === null ? [] : [{ page, domain, by: device, privileged: false }]),
        ...(foreign === null ? [] : [{ page, domain, by: foreign, privileged: true }]),
      ]),
    ),
    copiers,
  };
}

/** Those about the long run, which are asked by name. */
export function runPropertiesOf(
  system: SystemBuilder,
  world: World,
  actors: Actors | OpsScene,
): readonly Property[] {
  const { values, mappers, has } = world;
  const grants = grantsOf(world, actors);
  const isTable = values.scene === 'table' && !has('GIVE');
  if (!isTable) {
    for (const name of ['EVENTUAL-RELEASE', 'NO-STARVE']) {
      system.notAsked(name, 'needs scene=table, and a frontend that keeps its pages');
    }
    return [];
  }
  const alone = values.refs === 1 && !values.devices;
  const reads = alone && values.maps.includes('r') && !has('DIE') && !has('FRAME');
  if (!reads) {
    system.notAsked(
      'NO-STARVE',
      'needs one reference, r among maps, no devices, neither DIE nor FRAME',
    );
  }
  const granted = actors.cpus.filter(({ mapper }) => mapper === mappers[0]);
  return [
    eventualRelease(grants),
    ...(reads
      ? [
          mappingNotStarved(
            grants,
            granted.map(({ actor }) => actor),
            { flips, asks: asksToMap },
          ),
        ]
      : []),
  ];
}
