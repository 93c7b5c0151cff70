import { describe, expect, test } from 'vitest';
import { philosophers } from '../../examples/philosophers.ts';
import { breadthFirst, link, type Reduction } from '../../explorer/index.ts';
import { type CheckReport, findingsOf } from '../check.ts';
import { plainLayout } from '../terminal.ts';
import { checkText } from './check-text.ts';

const options = {
  ...plainLayout(140),
  parameters: philosophers.parameters,
  known: new Map(),
  tracesMax: 1,
  notes: [],
  verbose: false,
  saved: null,
  next: [],
};

/** The report of a search that reduces from the first state on, whether it pays or not. */
async function textOf(reductions: readonly Reduction[]): Promise<string> {
  const system = philosophers.instantiate();
  const linked = link(system);
  const partialOrder = { reduceAfter: 0, shareMax: 1 };
  const result = await breadthFirst(linked, { reductions }, { partialOrder });
  const findings = findingsOf(system, linked, result);
  const report: CheckReport = {
    ...{ system, linked, result, findings, random: null, symbolic: null, choice: null },
    ...{ store: 'plain', workers: 1, seconds: 0 },
  };
  return checkText(report, options);
}

describe('a report', () => {
  test('claims that no run is shorter where every run was looked at, or one that stands for it', async () => {
    for (const reductions of [[], ['symmetry']] as const) {
      const text = await textOf(reductions);
      expect(text).toMatch(/^VIOLATED {2}\S+ {2}in \d+ steps {2}\(no shorter run shows it\)$/m);
    }
  });

  test('claims no such thing where partial order left runs out', async () => {
    const text = await textOf(['partial-order']);
    expect(text).toMatch(/^VIOLATED {2}\S+ {2}in \d+ steps {2}\(no shorter run was found\)$/m);
    expect(text).not.toContain('no shorter run shows it');
  });
});
