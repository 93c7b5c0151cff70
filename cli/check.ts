/**
 * Links a system, searches it, and turns what was found into traces that the real machines have
 * already gone along with. The command line and the Vitest matcher both stand on this function.
 */

import { DefectError, UsageError } from '../base/errors.ts';
import { suggestion } from '../base/words.ts';
import {
  type Explanation,
  explain,
  replay,
  type Trace,
  traceOf,
} from '../counterexamples/index.ts';
import {
  type Limits,
  type LinkedSystem,
  link,
  type PropertyResult,
  type Reduction,
  type SearchOptions,
  type SearchResult,
  type StoreKind,
} from '../explorer/index.ts';
import {
  askable,
  type Family,
  type Property,
  type SystemDefinition,
  withProperties,
} from '../models/compose/index.ts';
import type { Engine } from './engines.ts';
import type { WorkProgress } from './progress.ts';
import { withRefinements } from './refinements.ts';
import { isOnlyRuns, onlyRuns, withRuns } from './runs.ts';
import { type Searched, search } from './search.ts';

/** What can be asked for besides the system. */
export interface CheckOptions {
  /** Parameters of a family, as values or as text. */
  readonly parameters?: Readonly<Record<string, unknown>>;
  /** Names of the properties to check; all of them unless told. */
  readonly properties?: readonly string[];
  /**
   * `auto` unless told: the explicit and the symbolic engine in turns, and the first definite answer;
   * only one of them where an option is given that the other does not know.
   */
  readonly engine?: Engine;
  /** How the random engine walks; a path takes one walk again. */
  readonly random?: {
    readonly seed?: number;
    readonly walks?: number;
    readonly lengthMax?: number;
    readonly path?: string;
  };
  readonly limits?: Limits;
  /** Components of the diagram of the symbolic engine, from the lowest level up; computed unless told. */
  readonly order?: readonly string[];
  /** Has the symbolic engine find the depth too, which may take far longer than everything else. */
  readonly depth?: boolean;
  /** How the explicit engine keeps visited states. */
  readonly store?: StoreKind;
  /** Threads of the explicit engine, once a search is large; 1 unless told. */
  readonly workers?: number;
  /** Ways to visit fewer states; none unless told. */
  readonly reductions?: readonly Reduction[];
  /** Is called once the system is linked: where the search goes on from, and what keeps it. */
  readonly keep?: (
    system: SystemDefinition,
    linked: LinkedSystem,
  ) => Promise<Pick<SearchOptions, 'resume' | 'checkpoint'>>;
  /** Stops the search; what is known so far is reported. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: WorkProgress) => void;
}

/** A property with what was found about it. */
export interface Finding {
  readonly property: Property;
  readonly result: PropertyResult;
  /** The run that shows it, replayed on the real machines; null where there is nothing to show. */
  readonly trace: Trace | null;
  readonly explanation: Explanation | null;
}

/** A finished check. */
export interface CheckReport extends Searched {
  /** The system, with the properties that were asked for. */
  readonly system: SystemDefinition;
  readonly linked: LinkedSystem;
  /** How the explicit engine kept states. */
  readonly store: StoreKind;
  readonly findings: readonly Finding[];
  readonly seconds: number;
}

/**
 * Checks a system, or a member of a family. Throws `UsageError` for arguments that are wrong,
 * `ModelError` for a system that is outside the contract, and `DefectError` when a trace that was
 * found cannot be replayed.
 */
export async function check(
  subject: SystemDefinition | Family,
  options: CheckOptions = {},
): Promise<CheckReport> {
  const started = performance.now();
  const whole = subject.kind === 'family' ? subject.instantiate(options.parameters) : subject;
  const system = restricted(whole, options.properties);
  const linked = link(system);
  const runs = isOnlyRuns(linked, options)
    ? await onlyRuns(linked, options)
    : await withRuns(await search(system, linked, options), system, linked, options, started);
  const searched = await withRefinements(runs, system, linked, options, started);
  const findings = findingsOf(system, linked, searched.result);
  return {
    ...searched,
    system,
    linked,
    store: options.store ?? 'plain',
    findings,
    seconds: (performance.now() - started) / 1000,
  };
}

/** The system with only the named properties. Throws `USAGE-PROPERTY` for one it does not have. */
export function restricted(
  system: SystemDefinition,
  names: readonly string[] | undefined,
): SystemDefinition {
  if (names === undefined) return system;
  const known = askable(system).map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const skipped = system.notAsked.find((other) => other.name === name);
    throw new UsageError(
      'USAGE-PROPERTY',
      skipped === undefined
        ? `system ${system.name} has no property ${JSON.stringify(name)}`
        : `property ${name} is not asked of system ${system.name} with these parameters: ${skipped.why}`,
      { hint: suggestion(name, known) },
    );
  }
  return withProperties(system, names);
}

/** What a search found, with the run behind it replayed and explained. */
export function findingsOf(
  system: SystemDefinition,
  linked: LinkedSystem,
  search: SearchResult,
): readonly Finding[] {
  return system.properties.map((property) => {
    const result = search.properties.find(({ name }) => name === property.name);
    if (result === undefined) throw new DefectError(`no verdict on property ${property.name}`);
    if (result.path === null) return { property, result, trace: null, explanation: null };
    const trace = traceOf(system, linked, result);
    return { property, result, trace, explanation: reproduced(system, trace) };
  });
}

/** Replays a trace on the machines and explains it. A trace of ours that fails here is a defect. */
function reproduced(system: SystemDefinition, trace: Trace): Explanation {
  const run = replay(system, trace);
  if (run.kind === 'reproduced') return explain(system, run);
  throw new DefectError(
    `the trace found for property ${trace.property} of system ${system.name} does not replay on the machines: ` +
      `at step ${run.step} expected ${run.expected}, found ${run.found}`,
  );
}
