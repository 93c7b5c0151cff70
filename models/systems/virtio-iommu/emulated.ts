/**
 * An emulated endpoint: for each access it asks for a translation, works with it, and gives it back.
 *
 * Models `virtio_iommu_translate` of QEMU 10.0.91 as the lookup, and the way crosvm lends translations
 * since a8fcde063: UNMAP and DETACH are answered when what was lent has been given back.
 */

import { deviceTags, lookupPlaces } from '../../../properties/passthrough/viommu-subject.ts';
import type { Component, Participation, SystemBuilder } from '../../compose/index.ts';
import { type Case, Program, type ProgramMachine } from '../../kit/program.ts';
import { sources } from './code/parts.ts';
import type { Endpoint } from './endpoints.ts';
import type { Domain, World } from './world.ts';

const idle = 'idle';

/** Adds the program of each emulated endpoint, by the name of the endpoint. */
export function emulate(
  system: SystemBuilder,
  world: World,
): ReadonlyMap<string, Component<ProgramMachine>> {
  return new Map(
    world.endpoints
      .filter(({ emulated }) => emulated)
      .map((endpoint) => [endpoint.name, emulateOne(system, world, endpoint)]),
  );
}

function emulateOne(system: SystemBuilder, world: World, endpoint: Endpoint) {
  const program = new Program(idle, ['rest']);
  endpoint.entries.forEach((entry, v) => {
    const { found, missed } = lookupPlaces(v);
    const path = program.path(`v${v}`);
    path
      .from(sources.translate)
      .line(idle, `looks up v${v}`, lookUp(world, endpoint, v))
      .line(
        '.found',
        `uses v${v} and gives it back`,
        [{ with: [() => entry.on('RETURN')], to: idle }],
        [found],
      )
      .line('.missed', `gets a fault at v${v}`, [{ to: idle }], [missed]);
    if (world.defect('faultUnknown')) {
      const tags = [missed, deviceTags.reportsUnknown];
      path.line('.unknown', `gets a fault at v${v}, reason UNKNOWN`, [{ to: idle }], tags);
    }
    path.end(idle);
  });
  return program.actor(system, `${endpoint.name}.device`, program.machine('emulated'));
}

/** What the lookup of a page finds. */
function lookUp(world: World, endpoint: Endpoint, v: number): readonly Case[] {
  const { attached, view } = endpoint;
  const isIn = (domain: number | null) => () =>
    attached.when(
      domain === null ? 'is there, unattached' : `is there, in d${domain}`,
      (s) => s.matches('present') && s.context.domain === domain,
    );
  const translated = () => view.when('is translated', (s) => s.matches('translated'));
  const tags = [deviceTags.lookedUp];
  return [
    {
      name: 'unattached',
      with: [isIn(null), translated],
      to: world.defect('faultUnknown') ? '.unknown' : '.missed',
      tags,
    },
    ...world.domains.flatMap((domain) =>
      findsIn(world, endpoint, domain, v).map((c) => ({
        ...c,
        with: [isIn(domain.index), translated, ...(c.with ?? [])],
        tags,
      })),
    ),
  ];
}

/** What is found in one domain: the mapping that covers the page; with a defect, the next one too. */
function findsIn(world: World, endpoint: Endpoint, domain: Domain, v: number): readonly Case[] {
  const { pages, values } = world;
  const here = domain.mappings[v] as Domain['mappings'][number];
  const next = world.defect('lookupOffByOne') ? domain.mappings[v + 1] : undefined;
  const lent = (page: number, flags: (typeof values.flags)[number]): Participation =>
    (endpoint.entries[v] as Endpoint['entries'][number]).on('MAP', { page, flags });
  const targets = pages.flatMap((_page, page) => values.flags.map((flags) => ({ page, flags })));
  const holds = (mapping: typeof here, page: number, flags: string) => () =>
    mapping.when(
      `is p${page} ${flags}`,
      ({ context: { to } }) => to?.page === page && to.flags === flags,
    );
  const none = (mapping: typeof here) => () =>
    mapping.when('is not mapped', (s) => s.context.to === null);
  return [
    ...targets.map(
      ({ page, flags }): Case => ({
        name: `d${domain.index}, p${page} ${flags}`,
        with: [holds(here, page, flags), () => lent(page, flags)],
        to: '.found',
      }),
    ),
    {
      name: `nothing in d${domain.index}`,
      with: [none(here), ...(next === undefined ? [] : [none(next)])],
      to: '.missed',
    },
    ...(next === undefined
      ? []
      : targets.flatMap(({ page, flags }): readonly Case[] =>
          page === 0
            ? [
                {
                  name: 'what is before the first page',
                  with: [holds(next, 0, flags), none(here)],
                  to: '.missed',
                },
              ]
            : [
                {
                  name: `d${domain.index}, p${page - 1} ${flags}, before what is mapped at v${v + 1}`,
                  with: [holds(next, page, flags), () => lent(page - 1, flags)],
                  to: '.found',
                },
              ],
        )),
  ];
}
