import { describe, expect, test } from 'vitest';
import { forEveryState } from '../../../conformance/every-state.ts';
import { breadthFirst, faultsTaken, link, neverEnabled } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { xenbus } from './index.ts';
import { room } from './world.ts';

type Values = NonNullable<Parameters<typeof xenbus.with>[0]>;

/** Each property that is not shown to hold, with the length of the shortest violation. */
async function violatedIn(values: Values): Promise<Readonly<Record<string, string | number>>> {
  const { properties, complete } = await breadthFirst(link(xenbus.with(values)));
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

describe('the parameters of xenbus', () => {
  test('refuse what makes no sense', () => {
    const refusal = refusalsOf(xenbus);
    const texts = [
      { expiry: 'fails' },
      { detach: true, restart: 'newDomid' },
      { kdump: 'patient', restart: 'newDomid' },
      { coalescing: 'off' },
      { defects: ['END_FIRST'] },
      { defects: ['CLOSING_AGAIN'] },
      { detach: true, defects: ['CLOSING_AGAIN'] },
      { defects: ['CLOSES_NEW'] },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system xenbus: expiry is fails, but nobody waits for the device to close: set detach to true
      USAGE-VALUE: system xenbus: detach and restart are not modelled together: set restart to off
      USAGE-VALUE: system xenbus: kdump and restart are not modelled together: set restart to off
      USAGE-VALUE: system xenbus: coalescing is off, which is about a device that is replaced: set restart
      USAGE-VALUE: system xenbus: defect END_FIRST is about closing: set detach to true
      USAGE-VALUE: system xenbus: defect CLOSING_AGAIN is about the toolstack: set detach to true
      USAGE-VALUE: system xenbus: defect CLOSING_AGAIN needs a backend that closes by itself: set kdump
      USAGE-VALUE: system xenbus: defect CLOSES_NEW is about a backend that crashes: set restart"
    `);
  });
});

describe('a replaced device', () => {
  test.each(['sameDomid', 'newDomid'] as const)('is noticed if compared, %s', async (restart) => {
    expect(await violatedIn({ restart, replace: 'locked' })).toEqual({});
    expect(await violatedIn({ restart, replace: 'locked', coalescing: 'off' })).toEqual({});
    const off = await violatedIn({ restart, replace: 'off' });
    expect(Object.keys(off).sort()).toEqual(['NO-DEVICE-LEFT', 'REPLACEMENT-SEEN']);
    expect(Object.keys(await violatedIn({ restart, replace: 'unguarded' }))).toEqual([
      'ONLY-REPLACED',
    ]);
  });

  test('is overlooked whether or not identical events are dropped', async () => {
    const off: Values = { restart: 'newDomid', replace: 'off', coalescing: 'off' };
    expect(Object.keys(await violatedIn(off))).toContain('REPLACEMENT-SEEN');
  });

  test('is seen by a comparison of what is known, and not where nothing is', async () => {
    const same = await violatedIn({ restart: 'sameDomid' });
    expect(Object.keys(same)).toEqual(['NO-DEVICE-LEFT']);
    const other = await violatedIn({ restart: 'newDomid' });
    expect(Object.keys(other).sort()).toEqual(['NO-DEVICE-LEFT', 'ONLY-REPLACED']);
  });
});

describe('what happens to a device', () => {
  test('does no harm where it is attached, or another kernel waits', async () => {
    expect(await violatedIn({})).toEqual({});
    expect(await violatedIn({ kdump: 'patient' })).toEqual({});
  });

  test('is not worse where the toolstack gives up than where it waits', async () => {
    const waits = await violatedIn({ detach: true });
    expect(await violatedIn({ detach: true, expiry: 'fails' })).toEqual(waits);
    expect(Object.keys(waits).sort()).toEqual(['SAME-RING', 'XB-ORDER/MAP']);
  });

  test('ends grants under a backend only where it is removed by force', async () => {
    const forced = await violatedIn({ detach: true, expiry: 'forces' });
    expect(forced).toHaveProperty('XB-ORDER/END');
  });

  test('takes no fault, and calls crashes and time-outs what they are', async () => {
    const system = xenbus.with({ kdump: 'regardless', detach: true, expiry: 'fails' });
    const linked = link(system);
    const { coverage } = await breadthFirst({ ...linked, properties: [] });
    expect(faultsTaken(linked, coverage)).toEqual([]);
    const chance = system.steps.filter(({ tags }) => tags.includes('environment'));
    expect(chance.length).toBeGreaterThan(0);
    for (const { name } of chance) expect(name).toMatch(/crashes|time-out/);
  });

  test('reaches every step of closing where the device is detached', async () => {
    const linked = link({ ...xenbus.with({ detach: true }), properties: [] });
    const { coverage } = await breadthFirst(linked);
    const idle = neverEnabled(linked, coverage);
    expect(idle.filter((name) => /X[6789]/.test(name))).toEqual([]);
  });

  test('loses no event for want of room in the queue', async () => {
    for (const given of [
      { coalescing: 'off', restart: 'newDomid' },
      { coalescing: 'off', restart: 'sameDomid' },
      { kdump: 'regardless', detach: true, expiry: 'forces' },
    ] as const) {
      const linked = link({ ...xenbus.with(given), properties: [] });
      const slot = linked.slots.findIndex(({ component }) => component === 'watches');
      const lengths = new Set<number>();
      forEveryState(linked, ({ state }) => {
        const label = linked.slots[slot]?.labels[state[slot] ?? -1] ?? '';
        lengths.add(label.split(': ')[1]?.split(', ').length ?? 0);
      });
      expect(Math.max(...lengths)).toBeGreaterThan(1);
      expect(Math.max(...lengths)).toBeLessThan(room);
    }
  });
});
