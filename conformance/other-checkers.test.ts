/** Other checkers count what explicit search counts and judge as it judges, on systems that are small. */

import { describe, expect, test } from 'vitest';
import { link } from '../explorer/index.ts';
import {
  type Answer,
  differencesOf,
  type OtherChecker,
  type Question,
} from './other-checkers/answer.ts';
import { compare, missingFor, otherCheckers } from './other-checkers/compare.ts';
import { run } from './other-checkers/run.ts';
import { spinFlags } from './other-checkers/spin.ts';
import { allSubjects, chosenSubjects, type Subject, titleOf } from './other-checkers/subjects.ts';
import { type Making, makeTable, summary } from './other-checkers/table.ts';

const cases = chosenSubjects.map(
  (subject) => [`${subject.id}: ${titleOf(subject.configuration)}`, subject] as const,
);

for (const checker of otherCheckers) {
  const missing = missingFor(checker);
  const why = missing.length === 0 ? '' : ` (skipped: there is no ${missing.join(', no ')})`;
  describe.skipIf(missing.length > 0)(`${checker.name} agrees with us${why}`, () => {
    test.each(cases)('on %s', async (_title, subject) => {
      const comparison = await compare(subject, [checker]);
      expect(comparison?.theirs[checker.name]).not.toHaveProperty('failure');
      expect(comparison?.differences).toEqual([]);
      expect(comparison?.ours.states).toBeGreaterThan(1);
    });

    test('and would not if we had lost a step', async () => {
      const { build } = named('trial 2,2');
      const whole = await build();
      const name = whole.steps.find((step) => step.name.includes('map'))?.name;
      const lost = { ...whole, steps: whole.steps.filter((step) => step.name !== name) };
      const asksForWhole: OtherChecker = {
        ...checker,
        ask: (question) => checker.ask({ ...question, system: link(whole) }),
      };
      const comparison = await compare({ build: async () => lost }, [asksForWhole]);
      expect(comparison?.differences).toContainEqual(
        expect.stringMatching(/counts \d+ transitions, we count \d+/),
      );
    });
  });
}

describe('a comparison', () => {
  const answer = { states: 3, transitions: 4, deadlocks: 0, found: { A: true, B: false } };

  test('has nothing to say of equal answers', () => {
    expect(differencesOf('SPIN', answer, { ...answer })).toEqual([]);
  });

  test('names every difference', () => {
    const theirs = { states: 2, transitions: 4, deadlocks: null, found: { A: true } };
    expect(differencesOf('SPIN', answer, theirs)).toEqual([
      'SPIN counts 2 states, we count 3',
      'SPIN counts null deadlocks, we count 0',
      'SPIN says undefined of B, we say false',
    ]);
  });

  test('is made on subjects that are there', () => {
    expect(cases).toHaveLength(13);
  });

  test('is also about step invariants, one of which is violated', async () => {
    const comparison = await compare(named('V-09 defect'), []);
    expect(comparison?.ours.found).toHaveProperty('OWNER-CFG', true);
  });
});

