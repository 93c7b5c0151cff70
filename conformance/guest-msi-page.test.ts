/** What docs/models/guest-msi.md says of the sizes of defects, against the catalogue and the counts. */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { catalogue, type DefectEntry } from '../counterexamples/index.ts';
import { expectedCounts } from './expected-counts.ts';

const page = readFileSync(
  fileURLToPath(new URL('../docs/models/guest-msi.md', import.meta.url)),
  'utf8',
);
const section = page.slice(page.indexOf('### Toggles of the survey and their sizes'));
const rows = section
  .slice(0, section.indexOf('\n## '))
  .split('\n')
  .filter((line) => /^\| `/.test(line))
  .map((line) => line.split('|').map((cell) => cell.trim()))
  .map(([, toggle, , id, size, steps, states]) => ({ toggle, id, size, steps, states }));

describe('the sizes of toggles', () => {
  test('are said of every toggle of the survey that is here', () => {
    const said = rows.flatMap(({ toggle }) => toggle?.match(/`(\w+)`/g) ?? []);
    for (const toggle of 'acs ats intremap msiPath its groupPolicy mfdInternalP2P resv order mapFailLate rdmPolicy phantom quarantine irteUpdate'.split(
      ' ',
    )) {
      expect(said, toggle).toContain(`\`${toggle}\``);
    }
  });

  test.each(rows)('$id', ({ id, size, steps, states }) => {
    const entry = catalogue.find((candidate) => candidate.id === id) as DefectEntry;
    const many = (value: unknown): number => String(value).split(',').length;
    const { functions, guests } = entry.defect.parameters;
    expect(`${many(functions)}, ${many(guests)}`).toBe(size);
    expect(String(entry.depth)).toBe(steps);
    const counted = expectedCounts.find(({ subject }) => subject.id === `${id} defect`);
    expect(String(counted?.states)).toBe(states);
  });
});
