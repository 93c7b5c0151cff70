import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTrace } from '../testing/arbitrary.ts';
import { shareOut } from './columns.ts';
import { renderLanes } from './lanes.ts';
import { storyOf } from './story.ts';
import { widthOf, wrap } from './text.ts';

describe('laws of renderLanes', () => {
  it('no line ends in a space, and one mark ends the picture', () => {
    fc.assert(
      fc.property(anyTrace, fc.integer({ min: 40, max: 240 }), (trace, width) => {
        const lines = renderLanes(trace, undefined, { width, color: null }).split('\n');
        expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
        const mark = trace.shows === 'violation' ? '  ✗' : '  ✓';
        expect(lines.filter((line) => line.endsWith(mark))).toHaveLength(1);
      }),
      { seed: 20260801 },
    );
  });

  it('lanes keep to the width, and so does a list unless a single word is longer', () => {
    fc.assert(
      fc.property(anyTrace, fc.integer({ min: 40, max: 240 }), (trace, width) => {
        for (const line of renderLanes(trace, undefined, { width, color: null }).split('\n')) {
          expect(
            widthOf(line) <= width ||
              !line
                .slice(width / 2)
                .trim()
                .includes(' '),
          ).toBe(true);
        }
      }),
      { seed: 20260801 },
    );
  });

  it('every lane has its header and every step its line', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const lines = renderLanes(trace, undefined, { width: 400, color: null }).split('\n');
        const numbers = lines
          .slice(2, trace.steps.length + 3)
          .map((line) => Number.parseInt(line, 10));
        expect(numbers).toEqual(Array.from({ length: trace.steps.length + 1 }, (_, i) => i));
        for (const lane of storyOf(trace).lanes) expect(lines[0]).toContain(lane);
      }),
      { seed: 20260801 },
    );
  });
});

describe('laws of shareOut', () => {
  const need = fc
    .tuple(fc.nat(20), fc.nat(30))
    .map(([least, more]) => ({ least, most: least + more }));

  it('gives all there is, between least and most, or nothing', () => {
    fc.assert(
      fc.property(fc.array(need), fc.nat(200), (needs, available) => {
        const widths = shareOut(needs, available);
        const total = (of: readonly number[]): number => of.reduce((sum, n) => sum + n, 0);
        if (widths === null)
          expect(total(needs.map(({ least }) => least))).toBeGreaterThan(available);
        else {
          expect(total(widths)).toBe(Math.min(available, total(needs.map(({ most }) => most))));
          needs.forEach(({ least, most }, i) => {
            expect(widths[i]).toBeGreaterThanOrEqual(least);
            expect(widths[i]).toBeLessThanOrEqual(most);
          });
        }
      }),
      { seed: 20260801 },
    );
  });
});

describe('laws of wrap', () => {
  it('keeps every word', () => {
    fc.assert(
      fc.property(fc.lorem({ maxCount: 30 }), fc.integer({ min: 10, max: 80 }), (text, width) => {
        expect(wrap(text, width, 4).flatMap((line) => line.trim().split(' '))).toEqual(
          text.split(' '),
        );
      }),
      { seed: 20260801 },
    );
  });
});
