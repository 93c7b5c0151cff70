import { describe, expect, test } from 'vitest';
import { deadEnds } from '../../../conformance/dead-ends.ts';
import { forEveryState } from '../../../conformance/every-state.ts';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { ecamIoreq } from './index.ts';

type Values = Parameters<typeof ecamIoreq.with>[0] & object;

const refusal = refusalsOf(ecamIoreq);

/** Each property that is asked, with its verdict, or with the length of the shortest violation. */
async function verdictsOf(values: Values): Promise<Readonly<Record<string, string | number>>> {
  const { properties, complete } = await breadthFirst(link(ecamIoreq.with(values)));
  expect(complete || properties.every(({ verdict }) => verdict === 'violated')).toBe(true);
  return Object.fromEntries(
    properties.map(({ name, verdict, path }) => [
      name,
      verdict === 'violated' ? (path?.length ?? -1) : verdict,
    ]),
  );
}

const violated = async (values: Values): Promise<readonly string[]> =>
  Object.entries(await verdictsOf(values))
    .filter(([, verdict]) => typeof verdict === 'number')
    .map(([name]) => name);

test('the parameters of ecam-ioreq refuse what makes no sense', () => {
  const texts = [
    { approach: 'II', notify: 'lost' },
    { approach: 'II', regAtRealize: 'never' },
    { approach: 'II', reload: 'reset', work: 'none' },
    { approach: 'III', reload: 'reset' },
    { hooked: true },
    { work: 'none', pciexbarWrite: 'torn' },
    { move: 'reserved', pciexbarWrite: 'torn' },
    { defects: 'RESERVED_ABORT' },
    { approach: 'II', move: 'reserved', defects: 'RESERVED_ABORT' },
    { approach: 'II', defects: 'SPLIT_SELECT' },
    { defects: 'IDENTIFY_EARLY' },
    { scene: 'ranges', approach: 'II' },
    { scene: 'requests', defects: 'INVERTED' },
    { scene: 'requests', events: 'none', defects: 'STATE_STAYS' },
    { scene: 'requests', events: 'none', defects: 'FIRST_ONLY' },
    { scene: 'requests', io: 'broadcast' },
    { scene: 'requests', events: 'none', destroyInflight: 'hang' },
    { scene: 'ranges', defects: 'INVERTED' },
    { scene: 'ranges', defects: 'REP_WHOLE' },
    { scene: 'ranges', span: 'repUp', defects: 'DF_IGNORED' },
    { scene: 'ranges', span: 'repUp', hostile: true },
    { scene: 'bars-and-windows', hole: 'relocate' },
    { scene: 'bars-and-windows', trapFollowsBar: 'off' },
    { scene: 'bars-and-windows', change: 'hotAdd', overlapCheck: 'warn' },
    { scene: 'bars-and-windows', defects: 'REGISTER_STAYS' },
    { scene: 'ports', port: 'translated', guardedByLock: false },
    { scene: 'ports', defects: 'LIST_UNLOCKED' },
    { scene: 'identity', defects: 'TYPE_REF_ONLY' },
  ].map(refusal);
  expect(texts.join('\n')).toMatchInlineSnapshot(`
    "USAGE-VALUE: system ecam-ioreq: notify belongs to approach I, not to II
    USAGE-VALUE: system ecam-ioreq: regAtRealize is never, but in approach II the hypervisor has the root port
    USAGE-VALUE: system ecam-ioreq: reload is reset, but in approach II no device model has PCIEXBAR
    USAGE-VALUE: system ecam-ioreq: reload is reset, which is looked at alone: set work to none
    USAGE-VALUE: system ecam-ioreq: hooked is about approach III and a reload
    USAGE-VALUE: system ecam-ioreq: pciexbarWrite needs MOVE among work
    USAGE-VALUE: system ecam-ioreq: pciexbarWrite is torn, but move=reserved is one write
    USAGE-VALUE: system ecam-ioreq: defect RESERVED_ABORT needs move=reserved
    USAGE-VALUE: system ecam-ioreq: defect RESERVED_ABORT is of a device model that has PCIEXBAR
    USAGE-VALUE: system ecam-ioreq: defect SPLIT_SELECT belongs to approach I or III, not to II
    USAGE-VALUE: system ecam-ioreq: defect IDENTIFY_EARLY belongs to approach III, not to I
    USAGE-VALUE: system ecam-ioreq: approach belongs to scene config-access, not to ranges
    USAGE-VALUE: system ecam-ioreq: defect INVERTED belongs to scene ranges, not to requests
    USAGE-VALUE: system ecam-ioreq: defect STATE_STAYS needs DESTROY among events
    USAGE-VALUE: system ecam-ioreq: defect FIRST_ONLY needs io=broadcast
    USAGE-VALUE: system ecam-ioreq: io is broadcast, which is looked at without events: set events to none
    USAGE-VALUE: system ecam-ioreq: destroyInflight needs DESTROY among events
    USAGE-VALUE: system ecam-ioreq: defect INVERTED needs hostile
    USAGE-VALUE: system ecam-ioreq: defect REP_WHOLE needs span repUp or repDown
    USAGE-VALUE: system ecam-ioreq: defect DF_IGNORED needs span=repDown
    USAGE-VALUE: system ecam-ioreq: hostile needs span=one
    USAGE-VALUE: system ecam-ioreq: hole is about change boot, not move
    USAGE-VALUE: system ecam-ioreq: trapFollowsBar needs msix
    USAGE-VALUE: system ecam-ioreq: overlapCheck needs rebalance=accept: nothing overlaps otherwise
    USAGE-VALUE: system ecam-ioreq: defect REGISTER_STAYS needs change=hotAdd and overlapCheck=reject
    USAGE-VALUE: system ecam-ioreq: guardedByLock is about port=cf8
    USAGE-VALUE: system ecam-ioreq: defect LIST_UNLOCKED needs port=translated
    USAGE-VALUE: system ecam-ioreq: defect TYPE_REF_ONLY belongs to scene server-pages, not to identity"
  `);
});

