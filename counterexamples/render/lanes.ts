/**
 * A trace on a terminal: one lane per component that changes, one line per step, only what changed,
 * and a double line between the components that changed together. Where the lanes do not fit, a
 * numbered list.
 */

import { count } from '../../base/words.ts';
import type { Explanation } from '../explain.ts';
import type { Trace } from '../trace.ts';
import { listLines } from './list.ts';
import { codeOf } from './sources.ts';
import { againText, type Story, storyOf } from './story.ts';
import { tableLines } from './table.ts';
import { type Colors, elide, wrap } from './text.ts';
import { explanationLines } from './words.ts';

/** Columns below which lanes are too narrow to read. */
const LANES_WIDTH_MIN = 100;
/** Columns kept free for the mark at the end. */
const MARK = 3;

/** How to draw. */
export interface LanesOptions {
  /** Columns of the terminal. */
  readonly width: number;
  readonly color: Colors | null;
  /** Lines of the terminal: the header comes again after as many steps. 40 unless told. */
  readonly rows?: number;
}

/** No colours. */
const uncolored: Colors = {
  bold: (text) => text,
  dim: (text) => text,
  red: (text) => text,
  green: (text) => text,
};

/** Draws a trace, and says why below it. The lines are joined by newlines; none ends in a space. */
export function renderLanes(
  trace: Trace,
  explanation: Explanation | undefined,
  { width, color, rows = 40 }: LanesOptions,
): string {
  const colors = color ?? uncolored;
  const story = storyOf(trace);
  const mark = trace.shows === 'violation' ? colors.red('✗') : colors.green('✓');
  const table = width < LANES_WIDTH_MIN ? null : tableLines(story, width - MARK, rows, colors);
  const lines = table ?? listLines(story, width - MARK, colors);
  const last = lines.length - 1;
  return [
    ...lines.map((line, i) => (i === last ? `${line}  ${mark}` : line)),
    ...footer(trace, story, width).map((line) => colors.dim(line)),
    ...codeLines(trace, width).map((line) => colors.dim(line)),
    ...reasons(trace, explanation, width),
  ].join('\n');
}

/** What is not in the picture. */
function footer(trace: Trace, { quiet }: Story, width: number): readonly string[] {
  const again = trace.lasso === null ? [] : [againText(trace)];
  if (quiet.length === 0) return again;
  return [
    ...again,
    elide(`${count(quiet.length, 'quiet component')} hidden: ${quiet.join(', ')}`, width),
  ];
}

/** What the steps stand for: `code  steps 1-6, 9  vpci_write in 8862c7b8b6`. */
function codeLines(trace: Trace, width: number): readonly string[] {
  return codeOf(trace).flatMap(({ steps, source }, i) =>
    wrap(`${i === 0 ? 'code' : '    '}  ${source}: ${steps}`, width, 8),
  );
}

function reasons(
  trace: Trace,
  explanation: Explanation | undefined,
  width: number,
): readonly string[] {
  if (explanation === undefined) return [];
  const [title, ...items] = explanationLines(explanation, trace.shows);
  if (title === undefined) return [];
  return ['', title, ...items.flatMap((item) => wrap(`  • ${item}`, width, 4))];
}
