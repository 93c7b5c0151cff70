/**
 * The trace format: one run of a system that shows something, with names instead of numbers, so that
 * it stays readable and can be replayed on the machines it came from.
 */

import type { ParameterValues } from '../models/compose/index.ts';

/** Raised whenever a reader of the old format would misread the new one. */
export const TRACE_VERSION = 1;

export interface TraceStep {
  readonly step: string;
  readonly actor: string;
  /** Components whose local state changed, in the words of the system's lanes. */
  readonly changed: Readonly<Record<string, { readonly from: string; readonly to: string }>>;
}

export interface Trace {
  readonly interlock: 'trace';
  readonly version: typeof TRACE_VERSION;
  readonly system: string;
  readonly parameters: ParameterValues;
  readonly property: string;
  /** `violation`: the property fails here. `witness`: a state that was to be reachable is. */
  readonly shows: 'violation' | 'witness';
  readonly statement: string;
  /** Local state of every component at the start. */
  readonly initial: Readonly<Record<string, string>>;
  readonly steps: readonly TraceStep[];
  /** Where the loop begins, for a run that goes on for ever. */
  readonly lasso: { readonly start: number } | null;
}
