/** What the runs of `justified` found, by pair of types and condition; a test runs them again. */

import type { Told } from '../../models/systems/reserved-regions/regions.ts';
import type { Condition } from './runs.ts';

export const foundTypes: Readonly<Record<string, Readonly<Record<Condition, readonly Told[]>>>> = {
  NN: { honest: ['N', 'R'], hostile: ['N', 'R'], kept: ['N', 'R'], hints: ['N', 'R'] },
  NR: { honest: ['R'], hostile: ['R'], kept: ['R'], hints: ['R'] },
  NM: { honest: ['R', 'M'], hostile: ['R', 'M'], kept: ['R', 'M'], hints: ['R'] },
  NI: { honest: ['I'], hostile: [], kept: [], hints: ['I'] },
  RR: { honest: ['R'], hostile: ['R'], kept: ['R'], hints: ['R'] },
  RM: { honest: ['R', 'M'], hostile: ['R', 'M'], kept: ['R', 'M'], hints: ['R'] },
  RI: { honest: ['I'], hostile: [], kept: ['I'], hints: ['I'] },
  MM: { honest: ['R', 'M'], hostile: ['R', 'M'], kept: ['R', 'M'], hints: ['R', 'M'] },
  MI: { honest: ['I'], hostile: [], kept: ['I'], hints: ['I'] },
  II: { honest: ['I'], hostile: ['I'], kept: ['I'], hints: ['I'] },
};

/** What the runs of `outcomeOf` found, by layer and region. */
export const foundOutcomes: Readonly<
  Record<string, Readonly<Record<'R' | 'M', { readonly ok: boolean; readonly ends: string[] }>>>
> = {
  'the text': { R: { ok: false, ends: [] }, M: { ok: false, ends: [] } },
  'QEMU, an emulated endpoint': {
    R: { ok: true, ends: ['data lost'] },
    M: { ok: true, ends: ['data taken for a message'] },
  },
  'QEMU, VFIO since Linux 5.4': {
    R: { ok: true, ends: ['data lost'] },
    M: { ok: true, ends: ['data taken for a message'] },
  },
  'QEMU, VFIO before, addresses that do not reach the IOMMU': {
    R: { ok: true, ends: ['data lost'] },
    M: { ok: true, ends: ['data taken for a message'] },
  },
  'QEMU, VFIO before, addresses that do': {
    R: { ok: true, ends: ['buffer'] },
    M: { ok: true, ends: ['data taken for a message'] },
  },
  'Cloud Hypervisor, VFIO since Linux 5.4': {
    R: { ok: false, ends: [] },
    M: { ok: false, ends: [] },
  },
};
