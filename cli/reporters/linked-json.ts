/** The linked system as JSON: integers with their legends. */

import type { LinkedSystem } from '../../explorer/index.ts';

/** Typed arrays become plain ones; nothing else is changed. */
export function linkedJson(linked: LinkedSystem): string {
  return JSON.stringify(linked, (_key, value: unknown) =>
    ArrayBuffer.isView(value) ? Array.from(value as Int32Array) : value,
  );
}
