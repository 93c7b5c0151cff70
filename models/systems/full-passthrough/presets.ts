/**
 * Designs by name: what each preset sets, and where that was read. `ideal` is proved with two guests and two
 * devices; the others are asked with one of each unless told, which is where they fail in the fewest states.
 */

import type { Values } from './parameters.ts';

export const presetNames = ['ideal', 'seed-v5', 'xen-4.19', 'xen-4.21', 'proposed-2026'] as const;
export type PresetName = (typeof presetNames)[number];

export const presetMeanings: Readonly<Record<PresetName, string>> = {
  ideal: 'everything that is known to be needed',
  'seed-v5':
    'the series of November 2021, v5 of part 3, on the Xen of its time (locks S1, vPCI goes after the IOMMU has moved)',
  'xen-4.19':
    'vPCI as landed by 4.19 (S4), quarantine that blocks, backends named by iommu-map (V8)',
  'xen-4.21': 'vPCI of 4.21 (S4), quarantine with a scratch page, backends named by iommu-map (V8)',
  'proposed-2026': 'the tasks proposed in July 2026 (S5) on what 4.21 has',
};

/** The size at which the designs of real code show what is wrong with them. */
const smallest = { guests: 1, vcpus: 1, devices: 1 } as const;

/** What presets set; what one leaves out is the default. */
export const presets: Readonly<Record<PresetName, Partial<Values>>> = {
  ideal: {},
  'seed-v5': {
    ...smallest,
    scheme: 'S1',
    order: 'as-is',
    quarantine: 'basic',
    repairs: [],
    defects: ['DEA_LATE_VPCI'],
  },
  'xen-4.19': {
    ...smallest,
    scheme: 'S4',
    order: 'as-is',
    quarantine: 'basic',
    repairs: [],
    backend: 'V8',
  },
  'xen-4.21': {
    ...smallest,
    scheme: 'S4',
    order: 'as-is',
    quarantine: 'scratch',
    repairs: [],
    backend: 'V8',
  },
  'proposed-2026': {
    ...smallest,
    scheme: 'S5',
    order: 'as-is',
    quarantine: 'scratch',
    repairs: [],
    backend: 'V8',
  },
};
