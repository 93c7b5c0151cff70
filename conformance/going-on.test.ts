/**
 * A program that cannot go on where nothing holds it up has lost a case: every run through that place
 * would end there, and whatever comes later would never be looked at. So in every family each place
 * of a program that is reached is one of rest, the end of a fault, or left again in some state; and
 * where actors wait for nothing but locks, they also go on in every state that lets them.
 */

import { describe, expect, test } from 'vitest';
import { catalogue } from '../counterexamples/index.ts';
import { systemOf } from '../counterexamples/testing/smaller.ts';
import { link } from '../explorer/index.ts';
import { waitForEdges } from '../explorer/search/evaluate.ts';
import type { LinkedProperty, LinkedSystem, LinkedWaitCycle } from '../explorer/system.ts';
import type { SystemDefinition } from '../models/compose/index.ts';
import { vpciLocking } from '../models/systems/vpci-locking/index.ts';
import { asks, atomOf, deadEnds } from './dead-ends.ts';
import { forEveryState, type Visit } from './every-state.ts';
import { expectedCounts } from './expected-counts.ts';
import { titleOf } from './other-checkers/subjects.ts';

/** Every run of the catalogue. */
const runs = catalogue.flatMap((entry) => {
  if (entry.kind === 'design') return [{ title: entry.id, configuration: entry.design }];
  const { id, defect, fixed } = entry;
  return [
    { title: id, configuration: defect },
    ...(fixed === null ? [] : [{ title: `${id}, fixed`, configuration: fixed }]),
  ];
});

/** States of the largest system of the catalogue whose places are all looked at, family by family. */
const STATES_MAX = 15_000;

/** Places where somebody waits for ever because the entry says so, which is its defect. */
const waitsForEver: Readonly<Record<string, readonly string[]>> = {
  // Itself or a crashed actor holds the lock it asks for.
  'S2p-domU': ['vcpu0 at wr0:msi-lock-waiting pdev=0 vpci=0'],
  'V-05': ['vcpu0 at wr0:rom-self vpci=0'],
  'V-06': [
    'vcpu0 at wr0:rom-self vpci=0',
    'vcpu0 at wr1:rom-self vpci=0',
    'vcpu1 at wr0:rom-self vpci=0',
    'vcpu1 at wr1:rom-self vpci=0',
  ],
  'V-12': ['vcpu0 at wr0:msi-lock-waiting vpci=0'],
  'V-14': ['dom0 at dea0:lock2-waiting'],
  D3d: ['dom0 at dea0:lock2-waiting'],
  'XSA-467': ['dom0 at brg:move'],
  'XSA-467-TWO': ['dom0 at brg:move'],
  'S1-RESET': ['vcpu0 at RD word 0x04:vlock'],
  // Nobody will ever introduce the domain.
  L4: ['fe.thread at thread:sleep'],
  NOTIFY_UNDER_LOCK: ['vmm at unm:unpin-lock-0 round=1'],
  // Nobody will ever answer the access that the hypervisor holds, or that a device model took.
  RESERVED_ABORT: ['vcpu0 at booted:wait0'],
  R3: ['fe.dev0 at fe:held srv=0'],
  'R4-SAME': ['fe.dev0 at fe:held srv=0'],
  LEVEL_STAYS: ['fe.dev0 at fe:held srv=0'],
  SERVER_STAYS: ['fe.dev0 at fe:held inc=0 srv=0'],
  UNSEEN_DEATH: ['fe.dev0 at fe:held inc=0 srv=0'],
};

describe('no place is a dead end for want of a case', () => {
  const small = new Set(
    expectedCounts
      .filter(({ states }) => states <= STATES_MAX)
      .map(({ subject }) => titleOf(subject.configuration)),
  );
  const looked = runs.filter(({ configuration }) => small.has(titleOf(configuration)));

  test.each(looked)('in $title', ({ title, configuration }) => {
    expect(deadEnds(systemOf(configuration))).toEqual(
      waitsForEver[title.replace(/-RUNS$/, '')] ?? [],
    );
  });

  test('in any family', () => {
    const named = (some: typeof runs) =>
      new Set(some.map(({ configuration }) => configuration.system));
    expect(named(looked)).toEqual(named(runs));
  });

  test('and one that is would be noticed', () => {
    const system = vpciLocking.with({ vcpus: 1, paths: ['RD', 'REM'] });
    const lost = system.steps.filter(({ name }) => !/RD dev0 \(2\) search/.test(name));
    expect(lost.length).toBeLessThan(system.steps.length);
    expect(deadEnds({ ...system, steps: lost })).toContain('vcpu0 at rd0:find');
  });
});

/** Designs with one vCPU, since more of the same add no place in the code. */
const configurations = runs
  .filter(({ configuration: { system } }) => system === vpciLocking.name)
  .map(({ title, configuration: { system, parameters } }) =>
    catalogue.some(({ id, kind }) => id === title && kind === 'design')
      ? { title, configuration: { system, parameters: { ...parameters, vcpus: 1 } } }
      : { title, configuration: { system, parameters } },
  );

