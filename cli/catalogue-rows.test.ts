import { describe, expect, test } from 'vitest';
import { catalogue, type DesignEntry } from '../counterexamples/index.ts';
import { families } from '../models/systems/index.ts';
import { outcomeOf, runsOf } from './catalogue-rows.ts';

const observe = { signal: new AbortController().signal, onProgress: () => {} };

async function differences(
  parameters: DesignEntry['design']['parameters'],
  violated: Record<string, number>,
) {
  const entry = {
    kind: 'design',
    id: 'x',
    title: 'x',
    design: { system: 'trial', parameters },
    violated,
  } as const;
  const [run] = runsOf([entry]);
  if (run === undefined) throw new Error('a design is one run');
  return (await outcomeOf(run, observe)).differences;
}

describe('outcomeOf', () => {
  test('finds nothing to say where everything is as expected', async () => {
    expect(await differences({ fault: true }, { 'NO-USE-AFTER-FREE': 5 })).toEqual([]);
  });

  test('tells violations that are missing, new, or of another length', async () => {
    expect(await differences({}, { 'NO-USE-AFTER-FREE': 5 })).toEqual([
      'NO-USE-AFTER-FREE holds, expected a violation at depth 5',
    ]);
    expect(await differences({ fault: true }, {})).toEqual([
      'NO-USE-AFTER-FREE is violated at depth 5',
    ]);
    expect(await differences({ fault: true }, { 'NO-USE-AFTER-FREE': 4 })).toEqual([
      'NO-USE-AFTER-FREE is violated at depth 5, expected at 4',
    ]);
    expect(await differences({}, { 'NO-SUCH': 4 })).toEqual([
      'NO-SUCH is not asked, expected a violation',
    ]);
  });

  test('tells a configuration that cannot be built', async () => {
    expect((await differences({ vcpus: 99 }, {}))[0]).toMatch(/^cannot be checked: USAGE-VALUE/);
  });
});

describe('the catalogue', () => {
  test('has ids of its own, and configurations that can be built', () => {
    const ids = catalogue.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { configuration } of runsOf(catalogue)) {
      const family = families.find(({ name }) => name === configuration.system);
      expect(() => family?.instantiate(configuration.parameters)).not.toThrow();
      expect(family).toBeDefined();
    }
  });
});
