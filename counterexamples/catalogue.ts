/**
 * The shape of the defect catalogue: one entry per real defect, and one per design.
 *
 * `npm start` and `interlock catalogue` run all of them and compare with what is expected here.
 */

/** How sure we are that the real code behaves like this. */
export type Confidence =
  /** Read in a fix, a commit message or a mail of the maintainers. */
  | 'confirmed'
  /** Read in a secondary source. */
  | 'reported'
  /** Derived by reading code; no maintainer has said so. */
  | 'hypothesis';

/** A configuration of a family: values for some parameters, the defaults for the others. */
export interface Configuration {
  readonly system: string;
  readonly parameters: Readonly<Record<string, string | number | boolean | readonly string[]>>;
}

/** A defect: a configuration in which it shows, and one in which it is repaired. */
export interface DefectEntry {
  readonly kind: 'defect';
  readonly id: string;
  readonly title: string;
  /** What happened, in a paragraph a newcomer understands. */
  readonly story: string;
  readonly source: string;
  readonly confidence: Confidence;
  readonly defect: Configuration;
  /** The property that is violated. */
  readonly property: string;
  /** Length of the shortest counterexample; where it goes on for ever, of its stem and once round its loop. */
  readonly depth: number;
  /** Steps of the loop, where the property is one of runs; 0 where the run stops. */
  readonly loop?: number;
  /** What removes the defect, in words. */
  readonly fix: string;
  /** Null when no repair is known. */
  readonly fixed: Configuration | null;
}

/** A design: what is to be expected of each of its properties. */
export interface DesignEntry {
  readonly kind: 'design';
  readonly id: string;
  readonly title: string;
  readonly design: Configuration;
  /** What is asked of it by name; unless told, what is asked of any system of the family. */
  readonly asked?: readonly string[];
  /** Properties expected to be violated, with the length of the shortest trace; all others hold. */
  readonly violated: Readonly<Record<string, number>>;
  /** Steps of the loops, for violated properties of runs. */
  readonly loops?: Readonly<Record<string, number>>;
  /** What the violations stand for, where the domain notes have them. */
  readonly remarks?: string;
}

export type CatalogueEntry = DefectEntry | DesignEntry;

/** `12`; a run that goes on for ever as `9+3`, which is its stem and its loop. */
export function lengthText(depth: number | null, loop: number | null): string {
  if (depth === null) return '–';
  return loop === null ? String(depth) : `${depth - loop}+${loop}`;
}
