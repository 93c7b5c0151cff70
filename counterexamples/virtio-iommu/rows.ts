/** What rows of the decision table that are read off the family virtio-iommu are made of. */

import type { virtioIommu } from '../../models/systems/virtio-iommu/index.ts';
import type { Situation } from './decision.ts';
import type { Seen } from './states.ts';

type Given = Parameters<typeof virtioIommu.instantiate>[0];
type When = (state: Seen) => boolean;

/** A row: a system, which of its states are meant, and by which components the endpoint reaches memory. */
export interface Row {
  readonly situation: Situation;
  readonly given: Given;
  readonly when: When;
  readonly view: string;
  readonly entry: string;
}

/** One endpoint, one page of everything. */
const small = {
  trusted: 0,
  hostile: 1,
  domains: 1,
  pages: 1,
  flags: ['rw'],
  hotplug: false,
  systemReset: false,
  balloon: 0,
};

/** The bit about the field. */
export const bits = 'BYPASS_CONFIG';
/** What is offered where the field is there and things are mapped. */
export const config: readonly string[] = ['MAP_UNMAP', bits];
/** The smallest system with these feature bits. */
export const offering = (...offered: readonly string[]) => ({ ...small, offered });

/** A row about the hostile endpoint; what is not said of it does not matter, or is as usual. */
export function rowOf(
  id: string,
  situation: Partial<Situation>,
  given: Given,
  when: When,
  { view = 'evil.view', entry = 'evil.host.v0' }: Partial<Pick<Row, 'view' | 'entry'>> = {},
): Row {
  const blank = { offered: bits, negotiated: 'any', bypass: 'any', page: 'any' };
  return {
    situation: { id, ...blank, attached: 'none', ...situation },
    given,
    when,
    view,
    entry,
  };
}

/** Both conditions. */
export const both =
  (a: When, b: When): When =>
  (state) =>
    a(state) && b(state);

/** The device is between two requests. */
export const atRest: When = ({ of }) => of('vmm') === 'idle';

/** The field has this value. */
export const field =
  (value: 0 | 1): When =>
  ({ of }) =>
    of('config') === `bypass=${value}`;

/** The device is at a place of its program. */
export const at =
  (place: RegExp): When =>
  ({ of }) =>
    place.test(of('vmm'));

/** Unattached, with this state of negotiation and, if said, this value of the field. */
export const free =
  (status: string | null, value?: 0 | 1, who = 'evil'): When =>
  (state) =>
    atRest(state) &&
    state.of(who) === 'unattached' &&
    (status === null || state.of('status') === status) &&
    (value === undefined || field(value)(state));

/** In a domain of this kind whose page is mapped so. */
export const inDomain =
  (kind: 'plain' | 'bypass', value: 0 | 1 | null, mapping: string, who = 'evil'): When =>
  (state) =>
    atRest(state) &&
    state.of(who) === 'in d0' &&
    state.of('d0') === kind &&
    state.of('d0.v0') === mapping &&
    (value === null || field(value)(state));
