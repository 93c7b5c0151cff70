/** Parameters of the family `backend-ready`. */

import { choice, integer, setOf, type ValuesOf } from '../../compose/index.ts';
import { deathsOnly, glitching, variantMeanings, variants, variantsOf } from './variants.ts';

export const defects = [
  'SAMPLE_FIRST',
  'EDGE_ONLY',
  'BIND_SILENT',
  'SIGNAL_EARLY',
  'BYPASS',
  'DM_DOMID',
  'INDEX_SHARED',
  'TIMEOUT_READY',
  'BRIDGE_WIDE',
  'RENUMBERED',
  'TS_DIES',
  'SERVER_STAYS',
  'UNSEEN_DEATH',
  'OVERLAY_TWICE',
] as const;
export type Defect = (typeof defects)[number];

export const parameters = {
  variant: choice({
    values: variants,
    default: 'V0',
    help: 'how a frontend learns that a backend is ready, and who it is',
    meanings: variantMeanings,
  }),
  devices: integer({ min: 1, max: 2, default: 2, help: 'virtio devices of the frontend' }),
  backends: integer({
    min: 1,
    max: 2,
    default: 2,
    help: 'backend domains; device i belongs to backend i modulo their number',
  }),
  unmapped: integer({
    min: 0,
    max: 2,
    default: 1,
    help: 'devices, from the last one on, for which nobody names a backend; their DMA is to be restricted as well',
  }),
  deaths: choice({
    values: ['none', 'boot', 'anytime'],
    default: 'none',
    help: 'when a backend may die, once',
    meanings: {
      none: 'never',
      boot: 'before it has announced itself or shown a device',
      anytime: 'whenever it likes',
    },
  }),
  restart: choice({
    values: ['off', 'sameDomid', 'newDomid'],
    default: 'off',
    help: 'whether a backend that died is built anew, and under which domain id',
    meanings: {
      off: 'it stays dead',
      sameDomid: 'under the id it had',
      newDomid: 'under another id',
    },
  }),
  glitch: choice({
    values: ['none', 'lost', 'duplicated'],
    default: 'none',
    help: 'what may happen to one edge on its way',
    meanings: { none: 'nothing', lost: 'it is lost', duplicated: 'it comes twice' },
  }),
  waitFor: choice({
    values: ['perBDF', 'any', 'all'],
    default: 'perBDF',
    help: 'which level lets a function behind a shared bridge be probed (V3, V12)',
    meanings: {
      perBDF: 'its own',
      any: 'that of any function of the bridge',
      all: 'those of all functions of the bridge',
    },
  }),
  defects: setOf({
    values: defects,
    default: [],
    help: 'defects switched on in addition to what the variant has',
    meanings: {
      SAMPLE_FIRST: 'the frontend samples the level before it listens (V0, V1, V3, V6, V10, V12)',
      EDGE_ONLY: 'there is no level, a wake-up is taken for ready (V1, V3, V12)',
      BIND_SILENT: 'binding the event channel does not mark it pending (V0, V3)',
      SIGNAL_EARLY:
        'the signal is sent once the server is enabled, not once it is ready (V1, V2, V10, V12)',
      BYPASS: 'a device without a named backend is used without grants (V0, V1, V4, V5, V12)',
      DM_DOMID: 'the device model names the backend, not the hypervisor (V0, V4)',
      INDEX_SHARED: 'the backend-id register is a pair of index and data without a lock (V4)',
      TIMEOUT_READY: 'a time-out counts as ready: a port without link-active reporting (V6)',
      BRIDGE_WIDE: 'one backend is named for the whole bridge (V3, V6, V6b, V8, V9, V10, V11, V12)',
      RENUMBERED: 'the requester id at probe is not the one the map was written for (V8)',
      TS_DIES: 'the toolstack dies between commit and hot-plug event (V1)',
      SERVER_STAYS: 'the hypervisor keeps the server of a backend that died, as today (V0, V6)',
      UNSEEN_DEATH: 'only the device model dies, which the hypervisor does not notice (V0, V6)',
      OVERLAY_TWICE: 'the agent applies its overlay at every edge (V2)',
    },
  }),
};

export type Values = ValuesOf<typeof parameters>;

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { variant, devices, backends, unmapped, deaths, restart, glitch, waitFor } = values;
  if (backends > devices) {
    return `backends is ${backends}, but there are only ${devices} devices`;
  }
  if (unmapped > devices) return `unmapped is ${unmapped}, but there are only ${devices} devices`;
  if (restart !== 'off' && deaths === 'none') {
    return `restart is ${restart}, but no backend dies: set deaths to boot or anytime`;
  }
  if (glitch !== 'none' && !glitching.includes(variant)) {
    return `glitch belongs to variant ${glitching.join(', ')}, not to ${variant}`;
  }
  if (waitFor !== 'perBDF' && variant !== 'V3' && variant !== 'V12') {
    return `waitFor belongs to variant V3 or V12, not to ${variant}`;
  }
  if (waitFor !== 'perBDF' && devices < 2) return `waitFor is ${waitFor}, but there is one device`;
  for (const defect of values.defects) {
    if (!variantsOf[defect].includes(variant)) {
      return `defect ${defect} belongs to variant ${variantsOf[defect].join(' or ')}, not to ${variant}`;
    }
    if (defect === 'UNSEEN_DEATH' && restart !== 'off') {
      return 'defect UNSEEN_DEATH is about a domain that lives on: set restart to off';
    }
    if (deathsOnly.includes(defect) && deaths === 'none') {
      return `defect ${defect} is about a backend that dies: set deaths to boot or anytime`;
    }
  }
  return undefined;
}
