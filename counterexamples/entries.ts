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

/** The length of a run that goes on for ever: its stem, and its loop; 0 where it stops. */
export function lasso(stem: number, loop: number): Pick<DefectEntry, 'depth'> & { loop: number } {
  return { depth: stem + loop, loop };
}

/** What is asked of a design by name: that it holds, or the stem and the loop of its violation. */
export type AskedByName = Readonly<Record<string, 'holds' | readonly [stem: number, loop: number]>>;

/** A design that is asked about the long run, each property by name. */
export function runsDesignOf(
  init: Pick<DesignEntry, 'id' | 'title' | 'design'> & { readonly remarks?: string },
  asks: AskedByName,
): DesignEntry {
  const violated = Object.entries(asks).flatMap(([name, said]) =>
    said === 'holds' ? [] : [[name, lasso(...said)] as const],
  );
  return {
    kind: 'design',
    ...init,
    asked: Object.keys(asks),
    violated: Object.fromEntries(violated.map(([name, { depth }]) => [name, depth])),
    loops: Object.fromEntries(violated.map(([name, { loop }]) => [name, loop])),
  };
}

/** Designs of a list that are asked about the long run too, each by its id. */
export function designsInTheLongRun(
  designs: readonly DesignEntry[],
  asks: Readonly<Record<string, AskedByName>>,
): readonly DesignEntry[] {
  return Object.entries(asks).map(([id, asked]) => {
    const { title, design } = named(designs, id);
    return runsDesignOf({ id: `${id}-RUNS`, title: `${title}: in the long run`, design }, asked);
  });
}

/** What a defect looks like in the long run: its configurations and its source stay what they are. */
export interface LongRun extends Pick<DefectEntry, 'title' | 'story' | 'property' | 'depth'> {
  readonly loop: number;
}

/** Defects of a list that are asked about the long run too, each by its id. */
export function defectsInTheLongRun(
  defects: readonly DefectEntry[],
  runs: Readonly<Record<string, LongRun>>,
): readonly DefectEntry[] {
  return Object.entries(runs).map(([id, run]) => ({
    ...named(defects, id),
    ...run,
    id: `${id}-RUNS`,
  }));
}

function named<T extends { readonly id: string }>(entries: readonly T[], wanted: string): T {
  const found = entries.find(({ id }) => id === wanted);
  if (found === undefined) throw new Error(`no entry is called ${wanted}`);
  return found;
}
