/** Numbers for people. */

import { grouped } from '../base/words.ts';

/** `0.08 s`, `1.4 s`, `1m 12s`. */
export function duration(seconds: number): string {
  if (seconds < 1) return `${seconds.toFixed(2)} s`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}h ${minutes}m` : `${minutes}m ${whole % 60}s`;
}

/** Two significant digits and a unit: `710 k`, `5.5 M`. */
export function rounded(n: number): string {
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const) {
    if (n >= size) return `${Number((n / size).toPrecision(2))} ${unit}`;
  }
  return String(Math.round(n));
}

/** `212 MiB`. */
export function mebibytes(bytes: number): string {
  const value = bytes / 2 ** 20;
  return value < 10 ? `${value.toFixed(1)} MiB` : `${grouped(Math.round(value))} MiB`;
}
