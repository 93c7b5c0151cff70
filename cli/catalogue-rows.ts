/** The catalogue as runs: each has a configuration, an expectation, and after its run a verdict. */

import { ModelError, messageOf, UsageError } from '../base/errors.ts';
import { nearest, suggestion } from '../base/words.ts';
import {
  type CatalogueEntry,
  type Configuration,
  type DefectEntry,
  type DesignEntry,
  lengthText,
} from '../counterexamples/index.ts';
import type { EnginesProgress, PropertyVerdict, SearchResult } from '../explorer/index.ts';
import type { ParameterValues } from '../models/compose/index.ts';
import { families } from '../models/systems/index.ts';
import { type CheckReport, check } from './check.ts';

/** One run of the catalogue. */
export interface Run {
  readonly entry: CatalogueEntry;
  readonly role: 'design' | 'defect' | 'fixed';
  readonly configuration: Configuration;
  /** The one property it is about; null for all of them. */
  readonly property: string | null;
  /** What is asked by name; null for what is asked of any system of the family. */
  readonly asked: readonly string[] | null;
  /** Properties expected to be violated, with the length of the shortest trace. */
  readonly violated: Readonly<Record<string, number>>;
  /** Steps of the loops, for violated properties of runs. */
  readonly loops: Readonly<Record<string, number>>;
}

/** A run that was made; plain data, so that another thread can have made it. */
export interface Outcome {
  readonly run: Run;
  /** Null when the system could not be checked. */
  readonly found: Found | null;
  /** What is not as expected, one sentence each. */
  readonly differences: readonly string[];
  readonly seconds: number;
}

/** What a run found. */
export interface Found extends Pick<SearchResult, 'states' | 'transitions' | 'depth' | 'engine'> {
  readonly parameters: ParameterValues;
  readonly properties: readonly {
    readonly name: string;
    readonly verdict: PropertyVerdict;
    /** Length of the shortest trace, if there is one to show. */
    readonly depth: number | null;
    /** Steps of its loop, where it goes on for ever. */
    readonly loop: number | null;
  }[];
}

/** A run with the traces it found. */
export interface FullOutcome extends Outcome {
  readonly report: CheckReport | null;
}

/** The runs of some entries: one for a design, two for a defect that has a fix. */
export function runsOf(entries: readonly CatalogueEntry[]): readonly Run[] {
  return entries.flatMap((entry) =>
    entry.kind === 'design' ? [designRun(entry)] : defectRuns(entry),
  );
}

function designRun(entry: DesignEntry): Run {
  const { design, asked = null, violated, loops = {} } = entry;
  return { entry, role: 'design', configuration: design, property: null, asked, violated, loops };
}

function defectRuns(entry: DefectEntry): readonly Run[] {
  const { defect, property, depth, loop, fixed } = entry;
  const broken: Run = {
    entry,
    role: 'defect',
    configuration: defect,
    property,
    asked: [property],
    violated: { [property]: depth },
    loops: loop === undefined ? {} : { [property]: loop },
  };
  if (fixed === null) return [broken];
  return [broken, { ...broken, role: 'fixed', configuration: fixed, violated: {}, loops: {} }];
}

/** Makes one run. Interruption aside, whatever goes wrong is part of the outcome. */
export async function outcomeOf(
  run: Run,
  observe: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EnginesProgress) => void;
  },
): Promise<FullOutcome> {
  const started = performance.now();
  const seconds = (): number => (performance.now() - started) / 1000;
  try {
    const { system, parameters } = run.configuration;
    const family = families.find(({ name }) => name === system);
    if (family === undefined) {
      const known = families.map(({ name }) => name);
      throw new UsageError('USAGE-SYSTEM', `there is no system ${system}`, {
        hint: suggestion(system, known),
      });
    }
    const properties = run.asked === null ? {} : { properties: run.asked };
    const report = await check(family, { parameters, ...properties, ...observe });
    const found = foundIn(report);
    return { run, report, found, differences: differencesOf(run, found), seconds: seconds() };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ModelError)) throw error;
    const difference = `cannot be checked: ${error.code}: ${messageOf(error)}`;
    return { run, report: null, found: null, differences: [difference], seconds: seconds() };
  }
}

function foundIn({ system, findings, result }: CheckReport): Found {
  const { states, transitions, depth, engine } = result;
  return {
    parameters: system.parameters,
    properties: findings.map(({ property, result: { verdict, path, loopFrom } }) => ({
      name: property.name,
      verdict,
      depth: path?.length ?? null,
      loop: path === null || loopFrom === undefined ? null : path.length - loopFrom,
    })),
    ...{ states, transitions, depth, engine },
  };
}

function differencesOf(run: Run, { properties }: Found): readonly string[] {
  const { violated, loops } = run;
  const wrong = properties.flatMap(({ name, verdict, depth, loop }) => {
    const expected = violated[name];
    const wanted = lengthText(expected ?? null, loops[name] ?? null);
    const found = lengthText(depth, loop);
    if (verdict === 'violated' && expected === undefined) {
      return [`${name} is violated${depth === null ? '' : ` at depth ${found}`}`];
    }
    if (verdict === 'violated') {
      return found === wanted
        ? []
        : [`${name} is violated at depth ${found}, expected at ${wanted}`];
    }
    if (expected !== undefined || verdict !== 'holds') {
      const instead = expected === undefined ? 'that it holds' : `a violation at depth ${wanted}`;
      return [`${name} ${wordOf(verdict)}, expected ${instead}`];
    }
    return [];
  });
  const names = properties.map(({ name }) => name);
  const unknown = Object.keys(violated)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is not asked, expected a violation`);
  return [...wrong, ...unknown];
}

function wordOf(verdict: 'holds' | 'vacuous' | 'inconclusive'): string {
  return verdict === 'holds' ? 'holds' : `is ${verdict}`;
}

/** The system an entry is about. */
export function systemOf(entry: CatalogueEntry): string {
  return entry.kind === 'design' ? entry.design.system : entry.defect.system;
}

/**
 * The entries with the given ids, in that order; a family stands for all its entries, and nothing for
 * the whole catalogue, family by family. Throws `USAGE-ENTRY`.
 */
export function entriesOf(
  catalogue: readonly CatalogueEntry[],
  ids: readonly string[],
): readonly CatalogueEntry[] {
  const systems = [...new Set(catalogue.map(systemOf))];
  const ofSystem = (system: string) => catalogue.filter((entry) => systemOf(entry) === system);
  if (ids.length === 0) return systems.flatMap(ofSystem);
  return ids.flatMap((id) => {
    const entry = catalogue.find((e) => e.id.toLowerCase() === id.toLowerCase());
    if (entry !== undefined) return [entry];
    if (systems.includes(id)) return ofSystem(id);
    throw new UsageError('USAGE-ENTRY', `there is no catalogue entry ${JSON.stringify(id)}`, {
      hint: hintFor(id, catalogue, systems),
    });
  });
}

/** There are hundreds of entries: the nearest one, and the families that list theirs. */
function hintFor(id: string, catalogue: readonly CatalogueEntry[], systems: readonly string[]) {
  const near = nearest(id, [...catalogue.map((entry) => entry.id), ...systems]);
  const question = near === undefined ? '' : `Did you mean ${near}? `;
  return `${question}The name of a family stands for all of its entries: ${systems.join(', ')}.`;
}