describe('the table', () => {
  /** What everybody who is right says of the philosophers. */
  const right: Answer = {
    states: 6,
    transitions: 8,
    deadlocks: 1,
    found: { 'ONE-AT-A-FORK': false, 'NO-WAIT-CYCLE': true },
  };
  const agrees = answering('Agreeing', async () => right);
  const differs = answering('Differing', async () => ({ ...right, transitions: 9 }));
  const fails = answering('Failing', () => run('sh', ['-c', 'echo too much; exit 3'], here()));
  const two = [named('philosophers 2'), named('philosophers 2')];

  test('has a row for each subject, and the failure of a checker in its row', async () => {
    const { tally, lines } = await made(two, [agrees, fails], [agrees, fails]);
    expect(tally).toMatchObject({ failed: 2, equal: 0, different: 0 });
    expect(lines.slice(0, 3)).toEqual([
      expect.stringMatching(/^philosophers 2 +6 +6 +failed .*seats=2 polite=false$/),
      '    Failing FAILED: sh ended with 3',
      '    too much',
    ]);
    expect(summary(tally, [agrees, fails])).toBe('2 failed');
  });

  test('says what is different, whoever fails beside it', async () => {
    const { tally, lines } = await made(two.slice(1), [differs, fails], [differs, fails]);
    expect(tally).toMatchObject({ different: 1, failed: 0 });
    expect(lines).toContain('    DIFFERENT: Differing counts 9 transitions, we count 8');
  });

  test('says skipped, not equal, when nobody is there', async () => {
    const { tally, lines } = await made(two, [agrees, fails], []);
    expect(tally).toMatchObject({ skipped: 2, equal: 0 });
    expect(lines[0]).toMatch(/ 6 +skipped +skipped .* skipped /);
  });

  test('leaves out what is too large, and asks nobody about it', async () => {
    const { tally } = await made(two, [fails], [fails], { statesMax: 5 });
    expect(tally).toMatchObject({ large: 2, failed: 0 });
  });

  test('has a row for a system that cannot be built', async () => {
    const broken = { ...named('philosophers 2'), build: () => Promise.reject(new Error('broken')) };
    const { tally, lines } = await made([broken, ...two], [agrees], [agrees]);
    expect(tally).toMatchObject({ failed: 1, equal: 2 });
    expect(lines[1]).toBe('    FAILED: broken');
  });

  test('keeps its rows when it is interrupted, and ends what runs', async () => {
    const controller = new AbortController();
    let asked = 0;
    const hangs = answering('Hanging', async ({ signal }) => {
      if (asked++ === 0) return right;
      setImmediate(() => controller.abort());
      return run('sh', ['-c', 'sleep 600 & wait'], { folder: '.', signal });
    });
    const { tally, lines } = await made([...two, ...two], [hangs], [hangs], {
      signal: controller.signal,
    });
    expect(tally).toMatchObject({ equal: 1, failed: 0, left: 3 });
    expect(lines).toHaveLength(1);
    expect(summary(tally, [hangs])).toBe('1 equal in Hanging, 3 left out by the interruption');
  });

  test('compares with the counts that are pinned', async () => {
    const { build } = named('philosophers 4');
    const { tally, lines } = await made([{ ...named('philosophers 2'), build }], [], []);
    expect(tally).toMatchObject({ different: 1 });
    expect(lines[1]).toBe('    DIFFERENT: 6 states are pinned, we count 34');
  });

  async function made(
    subjects: readonly Subject[],
    checkers: readonly OtherChecker[],
    present: readonly OtherChecker[],
    how: Partial<Making> = {},
  ) {
    const lines: string[] = [];
    const tally = await makeTable(subjects, {
      checkers,
      present,
      statesMax: Number.POSITIVE_INFINITY,
      signal: new AbortController().signal,
      onRow: (row) => lines.push(...row.flatMap((line) => line.split('\n'))),
      now: () => 0,
      ...how,
    });
    return { tally, lines };
  }

  function answering(name: string, ask: (question: Question) => Promise<unknown>) {
    return { name, programs: [], ask: ask as OtherChecker['ask'] };
  }

  function here() {
    return { folder: '.', signal: new AbortController().signal };
  }
});

describe('the flags of SPIN', () => {
  const slots = (n: number) =>
    Array.from({ length: n }, () => ({ component: '', size: 2, labels: [] }));
  const flags = (components: number, states: number) =>
    spinFlags({ slots: slots(components) } as never, states);

  test('leave enough memory and depth, and optimise what runs for long', () => {
    expect(flags(12, 5_000)).toEqual({
      compiler: ['-O0', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=258'],
      options: ['-m6000', '-w14'],
    });
    expect(flags(12, 4_000_000).compiler).toEqual([
      ...['-O2', '-DSAFETY', '-DNOREDUCE', '-DMEMLIM=1204'],
    ]);
  });

  test('make room for many components, and collapse many states', () => {
    expect(flags(1_000, 10).compiler).toContain('-DVECTORSZ=4064');
    expect(flags(12, 50_000_000).compiler).toContain('-DCOLLAPSE');
    expect(flags(12, 50_000_000).options).toEqual(['-m50000000', '-w26']);
  });
});

function named(id: string): Subject {
  const subject = allSubjects.find((candidate) => candidate.id === id);
  if (subject === undefined) throw new Error(`there is no subject ${id}`);
  return subject;
}
