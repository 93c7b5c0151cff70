/** Which requirements are asked of a configuration of the family, and of which components. */

import {
  faultTellsReason,
  nothingBeforeDriverOk,
  requestsChecked,
  statusTells,
  unknownReturned,
} from '../../../properties/passthrough/viommu-answers.ts';
import {
  boots,
  controlNotReachable,
  detachedBlocked,
  detachedBlockedOf,
  eventuallyAttached,
  eventuallyBoots,
  eventuallyCompleted,
  noIovaAsGpa,
  untrustedNeverOpen,
} from '../../../properties/passthrough/viommu-boot.ts';
import { mapExact, ridBindsRightDevice } from '../../../properties/passthrough/viommu-lookups.ts';
import {
  detachedUnreachable,
  domainSharedByAll,
  guestContained,
  hostContained,
  mapMeansThere,
  noWriteWithoutW,
  unmapMeansGone,
} from '../../../properties/passthrough/viommu-reach.ts';
import {
  bypassFieldDecides,
  domainLives,
  freshDomainEmpty,
  noTransientBypass,
  rejectIsNoop,
  unmapAtomic,
  viewMatchesState,
} from '../../../properties/passthrough/viommu-requests.ts';
import {
  resetDetachesAll,
  restoredBypass,
  ridFreshOnPlug,
  stickyBypass,
} from '../../../properties/passthrough/viommu-resets.ts';
import {
  idle,
  isOpen,
  type Underway,
  type ViommuSubject,
} from '../../../properties/passthrough/viommu-subject.ts';
import { lets } from '../../components/viommu-tables.machine.ts';
import type { Property, SystemBuilder } from '../../compose/index.ts';
import { mustReject } from './code/checks.ts';
import { type Command, endpointNames, textOf } from './commands.ts';
import { entriesOf } from './endpoints.ts';
import type { Guest } from './guest.ts';
import type { Values } from './parameters.ts';
import { requestPage } from './request-memory.ts';
import { serving, type Vmm } from './vmm.ts';
import type { World } from './world.ts';

/** What the requirements speak about, from the components of the family. */
export function subjectOf(
  world: World,
  vmm: Vmm,
  commands: readonly Command[],
  guest: Guest | null,
  lookups: ReadonlyMap<string, Vmm>,
): ViommuSubject {
  const { values } = world;
  return {
    ...world,
    endpoints: world.endpoints.map((endpoint) => ({
      ...endpoint,
      entries: entriesOf(endpoint, world.endpoints),
    })),
    guest,
    lookups,
    callers: [],
    exchanged: world.numbering?.exchanged ?? null,
    requestPage: requestPage(world),
    hostileIgnoresMaster: values.hostileIgnoresBme,
    device: vmm,
    initiallyOpen: values.bypass === 1,
    offersConfig: world.offers('BYPASS_CONFIG'),
    underway: commands.map(
      (command): Underway => ({
        op: command.op,
        tag: serving(textOf(command, values)),
        ...('endpoint' in command
          ? { endpoint: endpointNames(values)[command.endpoint] ?? '' }
          : {}),
        ...('domain' in command ? { domain: command.domain } : {}),
        ...(command.op === 'MAP' ? { maps: command } : {}),
        ...rejection(mustReject(world, command)),
      }),
    ),
  };
}

function rejection(when: readonly string[]): Pick<Underway, 'mustReject'> {
  return when.length === 0 ? {} : { mustReject: when };
}

type Ask = (
  applies: boolean,
  why: string,
  name: string,
  make: (subject: ViommuSubject) => Property,
) => readonly Property[];

/** The requirements on a boot time line. */
function timeline(ask: Ask, { values }: World, subject: ViommuSubject): readonly Property[] {
  const { after, hostile } = values;
  const shuts = after.includes('kexec') || after.includes('reboot');
  return [
    ...ask(hostile > 0, 'needs a hostile endpoint', 'UntrustedNeverOpen', untrustedNeverOpen),
    boots(subject),
    ...ask(hostile > 0, 'needs a hostile endpoint', 'ControlNotReachable', controlNotReachable),
    guestContained(subject),
    ...ask(after.includes('replug'), 'needs after=replug', 'DetachedBlocked', detachedBlocked),
    ...ask(after.includes('replug'), 'needs after=replug', 'RidFreshOnPlug', ridFreshOnPlug),
    ...ask(shuts, 'needs after=kexec or after=reboot', 'NoIovaAsGpa', noIovaAsGpa),
  ];
}

/** The requirements on what is answered. */
function answered(ask: Ask, values: Values, subject: ViommuSubject): readonly Property[] {
  const { breaks } = values;
  const strange = breaks.includes('short') || breaks.includes('unknown');
  const wrong = subject.underway.some(({ mustReject: must }) => must !== undefined);
  return [
    ...ask(!values.renumber, 'needs requester ids that stay', 'StatusTells', statusTells),
    ...ask(wrong, 'needs breaks', 'RequestsChecked', requestsChecked),
    ...ask(strange, 'needs breaks=short or breaks=unknown', 'UnknownReturned', unknownReturned),
    nothingBeforeDriverOk(subject),
    ...ask(values.emulated > 0, 'needs an emulated endpoint', 'FaultTellsReason', faultTellsReason),
  ];
}

