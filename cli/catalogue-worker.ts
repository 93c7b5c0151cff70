/** A thread that makes runs of the catalogue, one after the other, as it is told. */

import { parentPort } from 'node:worker_threads';
import { outcomeOf, type Run } from './catalogue-rows.ts';

const observe = { signal: new AbortController().signal, onProgress: () => {} };

parentPort?.on('message', async (run: Run) => {
  const { report: _, ...outcome } = await outcomeOf(run, observe);
  parentPort?.postMessage(outcome);
});
