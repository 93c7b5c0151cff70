/** MAP, UNMAP and PROBE. */

import { deviceTags } from '../../../../properties/passthrough/viommu-subject.ts';
import type { Permission } from '../../../components/viommu-tables.machine.ts';
import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import type { Flaw } from '../commands.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Domain, World } from '../world.ts';
import { answered } from './answers.ts';
import { sources } from './parts.ts';
import { type Mapping, placesIn, type UnmapRequest, within } from './places.ts';
import { removeOneByOne, splitRange } from './unmap-defects.ts';
import { awaitReturned, type Place, unmapPlaces } from './unmapping.ts';
import { shadowOf, somethingThere } from './views.ts';

/** The first line: the domain must exist and be a plain one. */
function findDomain(path: CodePath, { does, domain }: Mapping): void {
  path.line('.domain', `${does} (1) looks for the domain`, [
    { with: [() => domain.kind.when('is plain', (s) => s.matches('plain'))] },
    {
      name: 'none',
      with: [() => domain.kind.when('is absent', (s) => s.matches('absent'))],
      to: '.noent',
    },
    {
      name: 'a bypass domain',
      with: [() => domain.kind.when('is bypass', (s) => s.matches('bypass'))],
      to: '.inval',
    },
  ]);
}

/** The pages of a domain between two, both included. */
function range({ mappings }: Domain, first: number, last: number) {
  return mappings.slice(first, last + 1);
}

interface MapRequest extends Mapping {
  readonly iova: number;
  readonly length: number;
  readonly page: number;
  readonly flags: Permission;
  readonly flaw?: Flaw;
}

/** The lines of MAP. */
export function map(path: CodePath, request: MapRequest): void {
  const { world, does, domain, iova, length, page, flags } = request;
  const covered = range(domain, iova, iova + length - 1);
  path.from(sources.map);
  findDomain(path, request);
  if (world.rules !== null) {
    path.line('.regions', `${does} (2) compares regions`, world.rules.map(request));
  }
  path
    .line('.overlap', `${does} (2) looks for an overlap`, [
      {
        with: covered.map((m) => () => m.when('is not mapped', (s) => s.context.to === null)),
      },
      ...covered.map((mapping, i) => ({
        name: `v${iova + i} is mapped`,
        with: [
          () => mapping.when('is mapped', (s) => s.context.to !== null),
          ...covered
            .slice(0, i)
            .map((m) => () => m.when('is not mapped', (s) => s.context.to === null)),
        ],
        to: '.inval',
      })),
    ])
    .line('.set', `${does} (3) enters the mapping`, [
      {
        with: covered.map((m, i) => () => {
          const part = length === 1 ? 'single' : i === 0 ? 'head' : 'tail';
          return m.on('SET', { page: page + i, flags, part });
        }),
      },
    ]);
  const iovas = repeat(length, (i) => iova + i);
  const places = placesIn(world, iovas).filter(({ endpoint }) => !endpoint.emulated);
  path.calls(sources.shadow, (p) => {
    places.forEach((place, i) => {
      const next = i + 1 < places.length ? `.host-${i + 1}` : '.ok';
      p.line(
        `.host-${i}`,
        `${does} (4) maps v${place.iova} of ${place.endpoint.name} at the host`,
        shadow(request, place, next),
      );
    });
  });
  // Of a part of a page nothing is believed: the page as a whole is not the driver's to lend.
  const believed = request.flaw === undefined ? domain.believed.slice(iova, iova + length) : [];
  answered(world, path, does, '.ok', 'OK', [
    { with: believed.map((m, i) => () => m.on('SET', { page: page + i, flags, part: 'single' })) },
  ]);
  answered(world, path, does, '.noent', 'NOENT');
  answered(world, path, does, '.inval', 'INVAL');
  if (world.rules?.answersRange === true) answered(world, path, does, '.range', 'RANGE');
  // Without either, a host that refuses has mapped nothing before: the page would have been pinned.
  const mayFail = world.values.hostFails.includes('map') || world.rules !== null;
  const mapped = mayFail || length > 1 ? places : [];
  unmapPlaces(path, world, `${does} (5)`, '.undo', mapped, '.remove', { only: within(domain) });
  path.line('.remove', `${does} (6) removes the mapping`, [
    { with: covered.map((m) => () => m.on('CLEAR')) },
  ]);
  answered(world, path, does, '.deverr', 'DEVERR');
}

