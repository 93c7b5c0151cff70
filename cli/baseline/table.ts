/**
 * Verdict tables: what a check or the catalogue said, stored to compare a later run with.
 *
 * One line per run, so that two tables can be told apart line by line in a repository as well.
 */

import { basename, dirname } from 'node:path';
import { z } from 'zod';
import { messageOf, UsageError } from '../../base/errors.ts';
import { fingerprint } from '../../explorer/index.ts';
import type { Outcome } from '../catalogue-rows.ts';
import type { CheckReport } from '../check.ts';
import { readText, writeWhole } from '../files.ts';
import { parametersText } from '../reporters/parameters.ts';

/** Raised whenever a reader of the old format would misread the new one. */
export const BASELINE_VERSION = 1;

const verdictSchema = z.object({
  name: z.string(),
  verdict: z.enum(['holds', 'violated', 'vacuous', 'inconclusive']),
  /** Steps of the shortest run that shows it; null where there is nothing to show. */
  depth: z.int().nonnegative().nullable(),
});

const runSchema = z.object({
  /** Tells the runs of a table apart. */
  id: z.string(),
  system: z.string(),
  parameters: z.string(),
  /** That of the linked system; null in tables of the catalogue. */
  fingerprint: z.string().nullable(),
  /** A decimal string, since it can pass 2^53. */
  states: z.string().regex(/^\d+$/),
  properties: z.array(verdictSchema),
});

const tableSchema = z.object({
  interlock: z.literal('baseline'),
  version: z.literal(BASELINE_VERSION),
  /** The Interlock that wrote it. */
  tool: z.string(),
  runs: z.array(runSchema),
});

export type BaselineRun = z.infer<typeof runSchema>;
export type Baseline = z.infer<typeof tableSchema>;

/** The table of one check. */
export function tableOfCheck(report: CheckReport, tool: string): Baseline {
  const { system, linked, findings, result } = report;
  const parameters = parametersText(system.parameters);
  const run: BaselineRun = {
    id: [system.name, parameters].filter((text) => text !== '').join(' '),
    system: system.name,
    parameters,
    fingerprint: fingerprint(linked),
    states: String(result.states),
    properties: findings.map(({ property: { name }, result: { verdict, path } }) => ({
      name,
      verdict,
      depth: path?.length ?? null,
    })),
  };
  return { interlock: 'baseline', version: BASELINE_VERSION, tool, runs: [run] };
}

/** The table of runs of the catalogue; those that could not be checked are left out. */
export function tableOfOutcomes(outcomes: readonly Outcome[], tool: string): Baseline {
  const runs = outcomes.flatMap(({ run, found }): readonly BaselineRun[] =>
    found === null
      ? []
      : [
          {
            id: `${run.entry.id} ${run.role}`,
            system: run.configuration.system,
            parameters: parametersText(found.parameters),
            fingerprint: null,
            states: String(found.states),
            properties: found.properties.map((one) => ({ ...one })),
          },
        ],
  );
  return { interlock: 'baseline', version: BASELINE_VERSION, tool, runs };
}

/** Writes a table, whole or not at all. Throws `USAGE-FILE`. */
export function writeBaseline(path: string, table: Baseline): void {
  const { runs, ...head } = table;
  const lines = runs.map((run) => `    ${JSON.stringify(run)}`).join(',\n');
  const start = JSON.stringify(head, null, 2).slice(0, -2);
  writeWhole(dirname(path), basename(path), `${start},\n  "runs": [\n${lines}\n  ]\n}\n`);
}

/** Reads a table. Throws `USAGE-FILE`, and `USAGE-BASELINE` for what is none or of another version. */
export function readBaseline(path: string): Baseline {
  const text = readText(path);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw noBaseline(path, messageOf(error));
  }
  const { interlock, version } = (value ?? {}) as { interlock?: unknown; version?: unknown };
  if (interlock === 'baseline' && version !== BASELINE_VERSION) {
    throw new UsageError(
      'USAGE-BASELINE',
      `${path}: it has version ${JSON.stringify(version)} of the format, and only version ${BASELINE_VERSION} can be read`,
      { hint: 'Write it anew with --write-baseline.' },
    );
  }
  const result = tableSchema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw noBaseline(path, `${issue?.path.join('.') || 'the whole'}: ${issue?.message}`);
}

function noBaseline(path: string, what: string): UsageError {
  return new UsageError('USAGE-BASELINE', `${path} is no baseline: ${what}`, {
    hint: 'Give a file that --write-baseline wrote.',
  });
}
