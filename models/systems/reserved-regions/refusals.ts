/** Combinations of parameters of `reserved-regions` that make no sense. */

import { parameters, type Setup, type Values } from './parameters.ts';

/** The parameters of each setup; all others must be left as they are. */
const belongs: Readonly<Record<Setup, readonly (keyof Values)[]>> = {
  viommu: [
    'first',
    'second',
    'endpoints',
    'hostile',
    'merge',
    'merged',
    'hint',
    'path',
    'identityBy',
    'attachCheck',
    'mapCheck',
    'hostCheck',
    'mapFail',
    'probe',
    'messages',
    'bypass',
    'inBypass',
    'unattachedMsi',
  ],
  vfio: [
    'region',
    'resv',
    'listed',
    'layout',
    'order',
    'mapFailLate',
    'group',
    'direct',
    'firmware',
    'migrates',
  ],
  xen: ['rdmPolicy', 'rdmStrategy', 'boundary', 'devices', 'guests', 'tables', 'typeCheck'],
};

/** A parameter of another setup that was set, or undefined. */
function misplaced(values: Values): string | undefined {
  for (const [setup, names] of Object.entries(belongs)) {
    if (setup === values.setup) continue;
    const name = names.find((n) => String(values[n]) !== String(parameters[n].default));
    if (name !== undefined) {
      return `${name} is ${values[name]}, but it belongs to setup=${setup}, not to ${values.setup}`;
    }
  }
  return undefined;
}

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const elsewhere = misplaced(values);
  if (elsewhere !== undefined) return elsewhere;
  return { viommu: refuseViommu, vfio: refuseVfio, xen: refuseXen }[values.setup](values);
}

function refuseViommu(values: Values): string | undefined {
  const { first, second, endpoints, hint, merged, messages, hostile } = values;
  if (endpoints === 1 && second !== 'N') {
    return `second is ${second}, but there is one endpoint`;
  }
  if (endpoints === 1 && hostile) return 'hostile is the second endpoint, but there is one';
  if (hint === 'domain' && merged === 'seed') {
    return 'hint=domain needs a type that does not change: set merged to N, R, M or I';
  }
  if (hint === 'domain' && !messages) return 'hint is about messages: set messages';
  const regions = [first, second];
  if (regions.includes('S') && !messages) return 'S is about messages: set messages';
  if (regions.includes('S') && regions.includes('I')) {
    return 'S beside I is not modelled: a host that has mapped the one maps the other';
  }
  return refuseBypass(values, regions);
}

function refuseBypass(
  { bypass, inBypass, unattachedMsi }: Values,
  regions: readonly string[],
): string | undefined {
  if (bypass !== 'none' && (regions.includes('S') || regions.includes('I'))) {
    return `bypass is ${bypass}, which is modelled with regions N, R and M only`;
  }
  if (inBypass !== 'regions' && bypass === 'none') {
    return `inBypass is ${inBypass}, but no endpoint is in bypass: set bypass`;
  }
  if (unattachedMsi !== 'message' && bypass === 'unattached') {
    return `unattachedMsi is ${unattachedMsi}, but unattached endpoints are in bypass`;
  }
  if (unattachedMsi !== 'message' && !regions.includes('M')) {
    return `unattachedMsi is ${unattachedMsi}, but no endpoint has a region M`;
  }
  return undefined;
}

function refuseVfio(values: Values): string | undefined {
  const { region, resv, listed, layout, order, mapFailLate, group, direct, firmware } = values;
  if (region !== 'direct' && direct !== 'refuseClaim') {
    return `direct is ${direct}, but region is ${region}`;
  }
  if (region === 'reserved' && firmware === 'active') {
    return 'firmware is active, but region is reserved: firmware has none';
  }
  if (region !== 'reserved' && group !== 'fixed') {
    return `group is ${group}, but region is ${region}: a region that comes later is a reserved one`;
  }
  const looks = resv === 'checkAtAttach' && listed === 'all' && region !== 'relaxable';
  if (mapFailLate === 'abort' && !looks) {
    return 'mapFailLate is abort, but nobody refuses to map: set resv to checkAtAttach, listed to all';
  }
  if (listed === 'notWindows' && resv === 'none') {
    return 'listed is notWindows, but nobody looks at the list: set resv to checkAtAttach';
  }
  if (layout === 'allHosts' && order !== 'any') {
    return `order is ${order}, but with layout=allHosts no RAM is placed over a region`;
  }
  return undefined;
}

function refuseXen({ devices, guests, tables, typeCheck, boundary, rdmStrategy }: Values) {
  if (devices.length === 0 || guests.length === 0) return 'there is no device, or no guest';
  if (typeCheck === 'inverted' && tables === 'sound') {
    return 'typeCheck is inverted, but tables are sound: it matters with tables=overRam';
  }
  if (boundary === 'below' && rdmStrategy === 'ignore') {
    return 'boundary is below, but libxl asks for no region: set rdmStrategy to host';
  }
  return undefined;
}
