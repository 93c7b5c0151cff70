/** A thread that adds states to a shared set: see `inserting.ts`. */

import { parentPort, workerData } from 'node:worker_threads';
import { insertAll } from './inserting.ts';

parentPort?.postMessage(insertAll(workerData));
