import { describe, expect, test } from 'vitest';
import { StatusLine } from './progress.ts';

function told(isTTY: boolean, seconds: number, about?: string): string[] {
  const texts: string[] = [];
  let now = 0;
  const line = new StatusLine({ isTTY, columns: 60, write: (text) => texts.push(text) }, () => now);
  if (about !== undefined) {
    now = 5000;
    line.begin(about);
  }
  for (; now <= seconds * 1000; now += 10) {
    const explicit = {
      states: now,
      transitions: 2 * now,
      frontier: 7,
      depth: 3,
      memoryBytes: 1024,
    };
    line.update({ explicit, symbolic: null });
  }
  line.close();
  return texts;
}

describe('StatusLine', () => {
  test('refreshes one line on a terminal ten times a second, and takes it away', () => {
    const texts = told(true, 1);
    expect(texts).toHaveLength(11);
    expect(texts[0]).toBe('\r\u001b[2K100 states  200 transitions  frontier 7  depth 3  1 k/s  0.');
    expect(texts.at(-1)).toBe('\r\u001b[2K');
  });

  test('writes a plain line every ten seconds elsewhere', () => {
    const texts = told(false, 25);
    expect(texts).toHaveLength(2);
    expect(texts[0]).toMatch(/^10 000 states {2}20 k transitions .* 10\.0 s\n$/);
  });

  test('does not take the states of an earlier search for its own speed', () => {
    const texts: string[] = [];
    let now = 0;
    const line = new StatusLine({ write: (text) => texts.push(text) }, () => now);
    line.inherit(1_000_000);
    for (now = 10; now <= 20_000; now += 10) {
      const depth = 7 + Math.floor(now / 1000);
      const states = 1_000_000 + 2 * now;
      const explicit = { states, transitions: 0, frontier: 7, depth, memoryBytes: 1024 };
      line.update({ explicit, symbolic: null });
    }
    expect(texts).toHaveLength(2);
    for (const text of texts) expect(text).toMatch(/ 2 k\/s .* growing x1\.00 per level/);
  });

  test('tells nodes instead of states, and both while two engines take turns', () => {
    const texts: string[] = [];
    let now = 0;
    const line = new StatusLine({ write: (text) => texts.push(text) }, () => now);
    const symbolic = { nodes: 12_345, memoryBytes: 3 * 2 ** 20 };
    now = 10_000;
    line.update({ explicit: null, symbolic });
    now = 20_000;
    const explicit = { states: 100, transitions: 0, frontier: 7, depth: 3, memoryBytes: 2 ** 20 };
    line.update({ explicit, symbolic });
    expect(texts).toEqual([
      '12 345 nodes  3.0 MiB  10.0 s\n',
      '100 states  0 transitions  frontier 7  depth 3  5/s  12 k nodes  4.0 MiB  20.0 s\n',
    ]);
  });

  test('tells what is done about runs', () => {
    const texts: string[] = [];
    let now = 0;
    const line = new StatusLine({ write: (text) => texts.push(text) }, () => now);
    const runs = {
      property: 'LIVE',
      phase: 'components',
      done: 1_234,
      memoryBytes: 2 ** 20,
    } as const;
    now = 10_000;
    line.update({ explicit: null, symbolic: null, runs });
    now = 20_000;
    line.update({
      explicit: null,
      symbolic: null,
      runs: { ...runs, property: null, phase: 'graph' },
    });
    expect(texts).toEqual([
      'LIVE: looking for fair loops  1 234 pairs  1.0 MiB  10.0 s\n',
      'runs: collecting the steps of all states  1 234 states  1.0 MiB  20.0 s\n',
    ]);
  });

  test('says what it is about, and counts the time from when that began', () => {
    const [first] = told(false, 10, 'V-06 defect');
    expect(first).toMatch(/^V-06 defect {2}10 000 states .* 2 k\/s .* 5\.0 s\n$/);
  });
});
