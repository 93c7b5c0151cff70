/** Tables of a fixed width, printed row by row. */

/** A head, how many characters it takes (negative: to the left), and what a row has there. */
export type Column<Row> = readonly [head: string, width: number, cell: (row: Row) => string];

/** The line of heads. */
export function headLine<Row>(columns: readonly Column<Row>[]): string {
  return lineOf(columns, ([head]) => head);
}

/** The line of a row. */
export function rowLine<Row>(columns: readonly Column<Row>[], row: Row): string {
  return lineOf(columns, ([, , cell]) => cell(row));
}

function lineOf<Row>(
  columns: readonly Column<Row>[],
  text: (column: Column<Row>) => string,
): string {
  const cells = columns.map((column) => {
    const [, width] = column;
    return width < 0 ? text(column).padEnd(-width) : text(column).padStart(width);
  });
  return cells.join('  ').trimEnd();
}
