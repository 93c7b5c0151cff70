/** Which combinations of parameters make no sense, and why. */

import { type Defect, parameters, type Values } from './parameters.ts';

/** The scene of each parameter, save the scene itself and defects. */
const sceneOf: Readonly<Record<Exclude<keyof Values, 'scene' | 'defects'>, Values['scene']>> = {
  approach: 'config-access',
  notify: 'config-access',
  pciexbarWrite: 'config-access',
  regAtRealize: 'config-access',
  work: 'config-access',
  move: 'config-access',
  reload: 'config-access',
  hooked: 'config-access',
  vcpus: 'config-access',
  io: 'requests',
  events: 'requests',
  destroyInflight: 'requests',
  slots: 'ranges',
  creators: 'ranges',
  slotPolicy: 'ranges',
  overlap: 'ranges',
  unmapPauses: 'ranges',
  dmRecheck: 'ranges',
  span: 'ranges',
  hostile: 'ranges',
};

const defectOf: Readonly<Record<Defect, Values['scene']>> = {
  SPLIT_SELECT: 'config-access',
  IDENTIFY_EARLY: 'config-access',
  HOOK_BEFORE: 'config-access',
  RESERVED_ABORT: 'config-access',
  STATE_STAYS: 'requests',
  NO_ORDER: 'requests',
  SHUTDOWN_RETRY: 'requests',
  FIRST_ONLY: 'requests',
  INVERTED: 'ranges',
  DF_IGNORED: 'ranges',
  REP_WHOLE: 'ranges',
};

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  for (const name of Object.keys(sceneOf) as (keyof typeof sceneOf)[]) {
    const changed = String(values[name]) !== String(parameters[name].default);
    if (changed && sceneOf[name] !== values.scene) {
      return `${name} belongs to scene ${sceneOf[name]}, not to ${values.scene}`;
    }
  }
  const foreign = values.defects.find((defect) => defectOf[defect] !== values.scene);
  if (foreign !== undefined) {
    return `defect ${foreign} belongs to scene ${defectOf[foreign]}, not to ${values.scene}`;
  }
  return { 'config-access': refuseAccess, requests: refuseRequests, ranges: refuseRanges }[
    values.scene
  ](values);
}

/** The event, or the request, that a defect is about. */
function refuseRequests({ io, events, destroyInflight, defects }: Values): string | undefined {
  const needs = { STATE_STAYS: 'DESTROY', NO_ORDER: 'REWIND', SHUTDOWN_RETRY: 'SHUTDOWN' } as const;
  for (const [defect, event] of Object.entries(needs)) {
    if (defects.includes(defect as Defect) && !events.includes(event)) {
      return `defect ${defect} needs ${event} among events`;
    }
  }
  if (defects.includes('FIRST_ONLY') && io !== 'broadcast') {
    return 'defect FIRST_ONLY needs io=broadcast';
  }
  if (io === 'broadcast' && events.length > 0)
    return 'io is broadcast, which is looked at without events: set events to none';
  if (destroyInflight !== 'completeAllOnes' && !events.includes('DESTROY')) {
    return 'destroyInflight needs DESTROY among events';
  }
  return undefined;
}

function refuseRanges(values: Values): string | undefined {
  const { span, defects, hostile } = values;
  if (defects.includes('INVERTED') && !hostile) return 'defect INVERTED needs hostile';
  const rep = span === 'repUp' || span === 'repDown';
  if (defects.includes('REP_WHOLE') && !rep) return 'defect REP_WHOLE needs span repUp or repDown';
  if (defects.includes('DF_IGNORED') && span !== 'repDown')
    return 'defect DF_IGNORED needs span=repDown';
  if (span !== 'one' && hostile) return 'hostile needs span=one';
  return undefined;
}

function refuseAccess(values: Values): string | undefined {
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
