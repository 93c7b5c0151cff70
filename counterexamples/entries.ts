/** Entries of the catalogue, family by family: what all entries of one have in common is said once. */

import type { Configuration, DefectEntry, DesignEntry } from './catalogue.ts';

/** Values for some parameters of a family. */
export type Parameters = Configuration['parameters'];

/** A defect by what its smallest configuration adds to the least one of the family. */
export interface DefectInit extends Omit<DefectEntry, 'kind' | 'defect' | 'fixed'> {
  readonly defect: Parameters;
  /** What of the configuration is changed to repair it: all toggles off unless told otherwise; null when no repair is known. */
  readonly fixed?: Parameters | null;
}

/** A design by its parameters; everything holds unless told otherwise. */
export interface DesignInit extends Omit<DesignEntry, 'kind' | 'design' | 'violated'> {
  readonly parameters: Parameters;
  readonly violated?: DesignEntry['violated'];
}

/** The way defects of a family are written down, with what is the least there. */
export function defectsOf(system: string, least: Parameters = {}) {
  return ({ defect, fixed = { defects: [] }, ...rest }: DefectInit): DefectEntry => ({
    kind: 'defect',
    ...rest,
    defect: { system, parameters: { ...least, ...defect } },
    fixed: fixed === null ? null : { system, parameters: { ...least, ...defect, ...fixed } },
  });
}

/** The way designs of a family are written down, with what is the least there; `prefix` comes before their ids. */
export function designsOf(system: string, prefix = '', least: Parameters = {}) {
  return (
    id: string,
    title: string,
    parameters: Parameters,
    violated: DesignEntry['violated'] = {},
    remarks?: string,
  ): DesignEntry => ({
    kind: 'design',
    id: `${prefix}${id}`,
    title,
    design: { system, parameters: { ...least, ...parameters } },
    violated,
    ...(remarks === undefined ? {} : { remarks }),
  });
}

/** The same for a list of designs. */
export function allDesignsOf(system: string, designs: readonly DesignInit[]): DesignEntry[] {
  const design = designsOf(system);
  return designs.map(({ id, title, parameters, violated, remarks }) =>
    design(id, title, parameters, violated, remarks),
  );
}
