/**
 * The manual against the program: tables that are made from the catalogue are in step with it, the
 * page of a family leaves no defect out, sizes are the smallest ones, and every link leads somewhere.
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { check } from '../cli/check.ts';
import { interlock } from '../cli/testing/spawn.ts';
import { familyTables, withTables } from '../counterexamples/catalogue-tables.ts';
import { catalogue, type DefectEntry } from '../counterexamples/index.ts';
import { overviews, overviewTables } from '../counterexamples/overview-tables.ts';
import { runTables } from '../counterexamples/run-tables.ts';
import { toggleTables } from '../counterexamples/toggle-tables.ts';
import type { Family } from '../models/compose/index.ts';
import { families } from '../models/systems/index.ts';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const defects = catalogue.filter((entry): entry is DefectEntry => entry.kind === 'defect');

const pages = [
  'README.md',
  'CHANGELOG.md',
  ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.md'))
    .map((path) => join('docs', path)),
];

/** The rows of all tables below a heading, up to the next heading of any kind. */
function rowsBelow(page: string, heading: string): readonly (readonly string[])[] {
  const start = page.indexOf(`\n${heading}\n`);
  expect(start, `the page has no heading ${heading}`).toBeGreaterThan(-1);
  const rest = page.slice(start + heading.length + 2);
  const section = rest.slice(0, /\n#+ /.exec(rest)?.index ?? rest.length);
  return section
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) => line.split('|').slice(1, -1))
    .map((cells) => cells.map((cell) => cell.trim()))
    .filter(([first]) => first !== '---');
}

describe.each([...Object.keys(overviews), 'liveness.md'])('docs/models/%s', (name) => {
  test('has tables that are in step with the catalogue (npm run docs makes them)', () => {
    const page = read(`docs/models/${name}`);
    expect(page).toBe(withTables(page, overviewTables(name, families, catalogue)));
  });
});

describe.each(families.filter(({ name }) => existsSync(join(root, 'docs/models', `${name}.md`))))(
  'docs/models/$name.md',
  (family) => {
    const page = read(`docs/models/${family.name}.md`);

    test('has tables that are in step with the catalogue (npm run docs makes them)', async () => {
      const lanesOf = (id: string) => read(`counterexamples/corpus/golden/${id}.lanes.txt`);
      const toggles = page.includes('<!-- made: toggles -->')
        ? toggleTables(family, catalogue, lanesOf)
        : {};
      const ofRuns = await runTables(family.name);
      const tables = { ...familyTables(family, catalogue), ...toggles, ...ofRuns };
      expect(page).toBe(withTables(page, tables));
    });

    test('names only catalogue entries that exist, and every one of them', () => {
      const ids = catalogue.map(({ id }) => id);
      // Those about the long run have a page of their own.
      const own = defects.filter(
        ({ defect, loop }) => defect.system === family.name && loop === undefined,
      );
      const rows = rowsBelow(page, '## Where each defect of the survey is');
      const named = rows
        .filter(([id]) => id !== 'id' && id !== 'toggle')
        .flatMap((cells) => (cells.length === 5 ? cells[3] : cells.at(-2)) ?? '')
        .filter((cell) => cell !== '' && cell !== 'in part')
        .flatMap((cell) => cell.replace(/^designs /, '').split(', '));
      expect(named.filter((id) => !ids.includes(id))).toEqual([]);
      const hypotheses = page.slice(page.indexOf('## Hypotheses that are not in the survey'));
      const missing = own.filter(
        ({ id }) => !named.includes(id) && !hypotheses.includes(`**${id}.**`),
      );
      expect(missing.map(({ id }) => id)).toEqual([]);
    });
  },
);

