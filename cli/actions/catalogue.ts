/** What `interlock catalogue` does. */

import { count } from '../../base/words.ts';
import { type CatalogueEntry, catalogue } from '../../counterexamples/index.ts';
import { entriesOf, type Outcome, outcomeOf, type Run, runsOf } from '../catalogue-rows.ts';
import type { CatalogueFlags } from '../commands/catalogue.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { StatusLine } from '../progress.ts';
import { catalogueJson } from '../reporters/catalogue-json.ts';
import { entryText, RowPrinter, summaryText } from '../reporters/catalogue-text.ts';
import { type Layout, layoutOf, print } from '../terminal.ts';
import { version } from '../version.ts';

/** The entry whose trace is shown before the rows: what all this is about, in one picture. */
const SHOWCASE = 'V-06';

/** Runs the catalogue, or some entries of it. */
export async function runCatalogue(
  ids: readonly string[],
  flags: CatalogueFlags,
): Promise<ExitCode> {
  const entries = entriesOf(catalogue, ids);
  const runs = runsOf(entries);
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  const layout = flags.json === true ? null : layoutOf(process.stdout, process.env);
  const { value: outcomes, interrupted } = await interruptible(async (signal) => {
    const observe = { signal, onProgress: status?.update.bind(status) ?? (() => {}) };
    const session = new Session((run) => outcomeOf(run, observe), status, signal);
    if (layout !== null && ids.length === 0) await showcase(entries, session, layout);
    return ids.length > 0 && layout !== null
      ? inFull(entries, session, layout)
      : inRows(runs, session, layout);
  }).finally(() => status?.close());
  if (layout === null)
    print(JSON.stringify(catalogueJson(outcomes, runs.length, version()), null, 2));
  else print(`\n${summaryText(outcomes, runs.length, layout)}`);
  if (outcomes.length < runs.length) return interrupted;
  return outcomes.every(({ differences }) => differences.length === 0)
    ? exitCodes.holds
    : exitCodes.violated;
}

/** Makes runs once each, and takes the live line away before anything is printed. */
class Session {
  readonly #make: (run: Run) => Promise<Outcome>;
  readonly #status: StatusLine | null;
  readonly #signal: AbortSignal;
  readonly #made = new Map<string, Outcome>();

  constructor(
    make: (run: Run) => Promise<Outcome>,
    status: StatusLine | null,
    signal: AbortSignal,
  ) {
    this.#make = make;
    this.#status = status;
    this.#signal = signal;
  }

  /** The outcome of a run; null once the user has interrupted. */
  async outcome(run: Run): Promise<Outcome | null> {
    const key = `${run.entry.id} ${run.role}`;
    this.#status?.begin(key);
    const outcome = this.#made.get(key) ?? (await this.#make(run));
    this.#status?.close();
    if (this.#signal.aborted) return null;
    this.#made.set(key, outcome);
    return outcome;
  }
}

/** The trace of one entry, if the catalogue has it. */
async function showcase(
  entries: readonly CatalogueEntry[],
  session: Session,
  layout: Layout,
): Promise<void> {
  const entry = entries.find(({ id }) => id === SHOWCASE);
  const run = entry === undefined ? undefined : runsOf([entry])[0];
  const outcome = run === undefined ? null : await session.outcome(run);
  if (outcome !== null) print(`For example:\n\n${entryText([outcome], layout)}\n`);
}

/** One line per run, as they are made; silent without a layout. */
async function inRows(
  runs: readonly Run[],
  session: Session,
  layout: Layout | null,
): Promise<readonly Outcome[]> {
  const printer = layout === null ? null : new RowPrinter(runs, layout);
  const outcomes: Outcome[] = [];
  if (printer !== null)
    print(`The whole catalogue, ${count(runs.length, 'run')}:\n\n${printer.header()}`);
  for (const run of runs) {
    const outcome = await session.outcome(run);
    if (outcome === null) break;
    outcomes.push(outcome);
    if (printer !== null) print(printer.row(outcome));
  }
  return outcomes;
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
    const own = await inRowsSilently(runs, session);
    outcomes.push(...own);
    const printer = new RowPrinter(runs, layout);
    const rows = [printer.header(), ...own.map((outcome) => printer.row(outcome))];
    print(
      `${outcomes.length > own.length ? '\n' : ''}${entryText(own, layout)}\n\n${rows.join('\n')}`,
    );
    if (own.length < runs.length) break;
  }
  return outcomes;
}

function inRowsSilently(runs: readonly Run[], session: Session): Promise<readonly Outcome[]> {
  return inRows(runs, session, null);
}
