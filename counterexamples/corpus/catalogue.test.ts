/**
 * Every defect of the catalogue: it shows, in the length that is said and on the real machines; it is
 * gone where it is repaired; and it is told in the smallest configuration that shows it.
 */

import { describe, expect, test } from 'vitest';
import { ModelError, UsageError } from '../../base/errors.ts';
import { breadthFirst, link, type PropertyResult } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { vpciLocking } from '../../models/systems/vpci-locking/index.ts';
import type { Configuration, DefectEntry } from '../catalogue.ts';
import { replay } from '../replay/replay.ts';
import { traceOf } from '../trace.ts';
import { catalogue } from './index.ts';

type Parameters = Configuration['parameters'];

const defects = catalogue.filter((entry): entry is DefectEntry => entry.kind === 'defect');

describe('the catalogue', () => {
  test('names every entry once', () => {
    const ids = catalogue.map(({ id }) => id.toLowerCase());
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
  });

  test('says of every defect what happened, where that is known from, and what ends it', () => {
    for (const { id, title, story, source, fix } of defects) {
      expect(story, id).toMatch(/^\S.{40,}\.$/s);
      expect(source, id).toMatch(/\w{4}/);
      expect(title.length, id).toBeLessThanOrEqual(80);
      expect(fix, id).toMatch(/^[A-Z].*\.$/s);
    }
  });

  test('has a repair for every defect, save those that nobody is known to have mended', () => {
    const open = defects.filter(({ fixed }) => fixed === null);
    expect(open.map(({ fix }) => fix)).toEqual(open.map(() => 'None is known to be posted.'));
  });
});

describe.each(defects)('$id', ({ defect, fixed, property, depth, id }) => {
  test('shows, and the machines go along with the shortest trace', async () => {
    const system = only(vpciLocking.instantiate(defect.parameters), property);
    const linked = link(system);
    const [result] = (await breadthFirst(linked)).properties;
    expect(result).toMatchObject({ verdict: 'violated', companion: expect.anything() });
    expect(result?.path).toHaveLength(depth);
    const trace = traceOf(system, linked, result as PropertyResult);
    expect(replay(system, trace)).toMatchObject({ kind: 'reproduced' });
  });

  test.runIf(fixed !== null)('is gone where it is repaired, which is put to the test', async () => {
    const system = vpciLocking.instantiate(fixed?.parameters);
    const { complete, properties } = await breadthFirst(link(only(system, property)));
    const [{ verdict, companion } = { verdict: null, companion: null }] = properties;
    expect({ complete, verdict, companion }).toEqual({
      complete: true,
      verdict: 'holds',
      companion: 'met',
    });
  });

  test('shows in nothing smaller in as few steps', async () => {
    const found: string[] = [];
    for (const [what, parameters] of smaller(defect.parameters)) {
      const length = await lengthOf(parameters, property);
      if (length !== null && length <= depth) found.push(`${what}: ${length}`);
    }
    expect(found).toEqual(otherwiseShown[id] ?? []);
  });
});

/** Where something smaller shows another defect of the same property. */
const otherwiseShown: Readonly<Record<string, readonly string[]>> = {
  'V-02': ['without CMD and PEND: 32'], // S0-DOMAIN
};

function only(system: SystemDefinition, property: string): SystemDefinition {
  return { ...system, properties: system.properties.filter(({ name }) => name === property) };
}

/** Null where the property holds, is not asked, or the configuration is refused. */
async function lengthOf(parameters: Parameters, property: string): Promise<number | null> {
  try {
    const system = only(vpciLocking.instantiate(parameters), property);
    const [result] = (await breadthFirst(link(system))).properties;
    return result?.verdict === 'violated' ? (result.path?.length ?? null) : null;
  } catch (error) {
    if (error instanceof UsageError || error instanceof ModelError) return null;
    throw error;
  }
}

/** One less of everything there is a number of, and each code path left out. */
function smaller(parameters: Parameters): readonly (readonly [string, Parameters])[] {
  const values = vpciLocking.instantiate(parameters).parameters;
  const paths = values['paths'] as readonly string[];
  const numbers = ['vcpus', 'devices', 'toolstacks', 'managed', 'incarnations'];
  return [
    ...numbers
      .filter((name) => name !== 'incarnations' || reincarnates(paths))
      .map((name) => {
        const less = { ...parameters, [name]: Number(values[name]) - 1 };
        const managed = Math.min(Number(values['managed']), Number(values['devices']) - 1);
        return [`${name} less`, name === 'devices' ? { ...less, managed } : less] as const;
      }),
    ...paths
      .filter((path) => path !== 'PEND' || !paths.includes('CMD'))
      .map((path) => {
        // Without its deferred work a decode toggle would be half a code path.
        const both = path === 'CMD' && paths.includes('PEND');
        const left = both ? ['CMD', 'PEND'] : [path];
        const less = paths.filter((other) => !left.includes(other));
        return [`without ${left.join(' and ')}`, { ...parameters, paths: less }] as const;
      }),
  ];
}

/** Whether anything is allocated a second time, so that the bound on it matters. */
function reincarnates(paths: readonly string[]): boolean {
  return ['ADD', 'ASG', 'DEA', 'RST'].some((path) => paths.includes(path));
}
