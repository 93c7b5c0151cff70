/** How much memory a search may take when nobody says. */

import { freemem, totalmem } from 'node:os';

const SHARE = 0.75;
const LEAST_BYTES = 256 * 2 ** 20;

/** Bytes: three quarters of what is free, or of what the process is allowed. */
export function memoryBytesAvailable(): number {
  const constrained = process.constrainedMemory() ?? 0;
  const allowed = constrained > 0 && constrained < totalmem() ? constrained : totalmem();
  const free = Math.max(freemem(), allowed / 2);
  return Math.max(LEAST_BYTES, Math.floor(Math.min(allowed, free) * SHARE));
}
