/** Which combinations of parameters of the scene `config-access` make no sense, and why. */

import type { Values } from '../parameters.ts';

/** Why, or undefined. */
export function refuseAccess(values: Values): string | undefined {
  const { approach, notify, reload, hooked, move, regAtRealize, work, pciexbarWrite } = values;
  if (notify !== 'syncBeforeResp' && approach !== 'I') {
    return `notify belongs to approach I, not to ${approach}`;
  }
  if (regAtRealize === 'never' && approach === 'II') {
    return 'regAtRealize is never, but in approach II the hypervisor has the root port';
  }
  if (reload !== 'none' && approach === 'II') {
    return `reload is ${reload}, but in approach II no device model has PCIEXBAR`;
  }
  if (reload !== 'none' && work.length > 0) {
    return `reload is ${reload}, which is looked at alone: set work to none`;
  }
  if (hooked && (approach !== 'III' || reload === 'none')) {
    return 'hooked is about approach III and a reload';
  }
  if (!work.includes('MOVE') && (move === 'reserved' || pciexbarWrite === 'torn')) {
    return `${move === 'reserved' ? 'move' : 'pciexbarWrite'} needs MOVE among work`;
  }
  if (move === 'reserved' && pciexbarWrite === 'torn') {
    return 'pciexbarWrite is torn, but move=reserved is one write';
  }
  for (const defect of values.defects) {
    if (defect === 'RESERVED_ABORT') {
      if (move !== 'reserved') return 'defect RESERVED_ABORT needs move=reserved';
      if (approach === 'II') return 'defect RESERVED_ABORT is of a device model that has PCIEXBAR';
    } else if (defect === 'SPLIT_SELECT') {
      if (approach === 'none' || approach === 'II') {
        return `defect SPLIT_SELECT belongs to approach I or III, not to ${approach}`;
      }
    } else if (approach !== 'III')
      return `defect ${defect} belongs to approach III, not to ${approach}`;
  }
  return undefined;
}
