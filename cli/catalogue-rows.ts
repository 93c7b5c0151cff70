/** The catalogue as runs: each has a configuration, an expectation, and after its run a verdict. */

import { ModelError, messageOf, UsageError } from '../base/errors.ts';
import { suggestion } from '../base/words.ts';
import type {
  CatalogueEntry,
  Configuration,
  DefectEntry,
  DesignEntry,
} from '../counterexamples/index.ts';
import type { EnginesProgress } from '../explorer/index.ts';
import { families } from '../models/systems/index.ts';
import { type CheckReport, check } from './check.ts';

/** One run of the catalogue. */
export interface Run {
  readonly entry: CatalogueEntry;
  readonly role: 'design' | 'defect' | 'fixed';
  readonly configuration: Configuration;
  /** The one property it is about; null for all of them. */
  readonly property: string | null;
  /** Properties expected to be violated, with the length of the shortest trace. */
  readonly violated: Readonly<Record<string, number>>;
}

/** A run that was made. */
export interface Outcome {
  readonly run: Run;
  /** Null when the system could not be checked. */
  readonly report: CheckReport | null;
  /** What is not as expected, one sentence each. */
  readonly differences: readonly string[];
  readonly seconds: number;
}

/** The runs of some entries: one for a design, two for a defect that has a fix. */
export function runsOf(entries: readonly CatalogueEntry[]): readonly Run[] {
  return entries.flatMap((entry) =>
    entry.kind === 'design' ? [designRun(entry)] : defectRuns(entry),
  );
}

function designRun(entry: DesignEntry): Run {
  const { design, violated } = entry;
  return { entry, role: 'design', configuration: design, property: null, violated };
}

function defectRuns(entry: DefectEntry): readonly Run[] {
  const { defect, property, depth, fixed } = entry;
  const broken: Run = {
    entry,
    role: 'defect',
    configuration: defect,
    property,
    violated: { [property]: depth },
  };
  if (fixed === null) return [broken];
  return [broken, { entry, role: 'fixed', configuration: fixed, property, violated: {} }];
}

/** Makes one run. Interruption aside, whatever goes wrong is part of the outcome. */
export async function outcomeOf(
  run: Run,
  observe: {
    readonly signal: AbortSignal;
    readonly onProgress: (progress: EnginesProgress) => void;
  },
): Promise<Outcome> {
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
    const properties = run.property === null ? {} : { properties: [run.property] };
    const report = await check(family, { parameters, ...properties, ...observe });
    return { run, report, differences: differencesOf(run, report), seconds: seconds() };
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof ModelError)) throw error;
    const difference = `cannot be checked: ${error.code}: ${messageOf(error)}`;
    return { run, report: null, differences: [difference], seconds: seconds() };
  }
}

function differencesOf({ violated }: Run, { findings }: CheckReport): readonly string[] {
  const found = findings.flatMap(({ property, result }) => {
    const expected = violated[property.name];
    const depth = result.path?.length;
    if (result.verdict === 'violated' && expected === undefined) {
      return [`${property.name} is violated${depth === undefined ? '' : ` at depth ${depth}`}`];
    }
    if (result.verdict === 'violated') {
      return depth === expected
        ? []
        : [`${property.name} is violated at depth ${depth}, expected at ${expected}`];
    }
    if (expected !== undefined || result.verdict !== 'holds') {
      const wanted = expected === undefined ? 'that it holds' : `a violation at depth ${expected}`;
      return [`${property.name} ${wordOf(result.verdict)}, expected ${wanted}`];
    }
    return [];
  });
  const names = findings.map(({ property }) => property.name);
  const unknown = Object.keys(violated)
    .filter((name) => !names.includes(name))
    .map((name) => `${name} is not asked, expected a violation`);
  return [...found, ...unknown];
}

function wordOf(verdict: 'holds' | 'vacuous' | 'inconclusive'): string {
  return verdict === 'holds' ? 'holds' : `is ${verdict}`;
}

/** The entries with the given ids, in that order; all of them for none. Throws `USAGE-ENTRY`. */
export function entriesOf(
  catalogue: readonly CatalogueEntry[],
  ids: readonly string[],
): readonly CatalogueEntry[] {
  if (ids.length === 0) return catalogue;
  return ids.map((id) => {
    const entry = catalogue.find((e) => e.id.toLowerCase() === id.toLowerCase());
    if (entry !== undefined) return entry;
    throw new UsageError('USAGE-ENTRY', `there is no catalogue entry ${JSON.stringify(id)}`, {
      hint: suggestion(
        id,
        catalogue.map((e) => e.id),
      ),
    });
  });
}
