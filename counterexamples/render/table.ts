/** The lanes of a story. */

import { type Columns, columnsOf, type Extent } from './columns.ts';
import { type Cell, drawn, type Row } from './draw.ts';
import { type Scene, START, type Story, toldIn } from './story.ts';
import { type Colors, plain, widthOf } from './text.ts';

/** Spaces between two columns; enough for a double line with a space on either side. */
const GAP = 3;
/** What stands for a component that took part and stayed as it is. */
const SEEN = '·';

/** Lanes that tell steps are at least so wide as long as there is another way to save room. */
const TELLER_LEAST = 24;

/** Lines of at most `width` columns, or null where the lanes need more. Nothing is cut. */
export function tableLines(
  story: Story,
  width: number,
  repeatEvery: number,
  colors: Colors,
): readonly string[] | null {
  const lead = leadOf(story);
  const head = headerOf(story, lead, colors);
  const scenes = story.scenes.map((scene) => rowOf(scene, story, lead, colors));
  const full = [head, initialOf(story, lead, colors), ...scenes];
  const most = Math.max(0, ...story.scenes.map((scene) => widthOf(toldIn(scene))));
  const versions = shorterAndShorter(full);
  const attempts = [
    ...versions.map((rows) => ({ rows, least: Math.min(most, TELLER_LEAST) })),
    ...versions.slice(-1).map((rows) => ({ rows, least: 0 })),
  ];
  for (const { rows, least } of attempts) {
    const columns = widest(rows, most, least, width);
    if (columns !== null) return drawn(rows, columns, repeatEvery, colors);
  }
  return null;
}

/** The rows in full, then with only the longest changes told shorter, and so on. */
function shorterAndShorter(rows: readonly Row[]): readonly (readonly Row[])[] {
  const lengths = rows
    .flatMap(({ cells }) => cells)
    .flatMap((cell) => (cell?.short === undefined ? [] : [widthOf(cell.text)]));
  const cuts = [...new Set(lengths)].sort((a, b) => b - a);
  return [rows, ...cuts.map((cut) => rows.map((row) => shortened(row, cut)))];
}

/** The columns with the most room for steps, between `most` and `least`, that fit into `width`. */
function widest(rows: readonly Row[], most: number, least: number, width: number): Columns | null {
  for (let inside = most; inside >= least; inside--) {
    const columns = columnsOf(
      rows[0]?.cells.length ?? 0,
      rows.map((row) => extentsOf(row, inside)),
      GAP,
    );
    if (columns.width <= width) return columns;
  }
  return null;
}

/** The columns before the lanes: the number, and for steps that no lane tells, actor and step. */
function leadOf({ scenes }: Story): readonly string[] {
  const untold = scenes.length === 0 || scenes.some(({ teller }) => teller === null);
  return untold ? ['#', 'actor', 'step'] : ['#'];
}

function headerOf({ lanes }: Story, lead: readonly string[], { bold }: Colors): Row {
  return { cells: [...lead, ...lanes.map(plain)].map((text) => ({ text, paint: bold })) };
}

function initialOf({ lanes, initial }: Story, lead: readonly string[], { dim }: Colors): Row {
  const start = { text: START, paint: dim };
  const first = lead.length === 1 ? [] : [undefined, start];
  const states = lanes.map((lane, i) => {
    const text = initial.get(lane);
    if (text !== undefined) return { text, paint: dim };
    return first.length === 0 && i === 0 ? start : undefined;
  });
  return { cells: [{ text: '0', paint: dim }, ...first, ...states] };
}

function rowOf(scene: Scene, { lanes }: Story, lead: readonly string[], colors: Colors): Row {
  const { number, actor, switched, teller, name, changes, seen } = scene;
  const own = teller === null ? [switched ? { text: actor, paint: colors.bold } : undefined] : [];
  const untold = teller === null ? [...own, { text: name }] : [undefined, undefined];
  const told = lanes.map((lane): Cell | undefined => {
    if (lane === teller) return { text: toldIn(scene) || '–', step: true };
    const change = changes.get(lane);
    if (change !== undefined) return { text: change.full, short: change.short };
    return seen.includes(lane) ? { text: SEEN, paint: colors.dim } : undefined;
  });
  const from = told.findIndex((cell) => cell !== undefined);
  const to = told.findLastIndex((cell) => cell !== undefined);
  const first = lead.length;
  return {
    cells: [{ text: String(number) }, ...(first === 1 ? [] : untold), ...told],
    link: from < to ? { from: first + from, to: first + to } : undefined,
  };
}

/** A row with the short texts of cells that are `from` columns wide or wider. */
function shortened({ cells, link }: Row, from: number): Row {
  const short = (cell: Cell): Cell =>
    widthOf(cell.text) < from ? cell : { ...cell, text: cell.short ?? cell.text };
  return { cells: cells.map((cell) => cell && short(cell)), link };
}

/** At most `inside` columns of a step keep lanes away that are empty beside it. */
function extentsOf({ cells }: Row, inside: number): readonly Extent[] {
  return cells.flatMap((cell, column) => {
    if (cell === undefined || cell.text === '') return [];
    const width = widthOf(cell.text);
    return [{ column, width, inside: cell.step === true ? Math.min(width, inside) : width }];
  });
}
