/** Which combinations of parameters make no sense, and why. */

import { type Defect, defectsOf, parameters, parametersOf, type Values } from './parameters.ts';
import { refuseBars } from './refuse/bars-and-windows.ts';
import { refuseAccess } from './refuse/config-access.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  for (const scene of Object.keys(parametersOf) as Values['scene'][]) {
    if (scene === values.scene) continue;
    const changed = (Object.keys(parametersOf[scene]) as (keyof Values)[]).find(
      (name) => String(values[name]) !== String(parameters[name].default),
    );
    if (changed !== undefined)
      return `${changed} belongs to scene ${scene}, not to ${values.scene}`;
    const foreign = values.defects.find((defect) => knows(scene, defect));
    if (foreign !== undefined) {
      return `defect ${foreign} belongs to scene ${scene}, not to ${values.scene}`;
    }
  }
  return {
    'config-access': refuseAccess,
    requests: refuseRequests,
    ranges: refuseRanges,
    'bars-and-windows': refuseBars,
    ports: refusePorts,
    identity: () => undefined,
    'server-pages': () => undefined,
  }[values.scene](values);
}

const knows = (scene: Values['scene'], defect: Defect): boolean =>
  (defectsOf[scene] as readonly Defect[]).includes(defect);

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

function refusePorts({ port, guardedByLock, defects }: Values): string | undefined {
  if (!guardedByLock && port !== 'cf8') return 'guardedByLock is about port=cf8';
  if (defects.includes('LIST_UNLOCKED') && port !== 'translated') {
    return 'defect LIST_UNLOCKED needs port=translated';
  }
  return undefined;
}
