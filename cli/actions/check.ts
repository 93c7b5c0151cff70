/** What `interlock check` and `interlock walk` do. */

import type { Limits } from '../../explorer/index.ts';
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
import { settings } from '../options.ts';
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
    verbose: flags.verbose === true,
    next: nextAfterCheck(subject, report, stored),
  });
}