describe('docs/models/vpci-locking.md', () => {
  const page = read('docs/models/vpci-locking.md');
  const rows = rowsBelow(page, '## Where each defect of the survey is');
  const letters = (scheme: string, used: string): readonly string[] =>
    [...used].map((letter) => `D${scheme}${letter}`);

  test('leaves no defect of the survey out', () => {
    const expected = [
      ...letters('0', 'abcdefgh'),
      ...letters('1', 'abcdeghijklmno'),
      ...letters('2', 'abcdefgh'),
      ...letters('3', 'abcde'),
      ...['D4x1', 'D4x2', 'D4x3', 'D4x4'],
      ...letters('4', 'abcdeghjklmnopqrs'),
    ];
    const ids = rows.map(([id]) => id).filter((id) => /^D\d/.test(id ?? ''));
    expect(ids.sort()).toEqual(expected.sort());
  });

  test('leaves no row of the survey out', () => {
    const expected = Array.from({ length: 37 }, (_, i) => `V-${String(i + 1).padStart(2, '0')}`);
    const named = new Set(rows.flatMap((cells) => cells.slice(0, 2)));
    const missing = expected.filter((id) => !named.has(id));
    expect(missing).toEqual(['V-21', 'V-24', 'V-31']);
    expect(page).toContain('There is no D1f, D4f, D4i, V-21, V-24 or V-31.');
  });

  test('says for each defect either where it is or why it is not here', () => {
    const silent = rows.filter((cells) => cells.at(-1) === '' && cells.at(-2) === '');
    expect(silent).toEqual([]);
  });

  const sizes = rowsBelow(page, '### Sizes').filter(([toggle]) => toggle !== 'toggle');

  test('leaves out no toggle of the survey that is about locks, cancelling or slots', () => {
    const toggles = rows
      .filter(([id, here]) => /^(LOCK|CANCEL|PEND|SLOT|MSIX)_/.test(id ?? '') && here !== '')
      .map(([id]) => id)
      .filter((id) => id !== 'LOCK_S4');
    expect(sizes.map(([toggle]) => toggle).sort()).toEqual(toggles.sort());
  });

  test.each(sizes)(
    '%s: %s has the size that is said, and none smaller shows it',
    async (...row) => {
      const [, id, , found, depth] = row;
      const entry = defects.find((candidate) => candidate.id === id) as DefectEntry;
      const family = families.find(({ name }) => name === entry.defect.system) as Family;
      const { vcpus, toolstacks, devices, managed } = {
        ...Object.fromEntries(
          Object.entries(family.parameters).map(([name, parameter]) => [name, parameter.default]),
        ),
        ...entry.defect.parameters,
      } as Record<string, number> & {
        vcpus: number;
        toolstacks: number;
        devices: number;
        managed: number;
      };
      expect(`${vcpus}, ${toolstacks}, ${devices}`).toBe(found);
      expect(String(entry.depth)).toBe(depth);
      const smaller = [
        ...(vcpus > 0 ? [{ vcpus: vcpus - 1 }] : []),
        ...(toolstacks > 0 ? [{ toolstacks: toolstacks - 1 }] : []),
        ...(devices > 1 ? [{ devices: devices - 1, managed: Math.min(managed, devices - 1) }] : []),
      ];
      for (const change of smaller) {
        expect(await shows(family, entry, change), JSON.stringify(change)).toBe(false);
      }
    },
  );
});

describe('docs/models/vpci-locking.md, where it disagrees with the survey', () => {
  const page = read('docs/models/vpci-locking.md');
  const depthOf = (id: string, property: string): number | undefined => {
    const entry = catalogue.find((candidate) => candidate.id === id);
    return entry?.kind === 'design' ? entry.violated[property] : entry?.depth;
  };

  test('tells lengths as they are', () => {
    const hwdom = depthOf('S1-hwdom', 'L-NODEADLOCK');
    const domU = depthOf('S1-domU', 'L-NODEADLOCK');
    expect(page).toContain(`${depthOf('V-06', '')} steps. The shortest circle of S1 is MSI`);
    expect(page).toContain(`${hwdom} steps in the hardware domain (${domU} in a guest`);
    expect(page).toContain(`the run ${depthOf('CANCEL_STICKY', '')} steps`);
    expect(page).toContain(`by deassignment ${depthOf('V-17-DEA', '')}`);
  });

  test('S5 finds D4m and FLT-PDEV later than S4, as removal looks at slots first', () => {
    const later = (id: string, property: string): number =>
      (depthOf(`S5-${id}`, property) ?? 0) - (depthOf(`S4-${id}`, property) ?? 0);
    expect(later('hwdom', 'NO-UAF')).toBe(3);
    expect(later('domU', 'NO-UAF-FLT')).toBe(1);
  });
});

