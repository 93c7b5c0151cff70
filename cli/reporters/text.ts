/** Lines of text: wrapping, tables, lists that know when to stop. One code point is one column. */

/** Columns a text takes. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** A text filled up with spaces on the right. */
export function padded(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}

/**
 * A text in lines of at most `width` columns: `lead` before the first, as many spaces before the
 * others. Only a single word that is wider stays wider.
 */
export function wrapped(lead: string, text: string, width: number): readonly string[] {
  const indent = ' '.repeat(widthOf(lead));
  const lines: string[] = [];
  let line = lead;
  let fresh = true;
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    if (!fresh && widthOf(line) + 1 + widthOf(word) > width) {
      lines.push(line);
      line = indent + word;
    } else line += fresh ? word : ` ${word}`;
    fresh = false;
  }
  return [...lines, line.trimEnd()];
}

/** A cell of a table. `paint` colours it after its width is known. */
export interface Cell {
  readonly text: string;
  readonly right?: boolean;
  readonly paint?: (text: string) => string;
}

/** Rows in columns that are two spaces apart. Nothing follows the last text of a row. */
export function table(rows: readonly (readonly Cell[])[], indent = 0): readonly string[] {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(0, ...rows.map((row) => widthOf(row[c]?.text ?? ''))),
  );
  return rows.map((row) => {
    const last = row.findLastIndex((cell) => cell.text !== '');
    const cells = row.slice(0, last + 1).map((cell, c) => drawn(cell, widths[c] ?? 0, c === last));
    return `${' '.repeat(indent)}${cells.join('  ')}`.trimEnd();
  });
}

function drawn(
  { text, right = false, paint = (t) => t }: Cell,
  width: number,
  last: boolean,
): string {
  const fill = ' '.repeat(Math.max(0, width - widthOf(text)));
  if (right) return fill + paint(text);
  return last ? paint(text) : paint(text) + fill;
}

/** A title of a block and its text, aligned with the other blocks. */
export function block(title: string, text: string, width: number): readonly string[] {
  return wrapped(padded(title, TITLE_WIDTH), text, width);
}

/** Columns of the titles on the left. */
export const TITLE_WIDTH = 11;
