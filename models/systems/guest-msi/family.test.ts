import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { reachable } from '../../../properties/kinds/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { guestMsi } from './index.ts';
import { type Defect, defects } from './parameters.ts';

type Given = Parameters<typeof guestMsi.with>[0];

const refusal = refusalsOf(guestMsi);

describe('the parameters of guest-msi', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { msiPath: 'translated' },
      { doorbell: 'its', intremap: 'none' },
      { doorbell: 'gicv2m', irteUpdate: 'disableRewrite' },
      { guests: 'none' },
      { sends: 'none' },
      { functions: 'f2', phantom: 'all' },
      { functions: 'f0', dom0Has: 'f0' },
      { requesterIds: 'bridge', phantom: 'all' },
      { paths: 'MSI' },
      { defects: 'ENABLE_FIRST' },
      { paths: 'ASG', defects: 'ENTRY_LATE' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system guest-msi: msiPath=translated belongs to Arm (doorbell its or gicv2m), not to x86
      USAGE-VALUE: system guest-msi: intremap=none belongs to doorbell=x86, not to its
      USAGE-VALUE: system guest-msi: irteUpdate=disableRewrite belongs to doorbell=x86, not to gicv2m
      USAGE-VALUE: system guest-msi: there is nothing to assign, or nobody to assign it to
      USAGE-VALUE: system guest-msi: sends is none, so nothing is sent; name no senders instead
      USAGE-VALUE: system guest-msi: phantom is all, but f0, which has the phantom function, is not there
      USAGE-VALUE: system guest-msi: dom0 has every function, so there is nothing to assign
      USAGE-VALUE: system guest-msi: behind a bridge (requesterIds=bridge) there are no phantom functions
      USAGE-VALUE: system guest-msi: without ASG no guest ever has a function
      USAGE-VALUE: system guest-msi: defect ENABLE_FIRST belongs to msiPath=translated, not to bypass
      USAGE-VALUE: system guest-msi: defect ENTRY_LATE is in code path DEA, which is left out"
    `);
  });

  test.each(defects)('let defect %s belong to its setting', (defect: Defect) => {
    const settings: readonly Given[] = [
      {},
      { doorbell: 'its', msiPath: 'translated' },
      { intremap: 'none' },
      { paths: ['ASG', 'DEA', 'RAM'], rdmPolicy: 'relaxed' },
    ];
    const takes = settings.filter(
      (given) => refusal({ ...given, defects: [defect] }) === 'nothing was refused',
    );
    expect(takes.length).toBeGreaterThan(0);
  });
});

const platforms: readonly Given[] = [
  {},
  { intremap: 'none' },
  { intremap: 'noSID' },
  { doorbell: 'its', msiPath: 'translated' },
  { doorbell: 'gicv2m', rootComplex: 'routes' },
  { functions: ['f0', 'f1'], internalP2P: true, ats: true, phantom: 'all' },
  { requesterIds: 'bridge', groupPolicy: 'ignore', quarantine: false },
  { paths: ['ASG', 'MSI', 'DEA', 'RAM', 'MIG'], guests: ['A'], rdmPolicy: 'relaxed' },
];

describe.each(platforms.map((given) => [JSON.stringify(given), given] as const))(
  '%s',
  (_, given) => {
    const system = guestMsi.with(given);

    test('asks or explains every property, none twice and none forgotten', () => {
      const names = (of: typeof system) =>
        [...of.properties, ...of.notAsked].map(({ name }) => name.replace(/\/f\d$/, ''));
      const own = new Set(names(system));
      expect([...own].sort()).toEqual([...new Set(names(guestMsi.with({})))].sort());
      const asked = system.properties.map(({ name }) => name);
      expect(new Set(asked).size).toBe(asked.length);
    });

    test('leaves nobody stuck in the middle of something', async () => {
      const stuck = await stuckPlaces(given);
      expect(stuck).toEqual([]);
    });
  },
);

test('an assertion that fails is a place where Xen is stuck', async () => {
  const given: Given = {
    paths: ['ASG', 'DEA', 'RAM'],
    rdmPolicy: 'relaxed',
    defects: ['RDM_TEARDOWN'],
  };
  expect(await stuckPlaces(given)).toEqual(['assertion-failed']);
});

/** Places of programs from which no step of the system leads on. */
async function stuckPlaces(given: Given): Promise<readonly string[]> {
  const linked = link(guestMsi.with({ ...given, sends: ['ram', 'bar', 'doorbell'] }));
  const { coverage } = await breadthFirst({ ...linked, properties: [] });
  return linked.slots.flatMap(({ component, labels }, slot) => {
    if (!linked.actors.includes(component)) return [];
    const left = labels.map((_, local) =>
      linked.steps.some(({ slots, next }, step) => {
        const part = slots.indexOf(slot);
        return part >= 0 && coverage.steps[step] === 1 && (next[part]?.[local] ?? -1) >= 0;
      }),
    );
    return labels.filter(
      (_, local) => coverage.localStates[slot]?.[local] === 1 && left[local] !== true,
    );
  });
}

describe('positive controls', () => {
  const verdicts = async (given: Given) => {
    const { complete, properties } = await breadthFirst(link(guestMsi.with(given)));
    expect(complete).toBe(true);
    return properties.filter(
      ({ verdict, companion }) => verdict !== 'holds' || companion !== 'met',
    );
  };

  test.each([
    {},
    { doorbell: 'its' },
    { doorbell: 'its', msiPath: 'translated' },
    { ats: true, acs: ['SV', 'RR', 'UF', 'TB'] },
    { phantom: 'all' },
    { functions: ['f0', 'f1'], internalP2P: true, reset: 'works' },
    { acs: [], functions: ['f0', 'f2'], reset: 'works', sends: ['ram', 'bar', 'doorbell'] },
  ] satisfies readonly Given[])('%j holds all it is asked, put to the test', async (given) => {
    expect(await verdicts(given)).toEqual([]);
  });
});

describe('one write at a time', () => {
  const places = ['misdelivered', 'trap', 'page of A', 'page of B', 'page of dom0']
    .concat(['BAR of f0', 'BAR of f2', 'interrupt of f0 in A', 'interrupt of f2 in B'])
    .concat(['interrupt of f2 in A', 'interrupt of f0 in B']);

  /** Where writes of functions end, with the fabric that lets through one at a time and without. */
  async function ends(given: Given, fabric: boolean) {
    const system = guestMsi.with(given);
    const kept = ({ component }: { readonly component: string }) =>
      fabric || component !== 'fabric';
    const properties = system.components
      .filter(({ name }) => /^f\d$/.test(name))
      .flatMap((fn) =>
        places.map((place) =>
          reachable({
            name: `${fn.name}: ${place}`,
            statement: 'a write ends there',
            goal: fn.is(place, (s) => String((s as { value: unknown }).value) === place),
          }),
        ),
      );
    const result = await breadthFirst(
      link({
        ...system,
        components: system.components.filter(({ name }) => kept({ component: name })),
        steps: system.steps.map((step) => ({ ...step, parts: step.parts.filter(kept) })),
        properties,
      }),
    );
    const reached = result.properties.filter(({ verdict }) => verdict === 'holds');
    return { states: result.states, reached: reached.map(({ name }) => name) };
  }

  test.each([
    { intremap: 'none' },
    { acs: [], groupPolicy: 'ignore', guests: ['A', 'B'] },
  ] satisfies readonly Given[])('loses no end that a write can have: %j', async (given) => {
    const [one, many] = [await ends(given, true), await ends(given, false)];
    expect(many.states).toBeGreaterThan(one.states);
    expect(one.reached.length).toBeGreaterThan(3);
    expect(one.reached).toEqual(many.reached);
  });
});