describe('approach I', () => {
  test('holds as it is, whatever the order of things', async () => {
    expect(await violated({ approach: 'I' })).toEqual([]);
  });

  const relaxed: readonly (readonly [Values, readonly string[]])[] = [
    [{ notify: 'syncAfterResp' }, ['CFG-OWNER', 'CFG-ONCE', 'ECAM-COHERENT', 'READ-YOUR-WRITES']],
    [
      { notify: 'async', work: ['MOVE'] },
      ['CFG-OWNER', 'CFG-ONCE', 'ECAM-COHERENT', 'READ-YOUR-WRITES'],
    ],
    [
      { notify: 'lost' },
      ['CFG-OWNER', 'CFG-ONCE', 'PT-GUARD', 'ECAM-COHERENT', 'READ-YOUR-WRITES'],
    ],
    [{ pciexbarWrite: 'torn' }, ['DECODE-DISJOINT']],
    [{ regAtRealize: 'never' }, ['CFG-OWNER', 'CFG-ONCE', 'PT-GUARD', 'READ-YOUR-WRITES']],
  ];

  test.each(relaxed)('does not hold with %o', async (values, names) => {
    expect(await violated({ approach: 'I', ...values })).toEqual(names);
  });

  test('hears of a reset and of a restore, as its model tells of every change', async () => {
    expect(await violated({ work: [], reload: 'reset' })).toEqual([]);
    expect(await violated({ work: [], reload: 'postLoad' })).toEqual([]);
  });
});

describe('the other approaches', () => {
  test('II holds', async () => expect(await violated({ approach: 'II' })).toEqual([]));

  test('II decodes a half-written base as any other does', async () => {
    expect(await violated({ approach: 'II', pciexbarWrite: 'torn' })).toEqual(['DECODE-DISJOINT']);
  });

  test.each(['reset', 'postLoad'] as const)(
    'III does not survive a %s, unless hooked',
    async (reload) => {
      const values = { approach: 'III', work: [], reload } as const;
      expect(await violated(values)).toContain('ECAM-COHERENT');
      expect(await violated({ ...values, hooked: true })).toEqual([]);
    },
  );

  test('a reserved length is no harm to any of them, as it is read back or told', async () => {
    for (const approach of ['none', 'I', 'II', 'III'] as const) {
      const found = await violated({ approach, move: 'reserved' });
      expect(found, approach).toEqual(approach === 'none' ? ['CFG-ONCE'] : []);
    }
  });
});

