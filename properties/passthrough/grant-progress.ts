/** What becomes of grants in the long run: EVENTUAL-RELEASE, NO-STARVE. */

import { pins } from '../../models/components/active-grant.machine.ts';
import { inUse } from '../../models/components/grant-entry.machine.ts';
import {
  allOf,
  anyOf,
  type Expression,
  type Fairness,
  type Property,
} from '../../models/compose/index.ts';
import {
  ceases,
  companion,
  leads,
  provided,
  recurs,
  settles,
  stronglyFair,
  temporal,
} from '../kinds/index.ts';
import { scheduled } from './fairness.ts';
import type { Grants } from './grants.ts';
import { type Actor, tagged } from './subject.ts';

type Ref = Grants['refs'][number];

const isPinned = ({ active }: Ref): Expression =>
  active.is('is pinned', (s) => pins(s.context) > 0);

/** Frontend and hypervisor do their part; a backend does what it likes. */
function frontendRuns(refs: readonly Ref[]): readonly Fairness[] {
  return scheduled(
    refs.map(({ worker }) => worker),
    'the kernel of the frontend runs, and its timer fires again and again',
  );
}

/** What could not be ended at once is ended once nobody uses it any more. */
export function eventualRelease({ refs }: Grants): Property {
  const isUnused = ({ active, status }: Ref): Expression =>
    allOf(
      active.is('has no pin', (s) => pins(s.context) === 0),
      status.is('says unused', (s) => !inUse(s)),
    );
  const isOwed = ({ use }: Ref): Expression =>
    use.is('is kept or lost', (s) => s.matches('deferred') || s.matches('lost'));
  const isFree = ({ use }: Ref): Expression => use.is('is free', (s) => s.matches('free'));
  return temporal({
    name: 'EVENTUAL-RELEASE',
    statement:
      'a reference that was in use when its grant was to be ended is free again once nobody uses it any more',
    stake: 'references and pages of the frontend are gone for good, until it has none left',
    formula: {
      kind: 'and',
      of: refs.map((ref) => provided(settles(isUnused(ref)), leads(isOwed(ref), isFree(ref)))),
    },
    fairness: frontendRuns(refs),
    companion: companion(
      'a reference is kept or lost, and nobody uses it any more',
      anyOf(...refs.map((ref) => allOf(isOwed(ref), isUnused(ref)))),
    ),
  });
}

/**
 * A backend that goes on asking gets its mapping, although the frontend has flipped `readonly` some
 * finite number of times.
 */
export function mappingNotStarved(
  { refs }: Grants,
  backends: readonly Actor[],
  tags: { readonly flips: string; readonly asks: string },
): Property {
  const why = 'the hypervisor goes on while it can';
  return temporal({
    name: 'NO-STARVE',
    statement:
      'a backend that asks again and again for what is granted maps it, if the frontend has done with flipping',
    stake: 'a request of a frontend is never served, and nobody has done anything wrong',
    formula: {
      kind: 'and',
      of: refs.map((ref) =>
        provided(
          {
            kind: 'and',
            of: [
              settles(tagged(ref.worker, 'granted')),
              ceases('flips readonly', (step) => step.tags.includes(tags.flips)),
            ],
          },
          recurs(isPinned(ref)),
        ),
      ),
    },
    fairness: [
      ...scheduled(backends, why),
      ...backends.map((actor) =>
        stronglyFair(
          `${actor.name} asking`,
          (step) => step.actor === actor.name && step.tags.includes(tags.asks),
          'an honest backend asks again after an error',
        ),
      ),
    ],
    companion: companion(
      'a backend works on what is granted',
      anyOf(
        ...refs.flatMap(({ worker }) =>
          backends.map((actor) =>
            allOf(
              tagged(worker, 'granted'),
              actor.is('is in a hypercall', (s) => !s.hasTag('rest')),
            ),
          ),
        ),
      ),
    ),
  });
}
