/**
 * The life cycle of an endpoint (2.4 of the survey), read off the reachable states: for each state of
 * the endpoint and each thing that may happen, the states it is in when that is done.
 */

import { virtioIommu } from '../../models/systems/virtio-iommu/index.ts';
import { type Seen, statesOf } from './states.ts';

/** Absent; unattached and blocked or in bypass; attached to a bypass domain or a plain one. */
export const phases = ['ABSENT', 'UB', 'UY', 'AY', 'AP'] as const;
export type Phase = (typeof phases)[number];

type Given = Parameters<typeof virtioIommu.with>[0];

/** What may happen: by which steps it begins, and in which states those are meant. */
interface Event {
  readonly event: string;
  readonly given: Given;
  readonly begins: RegExp;
  /** @param domain the one that the step names, or nothing */
  readonly when?: (state: Seen, domain: string, step: string) => boolean;
}

/** One endpoint, two domains, nothing mapped. */
const base = {
  trusted: 0,
  pages: 1,
  flags: [],
  balloon: 0,
  offered: ['BYPASS_CONFIG'],
} satisfies Given;
/** Another endpoint, which keeps a domain of another kind. */
const two = { ...base, trusted: 1, systemReset: false } satisfies Given;

const plain = /sends ATTACH\((d\d), evil\)$/;
const bypass = /sends ATTACH\((d\d), evil, BYPASS\)$/;
const isOr =
  (kind: string) =>
  ({ of }: Seen, domain: string): boolean =>
    ['absent', kind].includes(of(domain));
const elsewhere = (state: Seen, domain: string): boolean =>
  state.of('evil').startsWith('in ') && state.of('evil') !== `in ${domain}`;

const events: readonly Event[] = [
  { event: 'plug', given: base, begins: /begins plug of evil/ },
  { event: 'unplug', given: base, begins: /begins unplug of evil/ },
  {
    event: 'unplug, the driver is silent, unplug=keeps',
    given: { ...base, unplug: 'keeps' },
    begins: /begins unplug of evil/,
  },
  { event: 'bypass=1 is written', given: base, begins: /begins write of bypass=1/ },
  { event: 'bypass=0 is written', given: base, begins: /begins write of bypass=0/ },
  ...(['atomic', 'literal'] as const).flatMap((move): readonly Event[] => [
    {
      event: `ATTACH, plain, move=${move}`,
      given: { ...base, move },
      begins: plain,
      when: isOr('plain'),
    },
    {
      event: `ATTACH, bypass, move=${move}`,
      given: { ...base, move },
      begins: bypass,
      when: isOr('bypass'),
    },
  ]),
  ...(['none', 'attachRejectDetaches'] as const).map(
    (defect): Event => ({
      event: `ATTACH, another kind${defect === 'none' ? '' : `, ${defect}`}`,
      given: { ...two, defects: defect === 'none' ? [] : [defect] },
      begins: /sends ATTACH\((d\d), evil/,
      when: ({ of }, domain, step) =>
        of(domain) === (step.includes('BYPASS') ? 'plain' : 'bypass') &&
        of('evil') !== `in ${domain}`,
    }),
  ),
  {
    event: 'DETACH',
    given: base,
    begins: /sends DETACH\((d\d), evil\)/,
    when: (state, domain) => !elsewhere(state, domain),
  },
  {
    event: 'DETACH, another domain',
    given: base,
    begins: /sends DETACH\((d\d), evil\)/,
    when: elsewhere,
  },
  { event: 'device reset', given: base, begins: /begins device reset/ },
  { event: 'system reset', given: base, begins: /begins system reset/ },
];

/** Next states by event and state; a status in brackets where the request is not answered OK. */
export type LifeCycle = Readonly<Record<string, Readonly<Record<Phase, readonly string[]>>>>;

/** The life cycle. */
export function lifeCycle(): LifeCycle {
  const known = new Map<string, readonly Seen[]>();
  return Object.fromEntries(
    events.map((event) => {
      const key = JSON.stringify(event.given);
      const states = known.get(key) ?? statesOf(virtioIommu.with(event.given));
      known.set(key, states);
      const resting = states.filter(({ of }) => of('vmm') === 'idle');
      return [event.event, nextOf(event, resting)];
    }),
  );
}

function nextOf(event: Event, resting: readonly Seen[]): Record<Phase, readonly string[]> {
  return Object.fromEntries(
    phases.map((phase) => {
      const from = resting.filter((state) => phaseOf(state) === phase);
      const ends = from.flatMap((state) =>
        begun(event, state).flatMap((to) => endsOf(to, isInside(state))),
      );
      return [phase, [...new Set(ends)].sort()];
    }),
  ) as unknown as Record<Phase, readonly string[]>;
}

/** Where the steps lead by which it begins in a state. */
function begun({ begins, when = () => true }: Event, state: Seen): readonly Seen[] {
  return state.next.flatMap(({ step, to }) => {
    const found = begins.exec(step);
    return found !== null && when(state, found[1] ?? '', step) ? [to] : [];
  });
}

function phaseOf({ of }: Seen): Phase {
  const endpoint = of('evil');
  if (endpoint.startsWith('absent')) return 'ABSENT';
  const open = of('evil.view') === 'open';
  if (endpoint === 'unattached') return open ? 'UY' : 'UB';
  return open ? 'AY' : 'AP';
}

/**
 * The states in which a command ends, by the steps of the device alone. An endpoint that is moved is
 * unattached on the way, with the view that is in force then.
 */
function endsOf(state: Seen, moves: boolean, status = '', via = ''): readonly string[] {
  if (state.of('vmm') === 'idle') {
    const kept = state.of('evil').startsWith('absent, in') ? ', attachment kept' : '';
    return [`${phaseOf(state)}${kept}${status === '' ? via : status}`];
  }
  const links = /^ATTACH.*:link fromPlain|^ATTACH.*:link$/.test(state.of('vmm'));
  return state.next
    .filter(({ step }) => step.startsWith('vmm:'))
    .flatMap(({ step, to }) => {
      const answer = /is answered (\w+)/.exec(step)?.[1] ?? 'OK';
      const on = links && moves && !isInside(state) ? ` via ${phaseOf(state)}` : via;
      return endsOf(to, moves, answer === 'OK' ? status : ` (${answer})`, on);
    });
}

function isInside({ of }: Seen): boolean {
  return of('evil').startsWith('in ');
}

/** The table as Markdown rows: event, then one column for each state. */
export function lifeCycleRows(): readonly (readonly string[])[] {
  return Object.entries(lifeCycle()).map(([event, row]) => [
    event,
    ...phases.map((phase) => row[phase].join(' or ') || '–'),
  ]);
}
