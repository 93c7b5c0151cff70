/** Vitest's global set-up: tests that run the built program find it up to date. */

import { build } from './build.mjs';

export function setup() {
  if (build() !== 0) throw new Error('the build failed; see above');
}
