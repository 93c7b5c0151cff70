import { describe, expect, test } from 'vitest';
import { breadthFirst, link, symbolic } from '../explorer/index.ts';
import { trial } from '../models/systems/trial.system.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import { countingLock, countingLockStates } from './counting-lock.ts';
import { philosophers } from './philosophers.ts';
import { measureSymbolic, tinySymbolic } from './symbolic.ts';

describe('the table of the symbolic engine', () => {
  test('has exact counts, and a hash that says what was computed', async () => {
    const rows = [];
    for (const workload of tinySymbolic()) rows.push(await measureSymbolic(workload));
    const told = rows.map(({ family, size, states, nodes, order, hash }) =>
      [family, size, states, nodes, order, hash].join('  '),
    );
    expect(told).toMatchInlineSnapshot(`
      [
        "trial  2 vCPUs, 1 pages  264  21  by actors  17544568bcce",
        "counting lock  3 vCPUs  237  25  by actors  31b2d3cab97c",
        "philosophers  4  34  26  by actors  3162f648c725",
      ]
    `);
  });

  test('ends when a count is not the expected one', async () => {
    const [workload] = tinySymbolic();
    if (workload === undefined) throw new Error('no workload');
    await expect(measureSymbolic({ ...workload, states: 265n })).rejects.toThrow(
      'trial 2 vCPUs, 1 pages: 264 states, expected 265',
    );
  });
});

describe('systems that grow', () => {
  test('counting lock: as many states as its formula says, by explicit search and far beyond it', async () => {
    for (const vcpus of [1, 2, 3, 4, 5]) {
      const { states } = await breadthFirst(link(countingLock(vcpus)));
      expect(states).toBe(countingLockStates(vcpus));
    }
    for (const vcpus of [16, 24, 32]) {
      const found = await symbolic(link(countingLock(vcpus)));
      expect(found.states).toBe(countingLockStates(vcpus));
      expect(found.properties.map(({ verdict }) => verdict)).toEqual(['holds', 'holds']);
      // Who is below a level matters only as the number of readers there.
      expect(found.nodes).toBeLessThan(2 * vcpus ** 2);
    }
  });

  test('philosophers: a diagram that is linear in their number', async () => {
    const nodes: number[] = [];
    for (const seats of [50, 100, 200])
      nodes.push((await symbolic(link(philosophers(seats)))).nodes);
    const [fifty = 0, hundred = 0, twoHundred = 0] = nodes;
    expect(twoHundred - hundred).toBe(2 * (hundred - fifty));
  });

  test('trial: a set of readers does not make the diagram larger', async () => {
    const found = await symbolic(link(trial.with({ vcpus: 10, pages: 30 })));
    expect(found.states).toBe(12_672_299_402_937_316_141_056n);
    expect(found.nodes).toBeLessThan(200);
  });

  test('vpci-locking S4: readers of one lock do not multiply', async () => {
    const system = link(vpciLocking.with({ scheme: 'S4', vcpus: 2, devices: 4 }));
    const { states, nodes } = await symbolic({ ...system, properties: [] });
    expect(states).toBe(2_059_129n);
    expect(nodes).toBeLessThan(4_000);
  });
});
