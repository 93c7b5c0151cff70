import { describe, expect, test } from 'vitest';
import { breadthFirst, faultsTaken, link, neverEnabled } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { lateXenstore } from './index.ts';
import { parameters } from './parameters.ts';

type Values = NonNullable<Parameters<typeof lateXenstore.with>[0]>;

const generations = parameters.generation.values;

/** Each property that does not hold, with the length of the shortest violation. */
async function violatedIn(values: Values): Promise<Readonly<Record<string, string | number>>> {
  const { properties, complete } = await breadthFirst(link(lateXenstore.with(values)));
  expect(complete).toBe(true);
  return Object.fromEntries(
    properties
      .filter(({ verdict }) => verdict !== 'holds')
      .map(({ name, verdict, path }) => [
        name,
        verdict === 'violated' ? (path?.length ?? -1) : verdict,
      ]),
  );
}

describe('the parameters of late-xenstore', () => {
  test('refuse what makes no sense', () => {
    const refusal = refusalsOf(lateXenstore);
    const texts = [
      { generation: 'G0', mode: 'legacy' },
      { legacyMask: 'both' },
      { generation: 'G1', mode: 'legacy', legacyMask: 'both' },
      { generation: 'G1', pageZeroed: 'off' },
      { generation: 'G1', portInPage: 'valid' },
      { portInPage: 'valid', pageZeroed: 'off' },
      { guest: 'pfn', readyRead: 'twice' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system late-xenstore: mode legacy belongs to generation G1 or G2: G0 has no other page than that of init-dom0less
      USAGE-VALUE: system late-xenstore: legacyMask is both, which is about generation G2 in mode legacy
      USAGE-VALUE: system late-xenstore: legacyMask is both, which is about generation G2 in mode legacy
      USAGE-VALUE: system late-xenstore: pageZeroed is off, which is about generation G2 in mode enhanced: nobody reads evtchn_port before, and init-dom0less clears its page
      USAGE-VALUE: system late-xenstore: portInPage is valid, which is about generation G2 in mode enhanced
      USAGE-VALUE: system late-xenstore: portInPage is valid, so it does not matter whether the page was cleared: set pageZeroed to on
      USAGE-VALUE: system late-xenstore: readyRead is twice, but what a guest that looks at STORE_PFN alone asks for does not change between two reads: set readyRead to once"
    `);
  });
});

describe.each(generations)('generation %s', (generation) => {
  test('holds with a guest that looks again, whatever else is safe', async () => {
    expect(await violatedIn({ generation })).toEqual({});
    expect(await violatedIn({ generation, strayEvent: 'one' })).toEqual({});
    expect(await violatedIn({ generation, xlCreate: 'after' })).toEqual({});
  });

  test('needs only one of the two looks against stray events', async () => {
    const given: Values = { generation, strayEvent: 'one' };
    expect(await violatedIn({ ...given, handlerChecksConnected: 'off' })).toEqual({});
    const unchecked = await violatedIn({ ...given, threadRecheck: 'off' });
    expect(Object.keys(unchecked)).toEqual(['NO-LOST-WAKE-UP', 'NO-DEAD-END']);
  });

  test('comes to a dead end wherever something is lost', async () => {
    const lost: readonly Values[] = [
      { threadRecheck: 'off' },
      { readyRead: 'twice' },
      { guest: 'pfn' },
      { strayEvent: 'one', threadRecheck: 'off', handlerChecksConnected: 'off' },
    ];
    for (const given of lost) {
      expect(Object.keys(await violatedIn({ generation, ...given }))).toContain('NO-DEAD-END');
    }
  });

  test('takes no fault, and says of stray events that nobody sends them on purpose', async () => {
    const system = lateXenstore.with({ generation, strayEvent: 'one' });
    const linked = link(system);
    const { coverage } = await breadthFirst({ ...linked, properties: [] });
    expect(faultsTaken(linked, coverage)).toEqual([]);
    const chance = system.steps.filter(({ tags }) => tags.includes('environment'));
    expect(chance.map(({ name }) => name)).toEqual(['wire: an event that announces nothing']);
  });
});

describe('what xenstored does by itself', () => {
  test('leaves nothing to introduce where it finds the port in the page', async () => {
    const linked = link({ ...lateXenstore.with({ portInPage: 'valid' }), properties: [] });
    const { coverage } = await breadthFirst(linked);
    const idle = neverEnabled(linked, coverage);
    expect(idle).not.toContain('xenstored: D7 notifies the frontend');
    expect(idle).toContain('init0: has it introduced');
  });

  test('makes two runs of init-dom0less harmless, as the second one finds it done', async () => {
    expect(await violatedIn({ portInPage: 'valid', inits: 2 })).toEqual({});
    expect(Object.keys(await violatedIn({ inits: 2 }))).toContain('NO-LOST-WATCH');
  });
});
