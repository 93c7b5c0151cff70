/** The catalogue for programs: the object that `catalogue --json` prints. */

import type { DefectEntry } from '../../counterexamples/index.ts';
import type { Found, Outcome } from '../catalogue-rows.ts';

/** The object. */
export function catalogueJson(
  outcomes: readonly Outcome[],
  total: number,
  version: string,
): Readonly<Record<string, unknown>> {
  const good = outcomes.filter(({ differences }) => differences.length === 0).length;
  return {
    interlock: version,
    runs: total,
    asExpected: good,
    verdict: good === total ? 'as expected' : 'not as expected',
    defects: outcomes.filter(({ run }) => run.role === 'defect').map(defectJson(outcomes)),
    rows: outcomes.map(rowJson),
  };
}

/** A defect in one object: what it is, what its run found, and what the run of its repair found. */
function defectJson(outcomes: readonly Outcome[]) {
  return ({ run: { entry }, found }: Outcome): Readonly<Record<string, unknown>> => {
    const defect = entry as DefectEntry;
    const shown = found?.properties.find(({ name }) => name === defect.property);
    const repaired = outcomes.find(({ run }) => run.entry.id === entry.id && run.role === 'fixed');
    return {
      id: entry.id,
      title: entry.title,
      system: defect.defect.system,
      source: defect.source,
      confidence: defect.confidence,
      property: defect.property,
      verdict: verdictIn(found, defect.property),
      depth: shown?.depth ?? null,
      loop: shown?.loop ?? null,
      states: found === null ? null : String(found.states),
      fix: defect.fix,
      fixed: repaired === undefined ? null : verdictIn(repaired.found, defect.property),
    };
  };
}

function verdictIn(found: Found | null, property: string): string {
  return found?.properties.find(({ name }) => name === property)?.verdict ?? 'error';
}

function rowJson({ run, found, differences, seconds }: Outcome): Readonly<Record<string, unknown>> {
  const { entry, role, configuration, violated, loops } = run;
  return {
    id: entry.id,
    title: entry.title,
    run: role,
    system: configuration.system,
    parameters: found?.parameters ?? configuration.parameters,
    asExpected: differences.length === 0,
    differences,
    expected: { violated, loops },
    properties: found?.properties ?? [],
    states: found === null ? null : String(found.states),
    transitions: found === null ? null : String(found.transitions),
    depth: found?.depth ?? null,
    engine: found?.engine ?? null,
    seconds: Number(seconds.toFixed(3)),
    ...(entry.kind === 'defect'
      ? { source: entry.source, confidence: entry.confidence, fix: entry.fix }
      : {}),
  };
}
