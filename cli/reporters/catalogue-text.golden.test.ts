import { describe, expect, test } from 'vitest';
import type { CatalogueEntry } from '../../counterexamples/index.ts';
import { outcomeOf, runsOf } from '../catalogue-rows.ts';
import { plainLayout } from '../terminal.ts';
import { normalised } from '../testing/spawn.ts';
import { entryText, RowPrinter, summaryText } from './catalogue-text.ts';

const entries: readonly CatalogueEntry[] = [
  {
    kind: 'design',
    id: 'T',
    title: 'The trial system as specified',
    design: { system: 'trial', parameters: {} },
    violated: {},
  },
  {
    kind: 'defect',
    id: 'T-01',
    title: 'vCPUs look at the device without the lock',
    story:
      'A vCPU asks whether the device is there without taking the lock, and believes the answer for as long as it works.',
    source: 'made up',
    confidence: 'hypothesis',
    defect: { system: 'trial', parameters: { vcpus: 1, pages: 1, fault: true } },
    property: 'NO-USE-AFTER-FREE',
    depth: 5,
    fix: 'Take the lock for reading.',
    fixed: { system: 'trial', parameters: { vcpus: 1, pages: 1 } },
  },
  {
    kind: 'design',
    id: 'T-wrong',
    title: 'An expectation that is wrong, with a title that does not fit on the line it is on',
    design: { system: 'trial', parameters: { vcpus: 1, pages: 1 } },
    violated: { 'NO-DEADLOCK': 3 },
  },
];

const observe = { signal: new AbortController().signal, onProgress: () => {} };
const runs = runsOf(entries);
const outcomes = await Promise.all(runs.map((run) => outcomeOf(run, observe)));

describe.each([72, 100, 160])('the catalogue in %i columns', (width) => {
  const layout = plainLayout(width);

  test('has one line per run', async () => {
    const printer = new RowPrinter(runs, layout);
    const lines = [
      printer.header(),
      ...outcomes.map((outcome) => printer.row({ ...outcome, seconds: 0.5 })),
      '',
      summaryText(outcomes, outcomes.length, 1.5, layout),
    ];
    await expect(normalised(`${lines.join('\n')}\n`)).toMatchFileSnapshot(
      `../testdata/goldens/catalogue-rows-${width}.txt`,
    );
  });

  test('tells an entry in full', async () => {
    const own = outcomes.filter(({ run }) => run.entry.id === 'T-01');
    await expect(`${entryText(own, layout)}\n`).toMatchFileSnapshot(
      `../testdata/goldens/catalogue-entry-${width}.txt`,
    );
  });
});
