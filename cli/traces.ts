/** Traces as files. */

import { renderMarkdown } from '../counterexamples/index.ts';
import type { CheckReport, Finding } from './check.ts';
import { writeWhole } from './files.ts';

/** A trace that was written to a file. */
export interface Stored {
  readonly finding: Finding;
  /** Path of the JSON file. */
  readonly path: string;
}

/** Writes `<system>.<property>.trace.json` and `.md` for every trace there is. Throws `USAGE-FILE`. */
export function storeTraces(folder: string, { system, findings }: CheckReport): readonly Stored[] {
  return findings.flatMap((finding) => {
    const { trace, explanation, property } = finding;
    if (trace === null) return [];
    const name = `${fileName(system.name)}.${fileName(property.name)}`;
    writeWhole(
      folder,
      `${name}.md`,
      `${renderMarkdown(trace, explanation ?? undefined).trimEnd()}\n`,
    );
    const path = writeWhole(folder, `${name}.trace.json`, `${JSON.stringify(trace, null, 2)}\n`);
    return [{ finding, path }];
  });
}

function fileName(name: string): string {
  return name.replace(/[^\w.-]+/g, '-');
}
