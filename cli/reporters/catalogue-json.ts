/** The catalogue for programs: the object that `catalogue --json` prints. */

import type { Outcome } from '../catalogue-rows.ts';

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
    rows: outcomes.map(rowJson),
  };
}

function rowJson({
  run,
  report,
  differences,
  seconds,
}: Outcome): Readonly<Record<string, unknown>> {
  const { entry, role, configuration, violated } = run;
  return {
    id: entry.id,
    title: entry.title,
    run: role,
    system: configuration.system,
    parameters: report?.system.parameters ?? configuration.parameters,
    asExpected: differences.length === 0,
    differences,
    expected: { violated },
    properties: (report?.findings ?? []).map(({ property, result }) => ({
      name: property.name,
      verdict: result.verdict,
      depth: result.path?.length ?? null,
    })),
    states: report === null ? null : String(report.result.states),
    transitions: report === null ? null : String(report.result.transitions),
    depth: report?.result.depth ?? null,
    engine: report?.result.engine ?? null,
    seconds: Number(seconds.toFixed(3)),
    ...(entry.kind === 'defect'
      ? { source: entry.source, confidence: entry.confidence, fix: entry.fix }
      : {}),
  };
}
