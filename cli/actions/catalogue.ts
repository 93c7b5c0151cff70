/** What `interlock catalogue` does. */

import { availableParallelism } from 'node:os';
import { count } from '../../base/words.ts';
import { type CatalogueEntry, catalogue } from '../../counterexamples/index.ts';
import { families } from '../../models/systems/index.ts';
import type { BaselineDifference } from '../baseline/difference.ts';
import { tableOfOutcomes } from '../baseline/table.ts';
import { outcomesOf } from '../catalogue-crew.ts';
import {
  entriesOf,
  type FullOutcome,
  type Outcome,
  outcomeOf,
  type Run,
  runsOf,
  systemOf,
} from '../catalogue-rows.ts';
import type { CatalogueFlags } from '../commands/catalogue.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { StatusLine } from '../progress.ts';
import { baselineText } from '../reporters/baseline.ts';
import { catalogueJson } from '../reporters/catalogue-json.ts';
import { entryText, RowPrinter, summaryText } from '../reporters/catalogue-text.ts';
import { type Layout, layoutOf, print } from '../terminal.ts';
import { version } from '../version.ts';
import { baselineFor, codeOfDifference, comparedWith } from './baseline.ts';

/** The entry whose trace is shown before the rows: what all this is about, in one picture. */
const SHOWCASE = 'V-06';
/** Most threads that are started unless told. */
const JOBS_MAX = 8;

/** Runs the catalogue, or some entries of it. */
export async function runCatalogue(
  ids: readonly string[],
  flags: CatalogueFlags,
): Promise<ExitCode> {
  const started = performance.now();
  const entries = entriesOf(catalogue, ids);
  const stored = baselineFor(flags);
  const runs = runsOf(entries);
  const layout = flags.json === true ? null : layoutOf(process.stdout, process.env);
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  const { jobs = Math.min(JOBS_MAX, availableParallelism()) } = flags;
  const { value: outcomes, interrupted } = await interruptible((signal) => {
    const session = new Session(status, signal, jobs);
    const isFull = layout !== null && ids.some((id) => !isFamily(id));
    return isFull ? inFull(entries, session, layout) : inRows(entries, session, layout);
  }).finally(() => status?.close());
  const seconds = (performance.now() - started) / 1000;
  const isWhole = outcomes.length === runs.length;
  const table = tableOfOutcomes(outcomes, version());
  const difference = isWhole ? comparedWith(stored, table, flags, ids.length === 0) : null;
  if (layout === null) {
    const json = catalogueJson(outcomes, runs.length, version());
    print(JSON.stringify(difference === null ? json : { ...json, baseline: difference }, null, 2));
  } else {
    print(`\n${summaryText(outcomes, runs.length, seconds, layout)}`);
    if (difference !== null) print(`\n${baselineText(difference, layout.width)}`);
  }
  return isWhole ? codeOfOutcomes(outcomes, difference) : interrupted;
}

/** The exit code of runs that were all made. A run that could not be checked is as bad as a violation. */
export function codeOfOutcomes(
  outcomes: readonly Outcome[],
  difference: BaselineDifference | null,
): ExitCode {
  const areChecked = outcomes.every(({ found }) => found !== null);
  if (difference !== null && areChecked) return codeOfDifference(difference);
  return outcomes.every(({ differences }) => differences.length === 0)
    ? exitCodes.holds
    : exitCodes.violated;
}

/** Whether a word names a family, and no entry. */
function isFamily(word: string): boolean {
  return (
    families.some(({ name }) => name === word) &&
    !catalogue.some(({ id }) => id.toLowerCase() === word.toLowerCase())
  );
}

/** Makes runs, here or in other threads, and takes the live line away before anything is printed. */
class Session {
  readonly #status: StatusLine | null;
  readonly #signal: AbortSignal;
  readonly #jobs: number;

  constructor(status: StatusLine | null, signal: AbortSignal, jobs: number) {
    this.#status = status;
    this.#signal = signal;
    this.#jobs = jobs;
  }

  /** The outcome of a run with all that it found; null once the user has interrupted. */
  async full(run: Run): Promise<FullOutcome | null> {
    this.#status?.begin(`${run.entry.id} ${run.role}`);
    const onProgress = this.#status?.update.bind(this.#status) ?? (() => {});
    const outcome = await outcomeOf(run, { signal: this.#signal, onProgress });
    this.#status?.close();
    return this.#signal.aborted ? null : outcome;
  }

  /** The outcomes of some runs, in their order; ends early once the user has interrupted. */
  async *all(runs: readonly Run[]): AsyncGenerator<Outcome> {
    if (this.#jobs === 1 || runs.length === 1) yield* this.#oneByOne(runs);
    else yield* this.#sideBySide(runs);
  }

  async *#oneByOne(runs: readonly Run[]): AsyncGenerator<Outcome> {
    for (const run of runs) {
      const outcome = await this.full(run);
      if (outcome === null) return;
      yield outcome;
    }
  }

  async *#sideBySide(runs: readonly Run[]): AsyncGenerator<Outcome> {
    let made = 0;
    const text = () => `${made} of ${count(runs.length, 'run')}`;
    const tick = setInterval(() => this.#status?.tell(text), 1000);
    try {
      for await (const outcome of outcomesOf(runs, this.#jobs, this.#signal)) {
        made++;
        this.#status?.close();
        yield outcome;
      }
    } finally {
      clearInterval(tick);
      this.#status?.close();
    }
  }
}

/** One line per run, as they are made, after the trace of one entry; silent without a layout. */
async function inRows(
  entries: readonly CatalogueEntry[],
  session: Session,
  layout: Layout | null,
): Promise<readonly Outcome[]> {
  const runs = runsOf(entries);
  const printer = layout === null ? null : new RowPrinter(runs, layout);
  const outcomes: Outcome[] = [];
  if (layout !== null) await showcase(entries, session, layout);
  if (printer !== null) print(`${count(runs.length, 'run')}:\n\n${printer.header()}`);
  let system = '';
  for await (const outcome of session.all(runs)) {
    outcomes.push(outcome);
    if (printer === null) continue;
    const family = families.find(({ name }) => name === systemOf(outcome.run.entry));
    if (family !== undefined && family.name !== system) print(printer.heading(family));
    system = family?.name ?? '';
    print(printer.row(outcome));
  }
  return outcomes;
}

/** The trace of one entry, if it is among these. */
async function showcase(
  entries: readonly CatalogueEntry[],
  session: Session,
  layout: Layout,
): Promise<void> {
  const entry = entries.find(({ id }) => id === SHOWCASE);
  const run = entry === undefined ? undefined : runsOf([entry])[0];
  const outcome = run === undefined ? null : await session.full(run);
  if (outcome !== null) print(`For example:\n\n${entryText([outcome], layout)}\n`);
}

/** Stories and traces, each with its rows. */
async function inFull(
  entries: readonly CatalogueEntry[],
  session: Session,
  layout: Layout,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const entry of entries) {
    const runs = runsOf([entry]);
    const own: FullOutcome[] = [];
    for (const run of runs) {
      const outcome = await session.full(run);
      if (outcome === null) break;
      own.push(outcome);
    }
    const printer = new RowPrinter(runs, layout);
    const rows = [printer.header(), ...own.map((outcome) => printer.row(outcome))];
    print(`${outcomes.length > 0 ? '\n' : ''}${entryText(own, layout)}\n\n${rows.join('\n')}`);
    outcomes.push(...own);
    if (own.length < runs.length) break;
  }
  return outcomes;
}
