/**
 * The life cycle of an endpoint (2.4 of the survey), read off the reachable states: for each state of
 * the endpoint and each thing that may happen, the states it is in when that is done.
 */

import { virtioIommu } from '../../models/systems/virtio-iommu/index.ts';
import { type Seen, statesOf } from './states.ts';

/** Absent; unattached and blocked or in bypass; attached to a bypass domain or a plain one. */
export const phases = ['ABSENT', 'UB', 'UY', 'AY', 'AP'] as const;
export type Phase = (typeof phases)[number];

/** What may happen, and by which step it begins. */
const events: readonly (readonly [event: string, begins: RegExp])[] = [
  ['plug', /begins plug of evil/],
  ['unplug', /begins unplug of evil/],
  ['bypass=1 is written', /begins write of bypass=1/],
  ['bypass=0 is written', /begins write of bypass=0/],
  ['ATTACH, plain', /sends ATTACH\(d0, evil\)/],
  ['ATTACH, bypass', /sends ATTACH\(d0, evil, BYPASS\)/],
  ['DETACH', /sends DETACH\(d0, evil\)/],
  ['device reset', /begins device reset/],
  ['system reset', /begins system reset/],
];

/** Next states by event and state; a status in brackets where the request is not answered OK. */
export type LifeCycle = Readonly<Record<string, Readonly<Record<Phase, readonly string[]>>>>;

/** The life cycle with the endpoint and one domain; with two endpoints ATTACH may also meet another kind. */
export function lifeCycle(): LifeCycle {
  const states = statesOf(
    virtioIommu.with({
      trusted: 0,
      domains: 1,
      pages: 1,
      flags: ['rw'],
      balloon: 0,
      offered: ['MAP_UNMAP', 'BYPASS_CONFIG'],
    }),
  );
  const resting = states.filter(({ of }) => of('vmm') === 'idle');
  return Object.fromEntries(
    events.map(([event, begins]) => [
      event,
      Object.fromEntries(
        phases.map((phase) => {
          const from = resting.filter((state) => phaseOf(state) === phase);
          const ends = from.flatMap((state) =>
            state.next.filter(({ step }) => begins.test(step)).flatMap(({ to }) => endsOf(to)),
          );
          return [phase, [...new Set(ends)].sort()];
        }),
      ) as unknown as Record<Phase, readonly string[]>,
    ]),
  );
}

function phaseOf({ of }: Seen): Phase {
  const endpoint = of('evil');
  if (endpoint.startsWith('absent')) return 'ABSENT';
  const open = of('evil.view') === 'open';
  if (endpoint === 'unattached') return open ? 'UY' : 'UB';
  return open ? 'AY' : 'AP';
}

/** The states in which a command ends, by the steps of the device alone. */
function endsOf(state: Seen, status = ''): readonly string[] {
  if (state.of('vmm') === 'idle') return [`${phaseOf(state)}${status}`];
  return state.next
    .filter(({ step }) => step.startsWith('vmm:'))
    .flatMap(({ step, to }) => {
      const answer = /is answered (\w+)/.exec(step)?.[1] ?? 'OK';
      return endsOf(to, answer === 'OK' ? status : ` (${answer})`);
    });
}

/** The table as Markdown rows: event, then one column for each state. */
export function lifeCycleRows(): readonly (readonly string[])[] {
  return Object.entries(lifeCycle()).map(([event, row]) => [
    event,
    ...phases.map((phase) => row[phase].join(' or ') || '–'),
  ]);
}
