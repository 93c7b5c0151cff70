/**
 * Ctrl-C and SIGTERM: the first one stops a search, which then saves and says what it knows; the
 * second one kills.
 */

import { type ExitCode, exitCodes } from './exit-codes.ts';

const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

/** What came of work that could be interrupted. */
export interface Ended<T> {
  readonly value: T;
  /** The exit code of the signal that came, or that of Ctrl-C. */
  readonly interrupted: ExitCode;
}

/** Runs `work` with a signal that the first Ctrl-C or SIGTERM aborts. */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
): Promise<Ended<T>> {
  const controller = new AbortController();
  let interrupted: ExitCode = exitCodes.interrupted;
  const onSignal = (name: keyof typeof codes): void => {
    if (controller.signal.aborted) process.exit(codes[name]);
    interrupted = codes[name];
    controller.abort();
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  try {
    return { value: await work(controller.signal), interrupted };
  } finally {
    process.off('SIGINT', onSignal);
    process.off('SIGTERM', onSignal);
  }
}
