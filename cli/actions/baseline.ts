/** What `--baseline`, `--write-baseline` and `--markdown` do after a run. */

import { basename, dirname } from 'node:path';
import { UsageError } from '../../base/errors.ts';
import { type BaselineDifference, differencesOf } from '../baseline/difference.ts';
import { type Baseline, readBaseline, writeBaseline } from '../baseline/table.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { refuseUnwritable, writeWhole } from '../files.ts';
import { baselineMarkdown } from '../reporters/baseline.ts';

/** The options. */
export interface BaselineFlags {
  readonly baseline?: string;
  readonly writeBaseline?: string;
  readonly markdown?: string;
}

/**
 * Reads the baseline that was asked for, before anything is searched; null where none was. Throws
 * `USAGE-FILE`, `USAGE-BASELINE`, and `USAGE-OPTION` for options that do not go together.
 */
export function baselineFor({ baseline, writeBaseline, markdown }: BaselineFlags): Baseline | null {
  if (markdown !== undefined && baseline === undefined) {
    throw new UsageError('USAGE-OPTION', 'option --markdown does nothing by itself', {
      hint: 'Say with --baseline FILE what to compare this run with.',
    });
  }
  for (const path of [writeBaseline, markdown]) if (path !== undefined) refuseUnwritable(path);
  return baseline === undefined ? null : readBaseline(baseline);
}

/** Compares with the baseline, if there is one, and writes what was asked for. */
export function comparedWith(
  stored: Baseline | null,
  table: Baseline,
  { writeBaseline: path, markdown }: BaselineFlags,
  isWhole: boolean,
): BaselineDifference | null {
  const difference = stored && differencesOf(stored, table, isWhole);
  if (path !== undefined) writeBaseline(path, table);
  if (markdown !== undefined && difference !== null) {
    writeWhole(dirname(markdown), basename(markdown), baselineMarkdown(difference));
  }
  return difference;
}

/** The exit code of a run that is compared with a baseline: what failed there too is no failure. */
export function codeOfDifference({ differences }: BaselineDifference): ExitCode {
  const kinds = differences.map(({ kind }) => kind);
  if (kinds.includes('regression')) return exitCodes.violated;
  return kinds.includes('undecided') ? exitCodes.incomplete : exitCodes.holds;
}
