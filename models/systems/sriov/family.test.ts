import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { companion, deadlockFree } from '../../../properties/kinds/index.ts';
import type { Expression, SystemDefinition } from '../../compose/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { type DefectName, defects, needsOf } from './defects.ts';
import { sriov } from './index.ts';

type Given = NonNullable<Parameters<typeof sriov.with>[0]>;

const refusal = refusalsOf(sriov);

describe('the parameters of sriov', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { paths: 'none' },
      { paths: 'OPN', defects: 'VF_KEEPS_CONTEXT' },
      { defects: 'ATC_SKIPPED' },
      { paths: 'UNM' },
      { scene: 'nested', pf: 'kernel' },
      { scene: 'mdev', defects: 'S2_HOLE' },
      { scene: 'mdev', defects: 'SHORT_UNPIN' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system sriov: nothing happens; allowed paths are NUM, DRV, KDR, OPN, PFO, RST, VFD
      USAGE-VALUE: system sriov: defect VF_KEEPS_CONTEXT is in code path NUM, which is left out
      USAGE-VALUE: system sriov: defect ATC_SKIPPED needs ats=true
      USAGE-VALUE: system sriov: path UNM is of scene=mdev, not of pf-vf; allowed are NUM, DRV, KDR, OPN, PFO, RST, VFD
      USAGE-VALUE: system sriov: pf is kernel, but scene=nested does not read it; allowed is user
      USAGE-VALUE: system sriov: defect S2_HOLE is of scene=nested, not of mdev
      USAGE-VALUE: system sriov: defect SHORT_UNPIN needs pages=2"
    `);
  });

  test.each(defects)('let defect %s belong to its scene', (name: DefectName) => {
    const settings: readonly Given[] = [{}, { ats: true }, { pages: 2 }, { msi: true }];
    const { scene } = needsOf(name);
    const takes = settings.filter(
      (given) => refusal({ scene, ...given, defects: [name] }) === 'nothing was refused',
    );
    expect(takes.length).toBeGreaterThan(0);
  });
});

const controls: readonly Given[] = [
  {},
  { pf: 'kernel' },
  { ats: true, users: ['P'] },
  { guests: ['A', 'B'] },
  { scene: 'mdev' },
  { scene: 'mdev', pages: 2 },
  { scene: 'nested' },
  { scene: 'nested', msi: true },
  { scene: 'migration' },
];

describe.each(controls.map((given) => [JSON.stringify(given), given] as const))(
  '%s',
  (_, given) => {
    const system = sriov.with(given);

    test('holds all it is asked, put to the test', async () => {
      const { complete, properties } = await breadthFirst(link(system));
      expect(complete).toBe(true);
      expect(properties.length).toBeGreaterThan(2);
      for (const { name, verdict, companion: met } of properties) {
        expect([name, verdict, met]).toEqual([name, 'holds', 'met']);
      }
    });

    test('asks or explains every property of its scene, none twice', () => {
      const names = ({ properties, notAsked }: SystemDefinition) =>
        [...properties, ...notAsked].map(({ name }) => name).sort();
      expect(names(system)).toEqual(names(sriov.with({ scene: given.scene ?? 'pf-vf' })));
      expect(new Set(names(system)).size).toBe(names(system).length);
    });

    test('has no instruction that is never carried out', async () => {
      const linked = link(system);
      const { coverage } = await breadthFirst({ ...linked, properties: [] });
      const never = linked.steps.filter(
        ({ caseOf, name }, i) =>
          coverage.steps[i] !== 1 &&
          !linked.steps.some(
            (other, k) =>
              (other.caseOf ?? other.name) === (caseOf ?? name) && coverage.steps[k] === 1,
          ),
      );
      expect(never.map(({ name }) => name)).toEqual([]);
    });

    test('leaves nobody stuck where others rest', async () => {
      const { properties } = await breadthFirst(link(neverStuck(system)));
      expect(properties.map(({ verdict }) => verdict)).toEqual(['holds']);
    });
  },
);

/** The system with one question: whether somebody can always go on. */
function neverStuck(system: SystemDefinition): SystemDefinition {
  const resting: readonly Expression[] = system.components
    .filter(({ tellsSteps }) => tellsSteps)
    .map((actor) => actor.is('rests', (s) => s.hasTag('rest')));
  const rest: Expression = { kind: 'and', of: resting };
  const busy = companion('somebody is at work', { kind: 'not', of: rest });
  return {
    ...system,
    properties: [deadlockFree({ name: 'STUCK', statement: 'somebody can go on', companion: busy })],
  };
}
