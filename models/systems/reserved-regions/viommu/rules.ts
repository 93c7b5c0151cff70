/** What device and host do about regions: the rules that the requests of `virtio-iommu` go by here. */

import type { Participation } from '../../../compose/index.ts';
import type { CodePath } from '../../../kit/program.ts';
import type { Endpoint } from '../../virtio-iommu/endpoints.ts';
import type { Joining, Placing, RegionRules } from '../../virtio-iommu/region-rules.ts';
import type { Domain } from '../../virtio-iommu/world.ts';
import type { Values } from '../parameters.ts';
import { identityMeetsOther, type Region } from '../regions.ts';
import { sources } from '../sources.ts';
import { iovaOf, type Place, pageOf, regionsOf } from './world.ts';

/** The rules of a configuration. `places` are those of the world that is made with them. */
export function rulesOf(values: Values, places: () => readonly Place[]): RegionRules {
  const endpoints = (): readonly Endpoint[] => places().map(({ endpoint }) => endpoint);
  const regions = regionsOf(values);
  const regionOf = ({ index }: Endpoint): Region => regions[index] as Region;
  const refuses = (endpoint: Endpoint, iova: number): boolean =>
    values.hostCheck === 'validList' &&
    iova === iovaOf.region &&
    ['R', 'M', 'S'].includes(regionOf(endpoint));
  const others = (endpoint: Endpoint) => endpoints().filter((other) => other !== endpoint);
  return {
    attach: ({ endpoint, domain }) => {
      const region = regionOf(endpoint);
      const clash =
        values.merge === 'refuse'
          ? others(endpoint).filter((other) => identityMeetsOther(region, regionOf(other)))
          : [];
      const inside = clash.map((other) => isInside(other, domain));
      const outside = clash.map((other) => isOutside(other, domain));
      const mapping = mappingAt(domain);
      const looks = values.attachCheck === 'reject' && region !== 'N';
      return [
        {
          with: [
            ...outside.map((part) => () => part),
            ...(looks
              ? [() => mapping.when('meets no region of it', (s) => !meets(s.context.to, region))]
              : []),
          ],
        },
        ...inside.map((part, i) => ({
          name: `${clash[i]?.name} has another region`,
          with: [() => part],
          to: '.unsupp',
        })),
        ...(looks
          ? [
              {
                name: 'something is mapped there',
                with: [
                  ...outside.map((part) => () => part),
                  () => mapping.when('meets its region', (s) => meets(s.context.to, region)),
                ],
                to: '.unsupp',
              },
            ]
          : []),
      ];
    },
    attached: (path, joining) => {
      const { known } = places()[joining.endpoint.index] as Place;
      if (known !== null) {
        path.line('.known', `${joining.does} (7) remembers ${joining.endpoint.name}`, [
          { with: [() => known.on('SET')] },
        ]);
      }
      const wanted = values.merged === 'seed' || values.merged === 'I';
      if (values.identityBy === 'device' && wanted && regionOf(joining.endpoint) === 'I') {
        linesIdentity(path, joining, others(joining.endpoint), (endpoint) =>
          refuses(endpoint, iovaOf.region),
        );
      }
    },
    map: (placing) => {
      if (values.mapCheck === 'none') return [{}];
      const met = endpoints().filter((endpoint) => isOver(placing, regionOf(endpoint)));
      return [
        { with: met.map((endpoint) => () => isOutside(endpoint, placing.domain)) },
        ...met.map((endpoint) => ({
          name: `over a region of ${endpoint.name}`,
          with: [() => isInside(endpoint, placing.domain)],
          to: values.mapCheck === 'rejectRange' ? '.range' : '.inval',
        })),
      ];
    },
    answersRange: values.mapCheck === 'rejectRange',
    hostRefuses: refuses,
    hostHas: ({ index }, iova) => {
      const window = iova === iovaOf.region ? (places()[index]?.window ?? null) : null;
      if (window === null) return null;
      return {
        is: window.when('is mapped', (s) => !s.matches('absent')),
        isNot: window.when('is not mapped', (s) => s.matches('absent')),
      };
    },
  };
}

function mappingAt({ mappings }: Domain) {
  return mappings[iovaOf.region] as (typeof mappings)[number];
}

function isInside({ attached }: Endpoint, { index }: Domain): Participation {
  return attached.when(`is in d${index}`, (s) => s.context.domain === index);
}

function isOutside({ attached }: Endpoint, { index }: Domain): Participation {
  return attached.when(`is not in d${index}`, (s) => s.context.domain !== index);
}

/** Whether a mapping at the page of regions is one that this region does not allow. */
export function meets(to: { readonly page: number } | null, region: Region): boolean {
  return to !== null && region !== 'N' && !(region === 'I' && to.page === pageOf.firmware);
}

function isOver({ iova, page }: Placing, region: Region): boolean {
  return iova === iovaOf.region && meets({ page }, region);
}

/** The device maps the region of an endpoint that joins, also for those that are there. */
function linesIdentity(
  path: CodePath,
  { does, domain }: Joining,
  others: readonly Endpoint[],
  refuses: (endpoint: Endpoint) => boolean,
): void {
  const mapping = mappingAt(domain);
  const to = { page: pageOf.firmware, flags: 'rw' } as const;
  const after = (i: number): string => (i < others.length ? `.identity-${i}` : '.replay-v0');
  path.calls(sources.identity, (p) => {
    p.line('.identity', `${does} (7) looks at v0 of the domain`, [
      { with: [() => mapping.when('is free', (s) => s.context.to === null)] },
      {
        name: 'something is mapped there',
        with: [() => mapping.when('is taken', (s) => s.context.to !== null)],
        to: '.replay-v0',
      },
    ]);
    p.line('.identity-set', `${does} (7) enters the identity mapping`, [
      { with: [() => mapping.on('SET', { ...to, part: 'single' })], to: after(0) },
    ]);
    others.forEach((other, i) => {
      const entry = other.entries[iovaOf.region] as (typeof other.entries)[number];
      const inside = () => isInside(other, domain);
      p.line(`.identity-${i}`, `${does} (7) maps it for ${other.name} at the host`, [
        refuses(other)
          ? { name: 'the host refuses', with: [inside], to: after(i + 1) }
          : { with: [inside, () => entry.on('MAP', to)], to: after(i + 1) },
        { name: 'is not in the domain', with: [() => isOutside(other, domain)], to: after(i + 1) },
      ]);
    });
  });
}
