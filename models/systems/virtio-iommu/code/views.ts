/** Which address space is in force for an endpoint, and what is mapped there when it is switched. */

import type { DomainKind, Permission, Target } from '../../../components/viommu-tables.machine.ts';
import type { Participation } from '../../../compose/index.ts';
import type { Case } from '../../../kit/program.ts';
import type { Defect } from '../defects.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Domain, World } from '../world.ts';

/**
 * The view of an unattached endpoint follows what it may do: everything, or nothing. That of an attached
 * one is left as it is.
 */
export function followField(
  { effect: field, status, offers, defect }: World,
  endpoint: Endpoint,
  to: string,
): readonly Case[] {
  const { attached, view } = endpoint;
  const free = () =>
    attached.when('is there, unattached', (s) => s.matches('present') && s.context.domain === null);
  const is = (open: boolean) => () =>
    field.when(`bypass=${open ? 1 : 0}`, (s) => s.context.open === open);
  const old = (accepted: boolean) => () =>
    status.when(`has BYPASS ${accepted ? '' : 'not '}accepted`, (s) => s.context.old === accepted);
  const config = (accepted: boolean) => () =>
    status.when(
      `has BYPASS_CONFIG ${accepted ? '' : 'not '}accepted`,
      (s) => s.context.config === accepted,
    );
  const openByField: readonly Case[] = defect('bypassOnlyIfNegotiated')
    ? [
        {
          name: 'everything',
          with: [free, is(true), config(true), () => opened(defect, endpoint)],
          to,
        },
        {
          name: 'nothing, as the bit is not accepted',
          with: [free, is(true), config(false), () => view.on('TRANSLATE')],
          to,
        },
      ]
    : [{ name: 'everything', with: [free, is(true), () => opened(defect, endpoint)], to }];
  return [
    {
      name: 'attached, or not there',
      with: [
        () =>
          attached.when(
            'is attached or absent',
            (s) => s.matches('absent') || s.context.domain !== null,
          ),
      ],
      to,
    },
    ...(offers('BYPASS_CONFIG') ? openByField : []),
    ...(offers('BYPASS')
      ? [
          {
            name: 'everything, by the old bit',
            with: [free, is(false), old(true), () => opened(defect, endpoint)],
            to,
          },
        ]
      : []),
    { name: 'nothing', with: [free, is(false), old(false), () => view.on('TRANSLATE')], to },
  ];
}

/** What an endpoint in a domain of some kind has in force. */
export function switchView({ defect }: World, endpoint: Endpoint, kind: DomainKind): Participation {
  return kind === 'plain' ? endpoint.view.on('TRANSLATE') : opened(defect, endpoint);
}

/** The view of one in bypass: all memory, unless nobody has mapped that at the host. */
export function opened(defect: World['defect'], { view, emulated }: Endpoint): Participation {
  return view.on(defect('bypassBlocked') && !emulated ? 'TRANSLATE' : 'OPEN');
}

/** One page of a domain is mapped at the host for an endpoint, if anything is mapped there. */
export function replayPage(
  world: World,
  endpoint: Endpoint,
  domain: Domain,
  iova: number,
): readonly Case[] {
  const mapping = domain.mappings[iova] as Domain['mappings'][number];
  const entry = endpoint.entries[iova] as Endpoint['entries'][number];
  const all = world.pages.flatMap((page, number) =>
    world.values.flags.map((flags) => ({ page, number, flags })),
  );
  return [
    { name: 'nothing', with: [() => mapping.when('is not mapped', (s) => s.context.to === null)] },
    ...all.flatMap(({ page, number, flags }): readonly Case[] => {
      const is = () =>
        mapping.when(
          `is p${number} ${flags}`,
          ({ context: { to } }) => to?.page === number && to.flags === flags,
        );
      const name = `p${number} ${flags}`;
      if (world.rules?.hostRefuses(endpoint, iova) === true) {
        return [{ name: `${name}, which the host refuses`, with: [is] }];
      }
      const own = world.rules?.hostHas(endpoint, iova) ?? null;
      return [
        {
          name,
          with: [
            is,
            () => page.when('is there', (s) => s.matches('backed')),
            () => entry.on('MAP', shadowOf(world, number, flags)),
            ...(own === null ? [] : [() => own.isNot]),
          ],
        },
        {
          name: `${name}, which the host has taken`,
          with: [is, () => page.when('is taken', (s) => s.matches('taken'))],
        },
        ...somethingThere(world, entry).map((there) => ({
          name: `${name}, but the host has something there`,
          with: [is, there],
        })),
        ...(own === null
          ? []
          : [
              {
                name: `${name}, where the host has a mapping of its own`,
                with: [is, () => own.is],
              },
            ]),
      ];
    }),
  ];
}

/** What the host is asked to map. */
export function shadowOf(world: World, page: number, flags: Permission): Target {
  return { page, flags: world.defect('flagsDropped') ? 'rw' : flags };
}

/** The host has something mapped where nothing should be: only where some defect has left it there. */
export function somethingThere(
  { defect }: World,
  entry: Endpoint['entries'][number],
): readonly (() => Participation)[] {
  const leaving: readonly Defect[] = [
    'hostFailureHidden',
    'detachWrongDomain',
    'unmapFirstOnly',
    'unmapSplit',
    'moveNoDetach',
    'mapperPerDomain',
    'unplugDropsDomain',
    'resetKeepsDomains',
  ];
  return leaving.some(defect) ? [() => entry.when('is mapped', (s) => s.matches('mapped'))] : [];
}