describe('BARs and windows', () => {
  const scene = 'bars-and-windows';
  const room = { scene, change: 'hotAdd', rebalance: 'accept' } as const;
  const cases: readonly (readonly [Values, readonly string[]])[] = [
    [{ scene, msix: true }, []],
    [
      { scene, msix: true, barWrite: 'decodeOn' },
      ['WIN-CONTAIN', 'DECODE-DISJOINT/bars', 'HOLE-NOT-RAM/page', 'TRAP-FOLLOWS-BAR'],
    ],
    [{ scene, msix: true, trapFollowsBar: 'off' }, ['TRAP-FOLLOWS-BAR']],
    [{ scene, change: 'hotAdd' }, []],
    [{ ...room, rebalance: 'inOrder' }, []],
    [{ ...room, rebalance: 'inOrder', inTheWay: 'sameBus' }, []],
    [{ ...room, inTheWay: 'sameBus' }, []],
    [{ ...room, inTheWay: 'sameBus', defects: ['REGISTER_STAYS'] }, ['BAR-COHERENT']],
    [{ ...room, inTheWay: 'sameBus', overlapCheck: 'warn' }, ['DECODE-DISJOINT/bars']],
    [{ ...room, overlapCheck: 'warn' }, ['DECODE-DISJOINT/bars', 'OVERLAP-TOLD']],
    [
      { ...room, inTheWay: 'sameBus', overlapCheck: 'none' },
      ['DECODE-DISJOINT/bars', 'OVERLAP-TOLD'],
    ],
    [{ scene, change: 'addBridge' }, []],
    [{ scene, change: 'addBridge', rebalance: 'inOrder' }, []],
    [{ scene, change: 'addBridge', rebalance: 'accept' }, ['BUS-CONTAIN']],
    [{ scene, change: 'boot' }, []],
    [{ scene, change: 'boot', hole: 'relocate' }, ['HOLE-NOT-RAM']],
    [{ scene, change: 'concurrentAdd' }, []],
    [{ scene, change: 'concurrentAdd', freeBeforeUnreg: true }, ['RANGE-OWNED']],
  ];

  test.each(cases)('%o', async (values, names) => {
    expect(await violated(values)).toEqual(names);
  });

  test('a guest whose BAR is put back tries the same for ever', () => {
    const linked = link({ ...ecamIoreq.with({ ...room, inTheWay: 'sameBus' }), properties: [] });
    let retries = 0;
    forEveryState(linked, ({ enabled, enabledCount }) => {
      expect(enabledCount).toBeGreaterThan(0);
      if (linked.steps[enabled[0] ?? -1]?.name.includes('tries once more')) retries++;
    });
    expect(retries).toBe(1);
  });
});

/** Configurations that together have every piece of code. */
const configurations: readonly Values[] = [
  { approach: 'none' },
  { approach: 'I' },
  { approach: 'I', notify: 'async', work: ['MOVE'] },
  { approach: 'I', notify: 'syncAfterResp', pciexbarWrite: 'torn' },
  { approach: 'I', regAtRealize: 'never' },
  { approach: 'I', defects: ['SPLIT_SELECT'] },
  { approach: 'II', pciexbarWrite: 'torn' },
  { approach: 'III', defects: ['IDENTIFY_EARLY'] },
  { approach: 'III', work: [], reload: 'postLoad' },
  { approach: 'III', work: [], reload: 'reset', hooked: true },
  { approach: 'III', move: 'reserved', defects: ['HOOK_BEFORE'] },
  { scene: 'requests', events: ['DESTROY', 'SHUTDOWN', 'REWIND'] },
  { scene: 'requests', events: ['SHUTDOWN'], defects: ['SHUTDOWN_RETRY'] },
  { scene: 'requests', io: 'broadcast', events: [] },
  { scene: 'ranges', hostile: true },
  { scene: 'ranges', overlap: 'perServer', slotPolicy: 'highestId', slots: 3 },
  { scene: 'ranges', span: 'straddle' },
  { scene: 'ranges', span: 'repDown' },
  { scene: 'bars-and-windows', msix: true },
  { scene: 'bars-and-windows', barWrite: 'decodeOn' },
  { scene: 'bars-and-windows', change: 'hotAdd' },
  { scene: 'bars-and-windows', change: 'hotAdd', rebalance: 'accept', overlapCheck: 'warn' },
  { scene: 'bars-and-windows', change: 'hotAdd', rebalance: 'inOrder', inTheWay: 'sameBus' },
  { scene: 'bars-and-windows', change: 'addBridge', rebalance: 'accept' },
  { scene: 'bars-and-windows', change: 'boot', hole: 'relocate' },
  { scene: 'bars-and-windows', change: 'concurrentAdd', freeBeforeUnreg: true },
  { scene: 'ports' },
  { scene: 'ports', port: 'translated' },
  { scene: 'identity', identity: 'BDF' },
  { scene: 'server-pages' },
];

describe.each(configurations)('the code of ecam-ioreq: %o', (given) => {
  test('stops nobody but at a place of rest', () =>
    expect(deadEnds(ecamIoreq.with(given))).toEqual([]));
});

test('a vCPU waits for ever for a device model that has aborted', () => {
  const given = { move: 'reserved', defects: ['RESERVED_ABORT'] } as const;
  expect(deadEnds(ecamIoreq.with(given))).toEqual(['vcpu0 at booted:wait0']);
});
