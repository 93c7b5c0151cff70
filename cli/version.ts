/** The version of this package. */

import { readFileSync } from 'node:fs';

/** The version as in package.json, which is one folder up in the sources and two in dist/. */
export function version(): string {
  for (const path of ['../package.json', '../../package.json']) {
    try {
      const manifest: unknown = JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
      return String((manifest as { readonly version?: unknown }).version);
    } catch {
      // It is in the other place.
    }
  }
  return 'unknown';
}