/** The requirements a configuration can state; the others are noted with the reason. */
export function propertiesOf(
  system: SystemBuilder,
  world: World,
  subject: ViommuSubject,
): readonly Property[] {
  const { values, offers } = world;
  const ask: Ask = (applies, why, name, make) => {
    if (applies) return [make(subject)];
    system.notAsked(name, why);
    return [];
  };
  if (subject.guest !== null) return timeline(ask, world, subject);
  if (values.firmware === 'linux') {
    return [
      unmapMeansGone(subject),
      mapMeansThere(subject),
      ...ask(
        subject.endpoints.length > 1,
        'needs two endpoints',
        'DomainSharedByAll',
        domainSharedByAll,
      ),
      ...ask(values.identity, 'needs identity', 'DetachedBlocked', (of) =>
        detachedBlockedOf(
          idle(of),
          of.endpoints.map((endpoint) => ({
            away: endpoint.believed.is(
              'is thought to be in none',
              (s) => s.context.domain === null,
            ),
            open: isOpen(endpoint),
          })),
        ),
      ),
    ];
  }
  const maps = offers('MAP_UNMAP');
  const config = offers('BYPASS_CONFIG');
  const several = subject.endpoints.length > 1;
  const behind = subject.endpoints.filter(({ emulated }) => !emulated).length;
  const readOnly = values.flags.some((flags) => !lets(flags, 'w'));
  return [
    ...ask(
      maps && behind > 0 && values.balloon > 0 && values.pages > 1,
      'needs MAP_UNMAP, an assigned endpoint, balloon and two pages',
      'HostContained',
      hostContained,
    ),
    ...ask(maps, 'needs MAP_UNMAP', 'GuestContained', guestContained),
    ...ask(config, 'needs BYPASS_CONFIG', 'StickyBypass', stickyBypass),
    ...ask(
      config && values.systemReset,
      'needs BYPASS_CONFIG and systemReset',
      'RestoredBypass',
      restoredBypass,
    ),
    resetDetachesAll(subject),
    ...ask(maps, 'needs MAP_UNMAP', 'DetachedUnreachable', detachedUnreachable),
    freshDomainEmpty(subject),
    rejectIsNoop(subject),
    ...ask(values.domains > 1, 'needs two domains', 'NoTransientBypass', noTransientBypass),
    ...ask(maps && readOnly, 'needs MAP without WRITE', 'NoWriteWithoutW', noWriteWithoutW),
    ...ask(
      maps && behind > 1,
      'needs MAP_UNMAP and two assigned endpoints',
      'DomainSharedByAll',
      domainSharedByAll,
    ),
    ...ask(
      maps && behind > 0,
      'needs MAP_UNMAP and an assigned endpoint',
      'MapMeansThere',
      mapMeansThere,
    ),
    ...ask(maps, 'needs MAP_UNMAP', 'UnmapMeansGone', unmapMeansGone),
    ...ask(values.hotplug, 'needs hotplug', 'RidFreshOnPlug', ridFreshOnPlug),
    ...ask(
      config || offers('BYPASS'),
      'needs BYPASS or BYPASS_CONFIG',
      'ViewMatchesState',
      viewMatchesState,
    ),
    ...ask(config, 'needs BYPASS_CONFIG', 'BypassFieldDecides', bypassFieldDecides),
    ...ask(maps && values.length > 1, 'needs mappings of two pages', 'UnmapAtomic', unmapAtomic),
    ...ask(maps && values.emulated > 0, 'needs an emulated endpoint', 'MapExact', mapExact),
    ...ask(several, 'needs two endpoints', 'DomainLives', domainLives),
    ...ask(values.renumber, 'needs renumber', 'RidBindsRightDevice', ridBindsRightDevice),
    ...answered(ask, values, subject),
  ];
}

/** Those about the long run, which are asked by name. */
export function runPropertiesOf(
  system: SystemBuilder,
  subject: ViommuSubject,
): readonly Property[] {
  const { queue, guest } = subject;
  if (queue === null) {
    system.notAsked(
      'EventuallyCompleted',
      'needs a driver that posts requests and waits: not firmware=any',
    );
  }
  if (guest === null) {
    for (const name of ['EventuallyBoots', 'EventuallyAttached']) {
      system.notAsked(name, 'needs a boot time line: firmware=none, attach-only or flips-global');
    }
  }
  return [
    ...(queue === null ? [] : [eventuallyCompleted(subject)]),
    ...(guest === null ? [] : [eventuallyBoots(subject), eventuallyAttached(subject)]),
  ];
}
