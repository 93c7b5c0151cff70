import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTrace } from '../testing/arbitrary.ts';
import { columnsOf, type Extent } from './columns.ts';
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

describe('laws of columnsOf', () => {
  const COLUMNS = 5;
  const GAP = 3;
  const line = fc
    .uniqueArray(fc.nat(COLUMNS - 1), { maxLength: COLUMNS })
    .chain((columns) =>
      fc.tuple(
        ...columns
          .sort((a, b) => a - b)
          .map((column) =>
            fc
              .tuple(fc.nat(20), fc.nat(20))
              .map(([a, b]): Extent => ({ column, width: a + b, inside: a })),
          ),
      ),
    );

  it('keeps texts on a line apart, and what is inside away from empty columns', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { starts, width } = columnsOf(COLUMNS, lines, GAP);
        const startOf = (column: number): number => starts[column] ?? Number.NaN;
        for (const extents of lines) {
          extents.forEach((extent, i) => {
            const start = startOf(extent.column);
            const next = extents[i + 1];
            if (next !== undefined)
              expect(startOf(next.column)).toBeGreaterThanOrEqual(start + extent.width + GAP);
            if (extent.column + 1 < COLUMNS)
              expect(startOf(extent.column + 1)).toBeGreaterThanOrEqual(
                next?.column === extent.column + 1 ? start : start + extent.inside + GAP,
              );
            expect(width).toBeGreaterThanOrEqual(start + extent.width);
          });
        }
      }),
      { seed: 20260801 },
    );
  });

  it('wastes nothing: every column is where some text holds it, or where the one before is', () => {
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const { starts } = columnsOf(COLUMNS, lines, GAP);
        starts.forEach((start, column) => {
          const held = lines.flatMap((extents) =>
            extents
              .filter((extent) => extent.column < column)
              .flatMap(({ column: at, width, inside }) => [
                (starts[at] ?? 0) + width + GAP,
                (starts[at] ?? 0) + inside + GAP,
              ]),
          );
          expect([0, starts[column - 1] ?? 0, ...held]).toContain(start);
        });
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
