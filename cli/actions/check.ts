/** What `interlock check` does. */

import type { Limits } from '../../explorer/index.ts';
import { check } from '../check.ts';
import type { CheckFlags } from '../commands/check.ts';
import { codeOfResult, type ExitCode } from '../exit-codes.ts';
import { interruptible } from '../interrupt.ts';
import { defaultsOf, instantiate, load } from '../load.ts';
import { memoryBytesAvailable } from '../memory.ts';
import { settings } from '../options.ts';
import { StatusLine } from '../progress.ts';
import { checkJson } from '../reporters/check-json.ts';
import { checkText } from '../reporters/check-text.ts';
import { nextAfterCheck } from '../reporters/next.ts';
import { layoutOf, print } from '../terminal.ts';
import { storeTraces } from '../traces.ts';
import { version } from '../version.ts';

const TRACES_SHOWN = 3;

/** Checks, reports, and returns the exit code. */
export async function runCheck(word: string, flags: CheckFlags): Promise<ExitCode> {
  const subject = await load(word);
  const system = instantiate(subject, settings(flags.set));
  const status =
    flags.quiet === true ? null : new StatusLine(process.stderr, () => performance.now());
  const report = await interruptible((signal) =>
    check(system, {
      ...(flags.property === undefined ? {} : { properties: flags.property }),
      limits: limitsOf(flags),
      signal,
      onProgress: (progress) => status?.update(progress),
    }),
  ).finally(() => status?.close());
  const stored = flags.out === undefined ? [] : storeTraces(flags.out, report);
  print(
    flags.json === true
      ? JSON.stringify(checkJson(report, { version: version(), seed: flags.seed }), null, 2)
      : checkText(report, {
          ...layoutOf(process.stdout, process.env),
          defaults: defaultsOf(subject.of),
          tracesMax: flags.allTraces === true ? Number.POSITIVE_INFINITY : TRACES_SHOWN,
          verbose: flags.verbose === true,
          next: nextAfterCheck(subject, report, stored),
        }),
  );
  return codeOfResult(report.result);
}

function limitsOf({ maxStates, maxMemory, timeout }: CheckFlags): Limits {
  return {
    memoryBytesMax: maxMemory === undefined ? memoryBytesAvailable() : maxMemory * 2 ** 20,
    ...(maxStates === undefined ? {} : { statesMax: maxStates }),
    ...(timeout === undefined ? {} : { timeMsMax: timeout * 1000 }),
  };
}
