/** Rows of a table as lines of text. */

import type { Columns } from './columns.ts';
import { type Colors, widthOf } from './text.ts';

/** A text in a column. */
export interface Cell {
  readonly text: string;
  /** The text where there is little room. */
  readonly short?: string;
  readonly paint?: (text: string) => string;
  /** The name of a step: it may stand over empty lanes to its right. */
  readonly step?: boolean;
}

/** Cells by column, and the columns that a double line connects. */
export interface Row {
  readonly cells: readonly (Cell | undefined)[];
  readonly link?: { readonly from: number; readonly to: number } | undefined;
}

/** The heading, a rule, and the other rows; heading and rule come again every so many rows. */
export function drawn(
  [head, ...rows]: readonly Row[],
  columns: Columns,
  repeatEvery: number,
  colors: Colors,
): readonly string[] {
  const numbers = widthOf(String(rows.length - 1));
  const draw = (row: Row): string => drawRow(row, columns, numbers, colors);
  const top = head === undefined ? [] : [draw(head), colors.dim('─'.repeat(columns.width))];
  return rows.flatMap((row, i) =>
    i > 0 && i % repeatEvery === 0 ? ['', ...top, draw(row)] : [...(i === 0 ? top : []), draw(row)],
  );
}

/** One line; nothing follows the last text. Numbers are right-aligned in `numbers` columns. */
function drawRow(
  { cells, link }: Row,
  { starts }: Columns,
  numbers: number,
  colors: Colors,
): string {
  let line = '';
  let end = 0;
  cells.forEach((cell, column) => {
    if (cell === undefined || cell.text === '') return;
    const indent = column === 0 ? numbers - widthOf(cell.text) : 0;
    const blank = (starts[column] ?? 0) + indent - end;
    const joined = link !== undefined && column > link.from && column <= link.to;
    line += joined ? colors.dim(doubleLine(blank)) : ' '.repeat(Math.max(0, blank));
    line += cell.paint?.(cell.text) ?? cell.text;
    end += blank + widthOf(cell.text);
  });
  return line;
}

/** ` ════ ` */
function doubleLine(width: number): string {
  return ` ${'═'.repeat(width - 2)} `;
}
