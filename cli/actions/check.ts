/** What `interlock check` and `interlock walk` do. */

import { UsageError } from '../../base/errors.ts';
import { count } from '../../base/words.ts';
import { HAND_OVER_AFTER, type Limits } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { type CheckReport, check } from '../check.ts';
import type { CheckFlags } from '../commands/check.ts';
import type { WalkFlags } from '../commands/walk.ts';
import { codeOfResult, type ExitCode } from '../exit-codes.ts';
import { ofFile } from '../in-file.ts';
import { interruptible } from '../interrupt.ts';
import { type Known, knownOf } from '../known-as.ts';
import { instantiate, load, parametersOf, type Subject } from '../load.ts';
import { memoryBytesAvailable } from '../memory.ts';
import { settings, workers } from '../options.ts';
import { StatusLine } from '../progress.ts';
import { checkJson } from '../reporters/check-json.ts';
import { checkText } from '../reporters/check-text.ts';
import { nextAfterCheck } from '../reporters/next.ts';
import { layoutOf, print } from '../terminal.ts';
import { type Stored, storeTraces } from '../traces.ts';
import { version } from '../version.ts';

const TRACES_SHOWN = 3;

/** Everything that can be asked for. */
export type Flags = CheckFlags & Pick<WalkFlags, 'length' | 'path'>;

/** Checks, reports, and returns the exit code. */
export async function runCheck(word: string, flags: Flags): Promise<ExitCode> {
  refuseMisplaced(flags);
  const subject = await load(word);
  const report = await searched(subject, instantiate(subject, settings(flags.set)), flags);
  const stored = flags.out === undefined ? [] : storeTraces(flags.out, report);
  const known = knownOf(subject, report);
  if (flags.json === true) {
    const { seed } = flags;
    print(JSON.stringify(checkJson(report, { version: version(), seed, known }), null, 2));
  } else print(textOf(subject, report, { stored, known }, flags));
  return codeOfResult(report.result);
}

/** Options of one engine given to the other. Throws `USAGE-OPTION`. */
function refuseMisplaced({ engine, workers }: Flags): void {
  if (engine !== 'random' || workers === undefined) return;
  throw new UsageError('USAGE-OPTION', 'option --workers does not go with --engine random', {
    hint: 'Walks are taken by one thread. Leave the option out, or search with --engine explicit.',
  });
}

async function searched(
  subject: Subject,
  system: SystemDefinition,
  flags: Flags,
): Promise<CheckReport> {
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  try {
    return await interruptible((signal) =>
      check(system, {
        engine: flags.engine,
        random: randomOptions(flags),
        ...(flags.property === undefined ? {} : { properties: flags.property }),
        limits: limitsOf(flags),
        store: flags.store,
        workers: workersOf(flags),
        signal,
        onProgress: (progress) => status?.update(progress),
      }),
    );
  } catch (error) {
    throw ofFile(subject.file, error);
  } finally {
    status?.close();
  }
}

/** As many as the machine has unless told; only the plain store can be shared. */
function workersOf({ engine, store, workers: asked }: Flags): number {
  return asked ?? (engine === 'random' || store !== 'plain' ? 1 : workers('auto'));
}

function randomOptions({ seed, walks, length, path }: Flags) {
  return {
    seed,
    ...(walks === undefined ? {} : { walks }),
    ...(length === undefined ? {} : { lengthMax: length }),
    ...(path === undefined ? {} : { path }),
  };
}

function limitsOf({ maxStates, maxMemory, timeout }: Flags): Limits {
  return {
    memoryBytesMax: maxMemory === undefined ? memoryBytesAvailable() : maxMemory * 2 ** 20,
    ...(maxStates === undefined ? {} : { statesMax: maxStates }),
    ...(timeout === undefined ? {} : { timeMsMax: timeout * 1000 }),
  };
}

function textOf(
  subject: Subject,
  report: CheckReport,
  { stored, known }: { readonly stored: readonly Stored[]; readonly known: Known },
  flags: Flags,
): string {
  return checkText(report, {
    ...layoutOf(process.stdout, process.env),
    parameters: parametersOf(subject.of),
    known,
    tracesMax: flags.allTraces === true ? Number.POSITIVE_INFINITY : TRACES_SHOWN,
    notes: notesOf(report, flags),
    verbose: flags.verbose === true,
    next: nextAfterCheck(subject, report, stored),
  });
}

/** Workers are told of where somebody asked for them, or where they may have taken part. */
function notesOf({ result, workers }: CheckReport, flags: Flags): readonly string[] {
  const mayHave = workers > 1 && result.states >= BigInt(HAND_OVER_AFTER);
  if (flags.workers === undefined && !mayHave) return [];
  return [workers === 1 ? '1 worker' : `up to ${count(workers, 'worker')}`];
}
