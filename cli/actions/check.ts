/** What `interlock check` and `interlock walk` do. */

import { count } from '../../base/words.ts';
import { START_WORKERS_AFTER } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import type { BaselineDifference } from '../baseline/difference.ts';
import { tableOfCheck } from '../baseline/table.ts';
import { type CheckOptions, type CheckReport, check } from '../check.ts';
import { Keeper } from '../checkpoint/keeper.ts';
import type { CheckFlags } from '../commands/check.ts';
import type { WalkFlags } from '../commands/walk.ts';
import type { Engine } from '../engines.ts';
import { codeOfResult, type ExitCode } from '../exit-codes.ts';
import { ofFile } from '../in-file.ts';
import { interruptible } from '../interrupt.ts';
import { type Known, knownOf } from '../known-as.ts';
import { instantiate, load, parametersOf, type Subject } from '../load.ts';
import { limitsOf, settings } from '../options.ts';
import { StatusLine } from '../progress.ts';
import { baselineText } from '../reporters/baseline.ts';
import { checkJson } from '../reporters/check-json.ts';
import { checkText } from '../reporters/check-text.ts';
import { choiceNotes } from '../reporters/engine-text.ts';
import { goOnCommand, nextAfterCheck } from '../reporters/next.ts';
import { reductionNotes } from '../reporters/reductions.ts';
import { complain, layoutOf, print } from '../terminal.ts';
import { type Stored, storeTraces } from '../traces.ts';
import { mebibytes } from '../units.ts';
import { version } from '../version.ts';
import { baselineFor, codeOfDifference, comparedWith } from './baseline.ts';
import { orderOf, reductionsOf, resolved, workersOf } from './resolve.ts';

const TRACES_SHOWN = 3;

/** Everything that can be asked for. */
export type Flags = CheckFlags & Pick<WalkFlags, 'length' | 'path'>;

/** Checks, reports, and returns the exit code. */
export async function runCheck(word: string, flags: Flags): Promise<ExitCode> {
  const { engine, because } = resolved(flags);
  const stored = baselineFor(flags);
  const subject = await load(word);
  const system = instantiate(subject, settings(flags.set));
  const { report, keeper, interrupted } = await searched(subject, system, flags, engine);
  const done = {
    subject,
    report,
    flags,
    because,
    keeper,
    stored: flags.out === undefined ? [] : storeTraces(flags.out, report),
    known: knownOf(subject, report),
  };
  const table = tableOfCheck(report, version());
  const code = codeOfResult(report.result, interrupted);
  const difference = code === interrupted ? null : comparedWith(stored, table, flags, true);
  if (flags.json === true) print(jsonOf(done, difference));
  else {
    print(textOf(done));
    if (difference !== null)
      print(`\n${baselineText(difference, layoutOf(process.stdout, process.env).width)}`);
  }
  return difference === null ? code : codeOfDifference(difference);
}

/** A check that was made, and all that its report tells of. */
interface Done {
  readonly subject: Subject;
  readonly report: CheckReport;
  readonly flags: Flags;
  /** The option that left one engine only. */
  readonly because: string | null;
  readonly keeper: Keeper;
  readonly stored: readonly Stored[];
  readonly known: Known;
}

async function searched(subject: Subject, system: SystemDefinition, flags: Flags, engine: Engine) {
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  const keeper = new Keeper(flags, (text) => {
    status?.close();
    complain(`interlock: ${text}`);
  });
  const limits = limitsOf(flags);
  const reductions = reductionsOf(flags);
  const order = orderOf(flags);
  const isKept = (flags.checkpoint ?? flags.resume) !== undefined;
  const keep: NonNullable<CheckOptions['keep']> = async (restricted, linked) => {
    const { memoryBytesMax } = limits;
    const kept = await keeper.begin(restricted, linked, { reductions, memoryBytesMax });
    status?.inherit(keeper.resumed?.states ?? 0);
    return kept;
  };
  try {
    const { value: report, interrupted } = await interruptible((signal) =>
      check(system, {
        engine,
        random: randomOptions(flags),
        ...(flags.property === undefined ? {} : { properties: flags.property }),
        ...(order === undefined ? {} : { order }),
        depth: flags.depth === true,
        limits,
        store: flags.store,
        workers: workersOf(flags, engine),
        reductions,
        ...(isKept ? { keep } : {}),
        signal,
        onProgress: (progress) => status?.update(progress),
      }),
    );
    return { report, keeper, interrupted };
  } catch (error) {
    throw ofFile(subject.file, error);
  } finally {
    status?.close();
  }
}

function randomOptions({ seed, walks, length, path }: Flags) {
  return {
    seed,
    ...(walks === undefined ? {} : { walks }),
    ...(length === undefined ? {} : { lengthMax: length }),
    ...(path === undefined ? {} : { path }),
  };
}

function textOf({ subject, report, flags, because, keeper, stored, known }: Done): string {
  const stopped = stoppedOf(report, keeper);
  return checkText(report, {
    ...layoutOf(process.stdout, process.env),
    parameters: parametersOf(subject.of),
    known,
    tracesMax: flags.allTraces === true ? Number.POSITIVE_INFINITY : TRACES_SHOWN,
    notes: [
      ...choiceNotes(report, because, flags.verbose === true),
      ...notesOf(report, flags, keeper),
    ],
    verbose: flags.verbose === true,
    saved:
      stopped === null
        ? null
        : `${stopped.file}: ${count(stopped.states, 'state')}, ${mebibytes(stopped.bytes)}`,
    next: nextAfterCheck(subject, report, stored, flags, stopped?.file ?? null),
  });
}

function jsonOf(
  { subject, report, flags, keeper, known }: Done,
  difference: BaselineDifference | null,
): string {
  const stopped = stoppedOf(report, keeper);
  const checkpoint = stopped && {
    ...stopped,
    next: goOnCommand(subject, report, { flags, file: stopped.file }),
  };
  const { resumed } = keeper;
  const { seed } = flags;
  const told = { version: version(), seed, known, resumed, checkpoint };
  const json = checkJson(report, told);
  const compared = difference === null ? json : { ...json, baseline: difference };
  return JSON.stringify(compared, null, 2);
}

/** What was saved of a search that was stopped; one that came to its end has nothing to go on with. */
function stoppedOf({ result }: CheckReport, { saved }: Keeper): Keeper['saved'] {
  return result.limit === null || result.complete ? null : saved;
}

/** Workers are told of where somebody asked for them, or where they may have taken part. */
function notesOf(
  { result, workers }: CheckReport,
  flags: Flags,
  { resumed }: Keeper,
): readonly string[] {
  const mayHave = workers > 1 && result.states >= BigInt(START_WORKERS_AFTER);
  const isTold = flags.workers !== undefined || mayHave;
  return [
    isTold ? [workers === 1 ? '1 worker' : `up to ${count(workers, 'worker')}`] : [],
    ...reductionNotes(result),
    resumed === null ? [] : [`went on from ${resumed.file}: ${count(resumed.states, 'state')}`],
  ].flat();
}
