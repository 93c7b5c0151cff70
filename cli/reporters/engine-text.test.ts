import { describe, expect, test } from 'vitest';
import { link, type SymbolicResult, symbolic } from '../../explorer/index.ts';
import { philosophers } from '../../explorer/testing/systems.ts';
import { backendReady } from '../../models/systems/backend-ready/index.ts';
import { trial } from '../../models/systems/trial.system.ts';
import { type CheckOptions, type CheckReport, check, findingsOf } from '../check.ts';
import { plainLayout } from '../terminal.ts';
import { checkText } from './check-text.ts';
import { choiceNotes } from './engine-text.ts';
import { type Asked, nextAfterCheck } from './next.ts';
import { countText } from './verdicts.ts';

const layout = plainLayout(100);
const nothing = { parameters: {}, known: new Map(), notes: [], saved: null, next: [] };

const textOf = (report: CheckReport): string =>
  checkText(report, { ...layout, ...nothing, tracesMax: 1, verbose: false });

/** Stopped once the violation is known and while the run to it is looked for. */
async function withoutTrace(): Promise<CheckReport> {
  const system = philosophers(30);
  const linked = link(system);
  let now = 0;
  let isLate = false;
  const result: SymbolicResult = await symbolic(linked, {
    now: () => (isLate ? now++ : 0),
    limits: { timeMsMax: 0 },
    onProgress: ({ nodes }) => {
      isLate = nodes > 10_000;
    },
  });
  return {
    ...{ system, linked, result, symbolic: result, random: null, choice: null },
    ...{ findings: findingsOf(system, linked, result), store: 'plain', workers: 1, seconds: 0 },
  };
}

describe('a report of the symbolic engine', () => {
  test('says of a violation without a trace what is known, and what can be done', async () => {
    const report = await withoutTrace();
    const text = textOf(report);
    expect(text).toMatch(/^VIOLATED {3}1 of 1 property violated/m);
    expect(text).toMatch(/^ {2}NO-WAIT-CYCLE {2}VIOLATED {6}– {2}met$/m);
    expect(text).toContain(
      'There are reachable states that violate it. Looking for the shortest run to one was stopped',
    );
    expect(text).not.toContain('no shorter run');
    const subject = { word: 'them.ts', of: report.system, file: 'them.ts' };
    expect(nextAfterCheck(subject, report, [], {}, null)).toEqual([
      [
        'npx interlock check them.ts --property NO-WAIT-CYCLE --engine explicit',
        'look for the shortest run by visiting states',
      ],
      ['npx interlock walk them.ts', 'look for a run to it at random'],
    ]);
  });

  test('counts nothing where it was stopped', async () => {
    const report = await check(trial.instantiate(), {
      engine: 'symbolic',
      limits: { memoryBytesMax: 2 ** 16 },
    });
    const text = textOf(report);
    expect(text).toMatch(/^INCONCLUSIVE {2}2 of 2 properties inconclusive/m);
    expect(text).toMatch(/^ {2}nothing counted; stopped at 0\.1 MiB of memory \(--max-memory\)$/m);
    expect(text).toContain('coverage   not judged');
    const subject = { word: 'trial', of: trial, file: null };
    expect(nextAfterCheck(subject, report, [], {}, null)).toEqual([
      ['npx interlock check trial --engine explicit --store tree', 'visit states one by one'],
      ['npx interlock walk trial', 'look for bugs at random instead'],
    ]);
  });
});

describe('what can be done after a limit', () => {
  const subject = { word: 'trial', of: trial, file: null };
  const flags = { engine: 'explicit', property: ['NO-DEADLOCK'], maxMemory: 2 } as const;
  const first = async (options: CheckOptions, asked: Asked = flags) => {
    const report = await check(trial.instantiate(), { engine: 'explicit', ...options });
    return nextAfterCheck(subject, report, [], asked, null)[0];
  };

  test('of states: the same with more of them', async () => {
    const options = { store: 'tree', limits: { statesMax: 1000 } } as const;
    expect(await first(options, { ...flags, store: 'tree' })).toEqual([
      'npx interlock check trial --property NO-DEADLOCK --engine explicit --store tree --max-states 10000 --max-memory 2',
      'go further',
    ]);
    expect(await first({ limits: { statesMax: 1000 } }, { workers: 2 })).toEqual([
      'npx interlock check trial --workers 2 --max-states 10000',
      'go further',
    ]);
  });

  test('of memory: a tree, unless it was one', async () => {
    const limits = { memoryBytesMax: 2 ** 16 };
    expect(await first({ limits })).toEqual([
      'npx interlock check trial --property NO-DEADLOCK --engine explicit --store tree --max-memory 2',
      'keep more states in as much memory',
    ]);
    expect(await first({ limits, store: 'tree' })).toEqual([
      'npx interlock walk trial',
      'look for bugs at random instead',
    ]);
  });

  test('of memory, where runs are asked: no tree, which cannot judge them', async () => {
    const of = backendReady.instantiate();
    const limits = { memoryBytesMax: 2 ** 14 };
    const report = await check(of, { properties: ['EVENTUALLY-PROBES'], limits });
    expect(report.result.limit?.kind).toBe('memory');
    const named = { word: 'backend-ready', of: backendReady, file: null };
    expect(nextAfterCheck(named, report, [], {}, null).flat().join()).not.toContain('--store');
  });
});

describe('countText', () => {
  test('prints digits while a person can read them', () => {
    expect(countText(1n, 'state')).toBe('1 state');
    expect(countText(12_672_299_402_937_316_141_056n, 'state')).toBe(
      '12 672 299 402 937 316 141 056 states',
    );
    expect(countText(2n ** 1000n, 'state')).toBe(
      '1.071e301 states (302 digits, in full with --json)',
    );
  });
});

describe('choiceNotes', () => {
  const noted = async (choice: CheckReport['choice'], engine: 'explicit' | 'symbolic') => {
    const report = await check(trial.instantiate({ vcpus: 1, pages: 1 }), { engine });
    return choiceNotes({ ...report, choice }, null, false);
  };

  test('prints the order of components as it can be given, where everything is wanted', async () => {
    const order = ['lock', 'cpu0', 'dev', 'rem', 'p2m0'];
    const report = await check(trial.instantiate({ vcpus: 1, pages: 1 }), { order });
    expect(choiceNotes(report, null, false)).toEqual([]);
    const [line = ''] = choiceNotes(report, null, true);
    const [, names = ''] = /^order given, from the lowest level up: (.*)$/.exec(line) ?? [];
    expect(names.split(', ').sort()).toEqual([...order].sort());
    const again = await check(trial.instantiate({ vcpus: 1, pages: 1 }), {
      order: names.split(', '),
    });
    expect(choiceNotes(again, null, true)[0]).toBe(line);
  });

  test('says who answered, and what became of the other engine', async () => {
    const of = (reason: 'first' | 'other gave up' | 'neither') => ({ reason, statesVisited: 1200 });
    expect(await noted(of('first'), 'symbolic')).toEqual([
      'auto: done when the explicit engine, in turns with it, had visited 1 200 states',
    ]);
    expect(await noted(of('other gave up'), 'symbolic')).toEqual([
      'auto: the explicit engine ran out of its memory after 1 200 states',
    ]);
    expect(await noted(of('first'), 'explicit')).toEqual([
      'auto: done before the symbolic engine, in turns with it',
    ]);
    expect(await noted(of('other gave up'), 'explicit')).toEqual([
      'auto: the symbolic engine ran out of its memory',
    ]);
    expect(await noted(of('neither'), 'explicit')).toEqual([
      'auto: the symbolic engine did not come further',
    ]);
  });
});
