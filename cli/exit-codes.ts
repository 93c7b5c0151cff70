/** What the exit codes mean. They are part of the contract of the command line. */

import { ModelError, UsageError } from '../base/errors.ts';
import type { PropertyResult, SearchResult } from '../explorer/index.ts';

export const exitCodes = {
  /** Every property holds, or everything is as expected. */
  holds: 0,
  /** A property is violated or vacuous, or something is not as expected. */
  violated: 1,
  /** The arguments or the configuration are wrong. */
  usage: 2,
  /** A machine, a step or a property is outside the contract. */
  model: 3,
  /** A limit was reached and nothing was found. */
  incomplete: 4,
  /** A defect of Interlock. */
  defect: 70,
  /** Interrupted by the user: 128 and the number of SIGINT, as shells have it. */
  interrupted: 130,
  /** Ended by SIGTERM, as a machine that shuts down or a scheduler does. */
  terminated: 143,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** What the exit code depends on. */
interface Outcome extends Pick<SearchResult, 'limit' | 'complete'> {
  readonly properties: readonly Pick<PropertyResult, 'verdict'>[];
}

/** The code for what was found; `interrupted` is the one where somebody stopped it. */
export function codeOfResult(result: Outcome, interrupted: ExitCode): ExitCode {
  if (result.limit?.kind === 'interrupted') return interrupted;
  const verdicts = result.properties.map((property) => property.verdict);
  if (verdicts.includes('violated') || verdicts.includes('vacuous')) return exitCodes.violated;
  const undecided =
    verdicts.includes('inconclusive') || (verdicts.length === 0 && !result.complete);
  return undecided ? exitCodes.incomplete : exitCodes.holds;
}

/** The code for something that was thrown. */
export function codeOfThrown(thrown: unknown): ExitCode {
  if (thrown instanceof UsageError) return exitCodes.usage;
  if (thrown instanceof ModelError) return exitCodes.model;
  return exitCodes.defect;
}
