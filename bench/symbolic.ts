/** The second table: what nobody can enumerate, by the symbolic engine. Its counts are exact and pinned. */

import { assert } from '../base/errors.ts';
import { link, type SymbolicResult, symbolic } from '../explorer/index.ts';
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
  const { family, size } = workload;
  const started = performance.now();
  const linked = link(workload.system(), { localStatesMax: LOCAL_STATES_MAX });
  const ready = performance.now();
  const result = await symbolic(linked);
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
  more: Readonly<Record<string, unknown>> = {},
): SymbolicWorkload {
  const system = (): SystemDefinition => fullPassthrough.instantiate({ preset: 'ideal', ...more });
  return { family: 'full-passthrough', size, system, states };
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
    full('2 guests, 1 device, all paths', 11_003_936_536_992n, { devices: 1, paths: 'all' }),
    full('2 guests, 2 devices; vPCI, IOMMU', 843_787_274n, { paths: 'CMD,TOUCH,MEM,DEQ' }),
    full('2 guests, 2 devices', 5_059_849_570_709_368n),
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
    full('2 guests, 2 devices, all paths', 9_730_960_022_427_180n, { paths: 'all' }),
    full('2 guests, 4 vCPUs, 1 device, all paths', 2_798_258_729_017_292n, {
      vcpus: 4,
      devices: 1,
      paths: 'all',
    }),
    full('2 guests, 3 vCPUs, 2 devices', 140_475_796_689_801_702n, { vcpus: 3 }),
    full('2 guests, 3 devices; no CMD, TOUCH', 17_320_827_740_765_748n, {
      devices: 3,
      paths: 'MEM,DEQ,MSI,GRANT,READY,VIOMMU',
    }),
    full('1 guest, 1 vCPU, 3 devices', 2_723_623_903_336_062n, {
      guests: 1,
      vcpus: 1,
      devices: 3,
    }),
  ];
}