/** Three things at once that the catalogue has one at a time. */
const larger = [
  { scheme: 'S1', vcpus: 1, devices: 2, paths: 'RD,CMD,PEND,MSIX,MSI,ADD,REM,ASG,DEA' },
  { scheme: 'S2v7', vcpus: 1, devices: 2, managed: 2, paths: 'CMD,PEND,MSI,REM' },
  { scheme: 'S4', vcpus: 1, devices: 2, managed: 2, toolstacks: 2, paths: 'RD,CMD,PEND,REM' },
  { scheme: 'S5', profile: 'domU', vcpus: 2, paths: 'CMD,PEND,ASG,DEA,RST,DOM' },
].map((parameters) => ({
  title: Object.values(parameters).join(' '),
  configuration: { system: 'vpci-locking', parameters },
}));

describe('no actor stops where nothing holds it up', () => {
  test.each([...configurations, ...larger])('in $title', ({ configuration }) => {
    expect(complaints(systemOf(configuration))).toEqual([]);
  });

  test('and one that does would be noticed', () => {
    const system = vpciLocking.with({ vcpus: 1, paths: ['RD', 'REM'] });
    const lost = system.steps.filter(({ name }) => !/RD dev0 \(2\) search \[not found/.test(name));
    expect(lost.length).toBeLessThan(system.steps.length);
    expect(complaints({ ...system, steps: lost })).toEqual(['vcpu0 at rd0:find cannot go on']);
  });

  test('and one that goes on though it is blocked would be noticed', () => {
    const system = vpciLocking.with({ vcpus: 1, paths: ['RD', 'REM'] });
    const steps = system.steps.map((step) => {
      const parts = step.parts.filter(({ component }) => component !== 'pci_lock');
      return /RD dev0 \(1\) read_lock/.test(step.name) ? { ...step, parts } : step;
    });
    expect(complaints({ ...system, steps })).toContain(
      'vcpu0 at rd0:lock goes on though it is blocked',
    );
  });
});

/** What is wrong in any of the states, each once. */
function complaints(system: SystemDefinition): readonly string[] {
  const study = studyOf(system);
  const found = new Set<string>();
  forEveryState(study.linked, (visit) => {
    for (const sentence of study.judge(visit)) found.add(sentence);
  });
  return [...found];
}

/** One actor, by its numbers in the linked system. */
interface ActorStudy {
  readonly actor: number;
  readonly slot: number;
  readonly rests: Uint8Array;
}

function studyOf(system: SystemDefinition) {
  const programs = system.components.filter(({ tellsSteps }) => tellsSteps);
  const locks = system.components.filter(({ machine }) => /lock$/i.test(machine.id));
  const waits = system.properties.filter(({ name }) => name === 'L-NODEADLOCK');
  const rest = programs.map((program) =>
    asks(program, (s: { hasTag(tag: string): boolean }) => s.hasTag('rest') || s.hasTag('pauses')),
  );
  const broken = locks.map((lock) =>
    asks(lock, (s: { matches(state: string): boolean }) => s.matches('broken')),
  );
  const linked = link({ ...system, properties: [...rest, ...broken, ...waits] });
  const atoms = linked.properties.slice(0, -1).map(atomOf);
  const actors = programs.map(
    ({ name }, k): ActorStudy => ({
      actor: linked.actors.indexOf(name),
      slot: atoms[k]?.slot ?? -1,
      rests: atoms[k]?.bits ?? new Uint8Array(),
    }),
  );
  const cycle = linked.properties.at(-1) as LinkedProperty & LinkedWaitCycle;
  return { linked, judge: judgeOf(linked, cycle, actors, atoms.slice(programs.length)) };
}

/** What is wrong in a state, one sentence for each actor. */
function judgeOf(
  linked: LinkedSystem,
  cycle: LinkedWaitCycle,
  actors: readonly ActorStudy[],
  broken: readonly { readonly slot: number; readonly bits: Uint8Array }[],
) {
  const edges = new Int32Array(cycle.waiters.length);
  /** For each step, the bit of its actor; and whether a blocked actor may take it. */
  const bits = linked.steps.map((step) => 1 << actors.findIndex((a) => a.actor === step.actor));
  const harmless = linked.steps.map(({ fault, name }) => fault || name.endsWith('[writer waits]'));
  return ({ state, enabled, enabledCount }: Visit): readonly string[] => {
    waitForEdges(cycle, state, edges);
    let moving = 0;
    let getting = 0;
    for (let i = 0; i < enabledCount; i++) {
      const step = enabled[i] ?? 0;
      moving |= bits[step] ?? 0;
      if (harmless[step] !== true) getting |= bits[step] ?? 0;
    }
    const isBroken = broken.some((lock) => lock.bits[state[lock.slot] ?? 0] === 1);
    return actors.flatMap(({ actor, slot, rests }, k) => {
      const local = state[slot] ?? 0;
      const blocked = edges[k] !== 0;
      const waits = cycle.waiters[k]?.request[local] !== 0;
      if (blocked ? ((getting >> k) & 1) === 0 : ((moving >> k) & 1) === 1) return [];
      if (!blocked && (waits ? isBroken : rests[local] === 1)) return [];
      const where = `${linked.actors[actor]} at ${linked.slots[slot]?.labels[local]}`;
      return [`${where} ${blocked ? 'goes on though it is blocked' : 'cannot go on'}`];
    });
  };
}
