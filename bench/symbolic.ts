/** The second table: what nobody can enumerate, by the symbolic engine. Its counts are exact and pinned. */

import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert } from '../base/errors.ts';
import { link, type SymbolicResult, slotsInOrder, symbolic } from '../explorer/index.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import { fullPassthrough } from '../models/systems/full-passthrough/index.ts';
import { trial } from '../models/systems/trial.system.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import { countingLock, countingLockStates } from './counting-lock.ts';
import { hashOf } from './ours.ts';
import { philosophers } from './philosophers.ts';

/** A system of one of the families that are made larger and larger. */
export interface SymbolicWorkload {
  readonly family: string;
  readonly size: string;
  readonly system: () => SystemDefinition;
  /** Reachable states; null where they are told by their number of digits. */
  readonly states: bigint | null;
  /** Names of components in the order of levels, the lowest first; without it an order is looked for. */
  readonly order?: () => readonly string[];
}

export interface SymbolicRow {
  readonly family: string;
  readonly size: string;
  readonly states: bigint;
  readonly linkMs: number;
  readonly searchMs: number;
  /** Nodes of the reachable set, and the most nodes of all sets at any time. */
  readonly nodes: number;
  readonly nodesMax: number;
  /** Most bytes of everything, and their share of a node at that time, children and caches included. */
  readonly bytes: number;
  readonly bytesPerNode: number;
  readonly order: string;
  /** Hash of counts, verdicts, traces and coverage. */
  readonly hash: string;
}

/** The lock of the trial system with 16 vCPUs has 65,553 local states. */
const LOCAL_STATES_MAX = 70_000;

/** Links and searches a workload. Throws a `DefectError` when it counts something else. */
export async function measureSymbolic(workload: SymbolicWorkload): Promise<SymbolicRow> {
  const { family, size, order: given } = workload;
  const started = performance.now();
  const linked = link(workload.system(), { localStatesMax: LOCAL_STATES_MAX });
  const ready = performance.now();
  const within = given === undefined ? {} : { order: slotsInOrder(linked, given()) };
  const result = await symbolic(linked, within);
  const done = performance.now();
  const { states, nodes, nodesMax, memoryBytesMax, order } = result;
  const expected = workload.states ?? states;
  assert(states === expected, `${family} ${size}: ${states} states, expected ${expected}`);
  return {
    family,
    size,
    states,
    linkMs: ready - started,
    searchMs: done - ready,
    nodes,
    nodesMax,
    bytes: memoryBytesMax,
    bytesPerNode: memoryBytesMax / Math.max(nodesMax, 1),
    order: order?.name ?? '',
    hash: hashOfResult(result),
  };
}

function hashOfResult(result: SymbolicResult): string {
  const { states, transitions, deadlocks, terminal, properties, coverage } = result;
  const verdicts = properties.map(({ name, verdict, path }) => [name, verdict, path]);
  const counts = [states, transitions, deadlocks, terminal].map(String);
  const seen = [coverage.steps, ...coverage.localStates].map((bits) => [...bits]);
  return hashOf([counts, verdicts, seen]);
}

function sized(vcpus: number, pages: number, states: bigint): SymbolicWorkload {
  const system = (): SystemDefinition => trial.with({ vcpus, pages });
  return { family: 'trial', size: `${vcpus} vCPUs, ${pages} pages`, system, states };
}

function counting(vcpus: number): SymbolicWorkload {
  const system = (): SystemDefinition => countingLock(vcpus);
  const states = countingLockStates(vcpus);
  return { family: 'counting lock', size: `${vcpus} vCPUs`, system, states };
}

function table(seats: number, states: bigint | null = null): SymbolicWorkload {
  return { family: 'philosophers', size: `${seats}`, system: () => philosophers(seats), states };
}

function landed(vcpus: number, devices: number, states: bigint): SymbolicWorkload {
  const system = (): SystemDefinition => vpciLocking.with({ scheme: 'S4', vcpus, devices });
  const size = `${vcpus} vCPUs, ${devices} devices`;
  return { family: 'vpci-locking S4', size, system, states };
}

function full(
  size: string,
  states: bigint,
  more: Partial<SymbolicWorkload> = {},
): SymbolicWorkload {
  const system = (): SystemDefinition => fullPassthrough.with({ preset: 'ideal' });
  return { family: 'full-passthrough', size, system, states, ...more };
}

/** From the folder of this file, as it is or compiled. */
const ORDERS = ['../', '../../'].map((up) => `${up}models/systems/full-passthrough/`);

/** An order of components that is kept with the family. */
function kept(name: string): () => readonly string[] {
  return () => {
    const paths = ORDERS.map((folder) => fileURLToPath(new URL(folder + name, import.meta.url)));
    const path = paths.find((one) => existsSync(one));
    assert(path !== undefined, `${name} of the full system is there`);
    return readFileSync(path, 'utf8').trim().split('\n');
  };
}

/** Some hundred states. */
export function tinySymbolic(): readonly SymbolicWorkload[] {
  return [sized(2, 1, 264n), counting(3), table(4, 34n)];
}

/** A minute or less. */
export function usualSymbolic(): readonly SymbolicWorkload[] {
  return [
    sized(5, 8, 61_515_936n),
    sized(10, 30, 12_672_299_402_937_316_141_056n),
    sized(12, 64, 7_532_538_452_938_681_001_914_827_505_011_756_466_176n),
    counting(16),
    counting(24),
    counting(32),
    table(100),
    table(1_000),
    landed(2, 4, 2_059_129n),
    landed(3, 4, 198_279_893n),
    full('2 guests, 1 device', 28_681_921_393_012n, {
      order: kept('one-device.order'),
    }),
  ];
}

/** Many minutes. */
export function largeSymbolic(): readonly SymbolicWorkload[] {
  return [
    sized(16, 64, 9_701_558_480_736_580_293_913_114_349_050_394_741_833_728n),
    landed(2, 32, 209_174_009n),
    landed(3, 16, 14_340_258_461n),
    landed(3, 32, 127_812_258_749n),
    landed(4, 8, 340_936_257_389n),
    full('2 guests, 2 devices; vPCI, IOMMU', 843_787_274n, {
      system: () => fullPassthrough.with({ devices: 2, paths: ['CMD', 'TOUCH', 'MEM', 'DEQ'] }),
    }),
    full('2 guests, 2 devices', 41_684_173_464_208_146n, {
      system: () => fullPassthrough.with({ devices: 2 }),
      order: kept('two-devices.order'),
    }),
  ];
}
