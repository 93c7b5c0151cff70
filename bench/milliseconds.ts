import { grouped } from '../base/words.ts';

/** Times for people: tenths of a millisecond where there are few. */
export function milliseconds(ms: number): string {
  return ms < 100 ? `${ms.toFixed(1)} ms` : `${grouped(Math.round(ms))} ms`;
}