/** The host is asked to map one page for one endpoint, if that is in the domain. */
function shadow(request: MapRequest, place: Place, next: string): readonly Case[] {
  const { world, domain, iova } = request;
  const number = request.page + place.iova - iova;
  const page = world.pages[number] as NonNullable<(typeof world.pages)[number]>;
  const { is, isNot } = within(domain)(place);
  const refused = world.defect('hostFailureHidden') ? next : '.undo';
  const elsewhere = isNot.map((parts, i) => ({
    name: i === 0 ? `not in d${domain.index}` : 'its mapper is not known',
    with: parts,
    to: next,
  }));
  if (world.rules?.hostRefuses(place.endpoint, place.iova) === true) {
    return [...elsewhere, { name: 'the host refuses', with: is, to: refused }];
  }
  if (request.flags.startsWith('mmio') && world.defect('mmioNotForwarded')) {
    return [...elsewhere, { name: 'MMIO, which the host is not told', with: is, to: next }];
  }
  const own = world.rules?.hostHas(place.endpoint, place.iova) ?? null;
  return [
    ...elsewhere,
    {
      with: [
        ...is,
        () => page.when('is there', (s) => s.matches('backed')),
        () => entryOf(place).on('MAP', shadowOf(world, number, request.flags)),
        ...(own === null ? [] : [() => own.isNot]),
      ],
      to: next,
    },
    {
      name: `the host has taken p${number}`,
      with: [...is, () => page.when('is taken', (s) => s.matches('taken'))],
      to: refused,
    },
    ...somethingThere(world, entryOf(place)).map((there) => ({
      name: 'the host has something there',
      with: [...is, there],
      to: refused,
    })),
    ...(own === null
      ? []
      : [{ name: 'the host has a mapping of its own', with: [...is, () => own.is], to: refused }]),
    ...(world.values.hostFails.includes('map')
      ? [{ name: 'the host refuses', with: is, to: refused }]
      : []),
  ];
}

function entryOf({ endpoint, iova }: Place): Endpoint['entries'][number] {
  return endpoint.entries[iova] as Endpoint['entries'][number];
}

/** The lines of UNMAP: nothing is removed when a mapping is covered in part. */
export function unmap(path: CodePath, request: UnmapRequest): void {
  const { world, does, domain, first, last } = request;
  const { length, hostFails } = world.values;
  const iovas = repeat(last - first + 1, (i) => first + i);
  path.from(sources.unmap);
  findDomain(path, request);
  if (world.defect('unmapNonAtomic') || world.defect('unmapFirstOnly'))
    removeOneByOne(path, request);
  else {
    if (length > 1) path.line('.part', `${does} (2) looks for a part of a mapping`, parts(request));
    if (world.defect('unmapSplit')) splitRange(path, request);
    unmapPlaces(path, world, `${does} (3)`, '.hosts', placesIn(world, iovas), '.remove', {
      only: within(domain),
      refused: '.deverr',
    });
    const places = placesIn(world, iovas);
    const back = world.values.emulated > 0 ? '.back' : '.ok';
    path.line('.remove', `${does} (4) removes mappings`, [
      { with: range(domain, first, last).map((m) => () => m.on('CLEAR')), to: back },
    ]);
    awaitReturned(path, world, `${does} (4)`, '.back', places, '.ok', domain.index);
  }
  const answers = [deviceTags.unmapped];
  if (request.flaw !== undefined && world.values.unmapReserved === 'rejectedDone') {
    answered(world, path, `${does}, done,`, '.ok', 'INVAL', [{}], [deviceTags.doneAllTheSame]);
  } else {
    const cleared = domain.believed.slice(first, last + 1).map((m) => () => m.on('CLEAR'));
    answered(world, path, does, '.ok', 'OK', [{ with: cleared }], answers);
  }
  answered(world, path, does, '.noent', 'NOENT', [{}], answers);
  answered(world, path, does, '.inval', 'INVAL', [{}], answers);
  if (length > 1) answered(world, path, does, '.range', 'RANGE', [{}], answers);
  if (hostFails.includes('unmap') || world.defect('unmapSplit')) {
    answered(world, path, does, '.deverr', 'DEVERR', [{}], answers);
  }
}

/** Whether the range begins or ends inside a mapping. */
function parts({ domain, first, last }: UnmapRequest): readonly Case[] {
  const begins = domain.mappings[first];
  const beyond = domain.mappings[last + 1];
  const inside = (m: typeof begins, is: boolean) =>
    m === undefined
      ? []
      : [
          () =>
            m.when(
              is ? 'is the tail of a mapping' : 'is no tail',
              (s) => (s.context.to?.part === 'tail') === is,
            ),
        ];
  return [
    { with: [...inside(begins, false), ...inside(beyond, false)] },
    { name: 'it begins inside one', with: inside(begins, true), to: '.range' },
    ...(beyond === undefined
      ? []
      : [
          {
            name: 'it ends inside one',
            with: [...inside(begins, false), ...inside(beyond, true)],
            to: '.range',
          },
        ]),
  ];
}

/** The lines of PROBE. What it tells is constant between two plug events and is not modelled here. */
export function probe(
  path: CodePath,
  {
    world,
    does,
    endpoint,
  }: { readonly world: World; readonly does: string; readonly endpoint: Endpoint },
): void {
  path.from(sources.probe).line('.endpoint', `${does} (1) looks for the endpoint`, [
    { with: [() => endpoint.attached.when('is there', (s) => s.matches('present'))] },
    {
      name: 'none',
      with: [() => endpoint.attached.when('is not there', (s) => s.matches('absent'))],
      to: '.noent',
    },
  ]);
  answered(world, path, does, '.ok', 'OK');
  answered(world, path, does, '.noent', 'NOENT');
}