/** Whether a defect shows when something of its configuration is changed. */
async function shows(family: Family, entry: DefectEntry, change: object): Promise<boolean> {
  const parameters = { ...entry.defect.parameters, ...change };
  // With nobody left, or nothing to manage, the family refuses or the property is not asked.
  if (parameters['vcpus'] === 0 && parameters['toolstacks'] === 0) return false;
  const { properties } = family.instantiate(parameters);
  if (!properties.some(({ name }) => name === entry.property)) return false;
  const { findings } = await check(family, { parameters, properties: [entry.property] });
  return findings.some(({ result }) => result.verdict === 'violated');
}

describe('docs/check-your-patch.md', () => {
  test('quotes the lines that it changes', () => {
    const quoted = [
      ...read('docs/check-your-patch.md').matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g),
    ];
    expect(quoted).not.toEqual([]);
    for (const [, path = '', lines = ''] of quoted) expect(read(path)).toContain(lines);
  });
});

describe('README.md', () => {
  const page = read('README.md');
  const below = (start: string): string => page.slice(page.indexOf(start));

  test('has lines of the catalogue that it prints', () => {
    const excerpt = below('Some of its lines:');
    const lines = excerpt.slice(0, excerpt.indexOf(' as expected (')).split('\n');
    const rows = lines.flatMap(
      (line) => /✓ {2}(\S+) +(.*?) {2,}\d[\d ]*? +\d+ +explicit/.exec(line) ?? [],
    );
    expect(rows.length).toBeGreaterThan(0);
    for (let i = 0; i < rows.length; i += 3) {
      const entry = catalogue.find(({ id }) => id === rows[i + 1]);
      if (entry === undefined) throw new Error(`the catalogue has no entry ${rows[i + 1]}`);
      const verdict =
        entry.kind === 'design'
          ? `${Object.keys(entry.violated).length} violated`
          : `violated at ${entry.depth}`;
      const run = entry.kind === 'design' ? 'design' : `defect ${entry.property}`;
      expect(rows[i + 2]?.replaceAll(/ +/g, ' ')).toBe(`${run} ${verdict} ${verdict}`);
    }
    const runs = catalogue.length + defects.filter(({ fixed }) => fixed !== null).length;
    expect(page).toContain(
      `${runs} of ${runs} as expected (${catalogue.length - defects.length} designs, ${defects.length} defects;`,
    );
  });

  test('shows the trace of V-06 as it is shown', async () => {
    const { out } = await interlock(['catalogue', 'V-06', '--quiet'], { env: { COLUMNS: '100' } });
    const excerpt = below('    VIOLATED  L-NODEADLOCK');
    const shown = excerpt.slice(0, excerpt.indexOf('\n## ')).trimEnd().split('\n');
    for (const line of shown) expect(out).toContain(line.replace(/^ {4}/, ''));
  });
});

describe.each(pages)('%s', (path) => {
  const page = read(path);

  test('has links that lead somewhere', () => {
    const links = [...prose(page).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
    const broken = links
      .filter((link) => !/^[a-z]+:/.test(link))
      .filter((link) => {
        const [file = '', anchor] = link.split('#');
        const target = file === '' ? path : relative(root, join(root, dirname(path), file));
        if (!existsSync(join(root, target))) return true;
        return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
      });
    expect(broken).toEqual([]);
  });

  test('names no place on one machine', () => {
    expect(page.match(/(?:\/(?:home|tmp|work|root|Users)\/\S*|localhost\S*)/g)).toBeNull();
  });
});

/** A page without its code blocks. */
function prose(page: string): string {
  return page.replaceAll(/^```[\s\S]*?^```/gm, '').replaceAll(/^ {4}.*$/gm, '');
}

/** Anchors of the headings of a page, as they are made on GitHub. */
function anchorsOf(page: string): readonly string[] {
  return [...prose(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
