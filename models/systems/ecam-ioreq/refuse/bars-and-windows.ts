/** Which combinations of parameters of the scene `bars-and-windows` make no sense, and why. */

import { parameters, type Values } from '../parameters.ts';

/** What changes where each parameter has a meaning. */
const changesOf = {
  barWrite: ['move'],
  msix: ['move'],
  trapFollowsBar: ['move'],
  rebalance: ['hotAdd', 'addBridge'],
  inTheWay: ['hotAdd'],
  overlapCheck: ['hotAdd'],
  hole: ['boot'],
  freeBeforeUnreg: ['concurrentAdd'],
} as const satisfies Partial<Record<keyof Values, readonly Values['change'][]>>;

/** Why, or undefined. */
export function refuseBars(values: Values): string | undefined {
  const { change, msix, trapFollowsBar, rebalance, overlapCheck, defects } = values;
  for (const [name, changes] of Object.entries(changesOf) as [
    keyof typeof changesOf,
    readonly Values['change'][],
  ][]) {
    if (!changes.includes(change) && values[name] !== parameters[name].default) {
      return `${name} is about change ${changes.join(' or ')}, not ${change}`;
    }
  }
  if (trapFollowsBar === 'off' && !msix) return 'trapFollowsBar needs msix';
  if (overlapCheck !== 'reject' && rebalance !== 'accept') {
    return 'overlapCheck needs rebalance=accept: nothing overlaps otherwise';
  }
  if (defects.includes('REGISTER_STAYS') && (change !== 'hotAdd' || overlapCheck !== 'reject')) {
    return 'defect REGISTER_STAYS needs change=hotAdd and overlapCheck=reject';
  }
  return undefined;
}
