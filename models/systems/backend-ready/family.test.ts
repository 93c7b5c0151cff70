import { describe, expect, test } from 'vitest';
import { breadthFirst, faultsTaken, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { backendReady } from './index.ts';
import { type Defect, defects } from './parameters.ts';
import { deathsOnly, type Variant, variants, variantsOf } from './variants.ts';

type Values = Parameters<typeof backendReady.with>[0] & object;

const alone: Values = { devices: 1, backends: 1, unmapped: 0 };
const flapping: Values = { ...alone, deaths: 'anytime', restart: 'newDomid' };

/** Each property that is asked, with `holds`, `vacuous`, or the length of the shortest violation. */
async function verdictsOf(values: Values): Promise<Readonly<Record<string, string | number>>> {
  const { properties } = await breadthFirst(link(backendReady.with(values)));
  return Object.fromEntries(
    properties.map(({ name, verdict, path }) => [
      name,
      verdict === 'violated' ? (path?.length ?? -1) : verdict,
    ]),
  );
}

async function violatedIn(values: Values): Promise<readonly string[]> {
  const verdicts = Object.entries(await verdictsOf(values));
  return verdicts.filter(([, verdict]) => verdict !== 'holds').map(([name]) => name);
}

describe('the parameters of backend-ready', () => {
  const refusal = refusalsOf(backendReady);

  test('refuse what makes no sense', () => {
    const texts = [
      { devices: 1 },
      { devices: 1, backends: 1, unmapped: 2 },
      { restart: 'newDomid' },
      { variant: 'V8', glitch: 'lost' },
      { variant: 'V8', waitFor: 'any' },
      { variant: 'V3', devices: 1, backends: 1, waitFor: 'any' },
      { defects: 'SERVER_STAYS' },
      { defects: 'UNSEEN_DEATH', deaths: 'anytime', restart: 'sameDomid' },
      { variant: 'V8', defects: 'SAMPLE_FIRST' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system backend-ready: backends is 2, but there are only 1 devices
      USAGE-VALUE: system backend-ready: unmapped is 2, but there are only 1 devices
      USAGE-VALUE: system backend-ready: restart is newDomid, but no backend dies: set deaths to boot or anytime
      USAGE-VALUE: system backend-ready: glitch belongs to variant V0, V2, V3, V12, not to V8
      USAGE-VALUE: system backend-ready: waitFor belongs to variant V3 or V12, not to V8
      USAGE-VALUE: system backend-ready: waitFor is any, but there is one device
      USAGE-VALUE: system backend-ready: defect SERVER_STAYS is about a backend that dies: set deaths to boot or anytime
      USAGE-VALUE: system backend-ready: defect UNSEEN_DEATH is about a domain that lives on: set restart to off
      USAGE-VALUE: system backend-ready: defect SAMPLE_FIRST belongs to variant V0 or V1 or V3 or V6 or V10 or V12, not to V8"
    `);
  });

  test.each(defects)('let defect %s belong to its variants only', (defect: Defect) => {
    const deaths = deathsOnly.includes(defect) ? 'anytime' : 'none';
    const takes = (variant: Variant) =>
      refusal({ variant, deaths, defects: [defect] }) === 'nothing was refused';
    expect(variants.filter(takes)).toEqual(variantsOf[defect]);
  });

  test.each(defects)('let defect %s change something in each of them', (defect: Defect) => {
    const deaths = deathsOnly.includes(defect) ? 'anytime' : 'none';
    for (const variant of variantsOf[defect]) {
      const names = (values: Values): string =>
        JSON.stringify(backendReady.with(values), (key, value) =>
          key === 'parameters' || key === 'machine' ? undefined : (value as unknown),
        ) +
        backendReady
          .with(values)
          .components.map((c) => JSON.stringify(c.machine.config))
          .join();
      const design = { variant, deaths } as const;
      expect(names({ ...design, defects: [defect] }), variant).not.toBe(names(design));
    }
  });
});

describe('properties of backend-ready', () => {
  test('are asked or explained, none twice and none forgotten', () => {
    const lists = variants.map((variant) => {
      const { properties, notAsked } = backendReady.with({ variant });
      return [...properties, ...notAsked].map(({ name }) => name).sort();
    });
    for (const list of lists) {
      expect(list).toEqual(lists[0]);
      expect(new Set(list).size).toBe(list.length);
    }
  });

  test('about one device have its name where there are several', () => {
    const names = (values: Values) =>
      backendReady
        .with({ variant: 'V3', deaths: 'anytime', ...values })
        .properties.map((p) => p.name);
    expect(names(alone)).toContain('READY-NOT-STALE');
    expect(names({})).toContain('READY-NOT-STALE/dev1');
  });
});

describe.each(variants)('variant %s', (variant) => {
  test('lets an actor stand still only at a place of rest, asleep, or held', async () => {
    const system = backendReady.with({ variant, ...flapping });
    const linked = link(system);
    const { complete, coverage } = await breadthFirst({ ...linked, properties: [] });
    expect(complete).toBe(true);
    expect(faultsTaken(linked, coverage)).toEqual([]);
    for (const { name, machine } of system.components) {
      const { states } = machine.config as {
        states?: Record<string, { on?: object; tags?: string[] }>;
      };
      if (!/^(fe|dm|toolstack)/.test(name)) continue;
      for (const [place, { on, tags }] of Object.entries(states ?? {})) {
        if (Object.keys(on ?? {}).length > 0) continue;
        expect(tags, `${name} at ${place}`).toContain('rest');
      }
    }
  });

  test('marks what nobody does on purpose, so that fairness can leave it out', () => {
    const { steps } = backendReady.with({ variant, ...flapping });
    const chance = steps.filter(({ name }) =>
      /dies before|dies\]|time-out|is lost|twice/.test(name),
    );
    expect(chance.length).toBeGreaterThan(0);
    for (const { name, tags } of chance) expect(tags, name).toContain('environment');
    const others = steps.filter(({ tags }) => tags.includes('environment'));
    expect(others.length).toBe(chance.length);
  });
});

describe('the verdicts that the survey expects', () => {
  const deaths = ['boot', 'anytime'] as const;
  const restarts = ['off', 'sameDomid', 'newDomid'] as const;
  const lives = deaths.flatMap((when) => restarts.map((restart) => ({ deaths: when, restart })));

  test.each(lives)('V0 holds with deaths=$deaths, restart=$restart', async (life) => {
    expect(await violatedIn({ ...alone, variant: 'V0', ...life })).toEqual([]);
    expect(await violatedIn({ ...alone, variant: 'V0', ...life, glitch: 'duplicated' })).toEqual(
      [],
    );
  });

  test('V0 holds with two devices of two backends, and with two devices of one', async () => {
    expect(await violatedIn({ variant: 'V0' })).toEqual([]);
    expect(await violatedIn({ variant: 'V0', backends: 1, deaths: 'anytime' })).toEqual([]);
  });

  test('V0 loses a signal where an edge is lost, and nothing else', async () => {
    expect(await violatedIn({ ...flapping, variant: 'V0', glitch: 'lost' })).toEqual([
      'NO-LOST-SIGNAL',
    ]);
  });

  test('V3 holds, where every device has a backend named', async () => {
    expect(await violatedIn({ variant: 'V3', unmapped: 0 })).toEqual([]);
    expect(await violatedIn({ variant: 'V3', unmapped: 0, waitFor: 'all' })).toEqual([]);
  });

  test('V3 does not with waitFor=any: the survey has this as a matter of liveness', async () => {
    expect(await violatedIn({ variant: 'V3', unmapped: 0, waitFor: 'any' })).toEqual([
      'NO-EARLY-PROBE',
    ]);
  });

  test('V8 violates NO-EARLY-PROBE and NO-SILENT-BYPASS', async () => {
    expect(await violatedIn({ variant: 'V8' })).toEqual(['NO-EARLY-PROBE', 'NO-SILENT-BYPASS']);
  });

  test('V12 holds', async () => {
    expect(await violatedIn({ variant: 'V12' })).toEqual([]);
  });
});

describe('an event channel that is marked pending when it is bound', () => {
  const only = (...some: readonly Defect[]): Values => ({ ...alone, variant: 'V3', defects: some });

  test('makes good for a level that is sampled too early', async () => {
    expect(await violatedIn(only('SAMPLE_FIRST'))).toEqual([]);
    expect(await violatedIn(only('SAMPLE_FIRST', 'BIND_SILENT'))).toEqual(['NO-LOST-SIGNAL']);
  });

  test('is no harm to miss where a level is sampled in time', async () => {
    expect(await violatedIn(only('BIND_SILENT'))).toEqual([]);
  });

  test('wakes too early one who has no level', async () => {
    expect(await violatedIn(only('EDGE_ONLY'))).toEqual(['NO-EARLY-PROBE']);
    expect(await violatedIn(only('EDGE_ONLY', 'BIND_SILENT'))).toEqual(['NO-LOST-SIGNAL']);
  });
});
