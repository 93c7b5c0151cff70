/** Combinations of parameters that make no sense. */

import { parameters, type Scene, type Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { tableVer, endAccess, maps, copies, grants, paths, devices, domidReuse } = values;
  const has = (path: Values['paths'][number]): boolean => paths.includes(path);
  if (maps.length + copies.length === 0) {
    return 'maps and copies are empty, so nothing would be done with a grant; allowed are r, w or both in one of them';
  }
  if (grants.length === 0) return 'grants is empty; allowed are r, w or both';
  if (tableVer === '2' && endAccess === 'v1cas') {
    return 'endAccess is v1cas, but in version 2 the status is not in the word; allowed are own, v2clearFirst and queryFirst';
  }
  if (has('PART') && !devices) {
    return 'PART is among the paths, but without devices a mapping has one part; allowed is devices=true';
  }
  if (has('FRAME') && values.pages < 2) {
    return 'FRAME is among the paths, but there is one page; allowed is pages=2';
  }
  if (domidReuse !== 'never' && !has('DIE')) {
    return `domidReuse is ${domidReuse}, but no backend dies; allowed is never, or DIE among the paths`;
  }
  const strange = Object.entries(onlyIn).find(
    ([name, where]) => !where.includes(values.scene) && !isDefault(name as keyof Values, values),
  );
  if (strange !== undefined) {
    return `${strange[0]} belongs to scene ${strange[1].join(' or ')}, not to ${values.scene}`;
  }
  if (values.scene !== 'table' && (has('FRAME') || has('GIVE'))) {
    return `FRAME and GIVE among the paths belong to scene table, not to ${values.scene}`;
  }
  if (!values.bounce && values.buffer !== 'part') {
    return `bounce is false, but the buffer is ${values.buffer}; allowed is buffer=part`;
  }
  if (values.mapFail === 'beExit' && values.backendActs !== 'asTold') {
    return 'mapFail is beExit, but the backend maps what it was not told to; allowed is backendActs=asTold';
  }
  if (values.backendActs === 'asTold' && has('DIE')) {
    return 'backendActs is asTold, and DIE is among the paths; allowed is backendActs=anything';
  }
  const unmet = values.defects.find((defect) => !needs[defect].met(values));
  return unmet === undefined ? undefined : `defect ${unmet} needs ${needs[unmet].what}`;
}

/** Parameters that are about some scenes only. */
const onlyIn: Partial<Readonly<Record<keyof Values, readonly Scene[]>>> = {
  ...Object.fromEntries(
    [
      'tableVer',
      'backends',
      'cpus',
      'maps',
      'copies',
      'grants',
      'devices',
      'attempts',
      'failures',
    ].map((name) => [name, ['table', 'ops']]),
  ),
  ...Object.fromEntries(
    [
      'endAccess',
      'onBusy',
      'unmapAtomic',
      'pinFirstCheckOnly',
      'tlbFlush',
      'domidReuse',
      'bePrivileged',
    ].map((name) => [name, ['table', 'ops']]),
  ),
  refs: ['table'],
  pages: ['table'],
  races: ['version'],
  ...Object.fromEntries(
    ['buffer', 'coherent', 'bounce', 'count', 'release', 'named', 'forceGrant', 'setupFail'].map(
      (name) => [name, ['ops']],
    ),
  ),
  ...Object.fromEntries(
    ['xarrayErase', 'unbind', 'backendActs', 'mapFail'].map((name) => [name, ['ops']]),
  ),
};

function isDefault(name: keyof Values, values: Values): boolean {
  return JSON.stringify(values[name]) === JSON.stringify(parameters[name].default);
}

interface Need {
  readonly met: (values: Values) => boolean;
  readonly what: string;
}

const version = (tableVer: Values['tableVer']): Need => ({
  met: (v) => v.tableVer === tableVer,
  what: `tableVer=${tableVer}`,
});
const path = (code: Values['paths'][number]): Need => ({
  met: (v) => v.paths.includes(code),
  what: `${code} among the paths`,
});
const copying: Need = { met: (v) => v.copies.length > 0, what: 'r or w among copies' };
const racing = (race: Values['races'][number]): Need => ({
  met: (v) => v.scene === 'version' && v.races.includes(race),
  what: `scene=version, ${race} among races`,
});
const always: Need = { met: () => true, what: '' };

/** What a configuration must have for a defect to be possible, and how that is said. */
export const needs: Readonly<Record<Values['defects'][number], Need>> = {
  FLAGS_FIRST: always,
  STATUS_PLAIN: version('1'),
  NO_RECHECK: version('2'),
  COPY_COUNTS_HOST: copying,
  COPY_PUTS_FIRST: copying,
  COPY_TRUSTS_ENTRY: {
    met: (v) => v.copies.includes('w') && v.pages > 1,
    what: 'w among copies, pages=2',
  },
  PARTIAL_COUNTS: path('PART'),
  STATUS_UNLOCKED: racing('STATUS'),
  OPS_UNCOUNTED: racing('TRANS'),
};
