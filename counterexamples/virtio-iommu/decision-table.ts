/**
 * May an endpoint reach memory? The decision table of the survey (2.3), read off the reachable states:
 * each row is a situation, and its verdict is what is so in all states in which it comes about.
 */

import { virtioIommu } from '../../models/systems/virtio-iommu/index.ts';
import { type Decision, type Verdict, verdictsOf, wordsOf } from './decision.ts';
import { mappingRows } from './mapping-rows.ts';
import { otherRows } from './other-rows.ts';
import { regionDecisions } from './region-rows.ts';
import type { Row } from './rows.ts';
import { type Seen, statesOf } from './states.ts';

/** Every row, read off the reachable states, in the order of the survey. */
export function decisions(): readonly Decision[] {
  return [...readOff(mappingRows), ...regionDecisions(), ...readOff(otherRows)];
}

function readOff(rows: readonly Row[]): readonly Decision[] {
  const known = new Map<string, readonly Seen[]>();
  return rows.map((row) => {
    const key = JSON.stringify(row.given);
    const all = known.get(key) ?? statesOf(virtioIommu.instantiate(row.given));
    known.set(key, all);
    const states = all.filter(row.when);
    const verdicts = (access: 'r' | 'w') => verdictsOf(states, (s) => verdictIn(s, access, row));
    return {
      ...row.situation,
      read: verdicts('r'),
      write: verdicts('w'),
      states: states.length,
    };
  });
}

function verdictIn({ of }: Seen, access: 'r' | 'w', { given, view, entry }: Row): Verdict {
  const boots = given?.['firmware'] !== undefined;
  const ignores = given?.['hostileIgnoresBme'] === true;
  const gated = boots && (of('bridge') === 'off' || (!ignores && of('evil.master') === 'off'));
  if (gated) return 'block';
  if (of(view) === 'open') return 'identity';
  const flags = /^p\d (\S+)/.exec(of(entry))?.[1] ?? '';
  return flags === 'mmio' || flags.includes(access) ? 'allow' : 'block';
}

/** Columns of the table. */
export const decisionColumns = [
  'row',
  'bypass bits offered',
  'negotiated',
  'bypass',
  'in a domain',
  'page, and what else is so',
  'may it reach memory?',
] as const;

/** The table as Markdown rows. */
export function decisionRows(): readonly (readonly string[])[] {
  return decisions().map((row) => [
    row.id,
    row.offered,
    row.negotiated,
    row.bypass,
    row.attached,
    row.page,
    wordsOf(row),
  ]);
}
