/**
 * The shortest trace of every defect, as it is saved and as it is shown. `npm run goldens` writes them
 * anew; the difference is to be read.
 */

import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { DefectEntry } from '../catalogue.ts';
import { explain } from '../explain.ts';
import { renderLanes } from '../render/lanes.ts';
import { replay } from '../replay/replay.ts';
import { traceFor } from '../testing/evidence.ts';
import { systemOf } from '../testing/smaller.ts';
import { parseTrace } from '../trace.ts';
import { catalogue } from './index.ts';

const defects = catalogue.filter((entry): entry is DefectEntry => entry.kind === 'defect');

describe('the golden trace', () => {
  test.each(defects)('of $id is found again', async ({ id, defect, property }) => {
    const system = systemOf(defect);
    const trace = await traceFor(system, property);
    const text = `${JSON.stringify(trace, null, 2)}\n`;
    expect(parseTrace(text, id)).toEqual(trace);
    const run = replay(system, trace);
    if (run.kind === 'mismatch') throw new Error(run.found);
    const lanes = renderLanes(trace, explain(system, run), { width: 120, color: null });
    await expect(text).toMatchFileSnapshot(`golden/${id}.trace.json`);
    await expect(`${lanes}\n`).toMatchFileSnapshot(`golden/${id}.lanes.txt`);
  });

  test('is one of a defect that is in the catalogue', () => {
    const files = readdirSync(fileURLToPath(new URL('golden', import.meta.url)));
    const known = defects.flatMap(({ id }) => [`${id}.lanes.txt`, `${id}.trace.json`]);
    expect(files.filter((file) => !known.includes(file))).toEqual([]);
  });
});
