/** The lanes of a story. */

import { shareOut } from './columns.ts';
import { type Scene, START, type Story } from './story.ts';
import { type Colors, elide, plain, widthOf } from './text.ts';

/** Spaces between two columns; enough for a double line with a space on either side. */
const GAP = 3;
/** A column is not narrower than this, and a name in it not wider, unless there is room. */
const NAME_LEAST = 6;
const NAME_MOST = 14;
const STEP_LEAST = 16;
const STEP_MOST = 60;
const CHANGE_MOST = 24;
const STATE_MOST = 32;

interface Cell {
  readonly text: string;
  /** The text where the first one does not fit. */
  readonly short?: string;
  readonly paint?: (text: string) => string;
}

/** Cells by column, and the columns that a double line connects. */
interface Row {
  readonly cells: readonly (Cell | undefined)[];
  readonly link?: { readonly from: number; readonly to: number } | undefined;
}

/** Lines of at most `width` columns, or null where the lanes need more. */
export function tableLines(
  story: Story,
  width: number,
  rows: number,
  colors: Colors,
): readonly string[] | null {
  const widths = widthsOf(story, width);
  if (widths === null) return null;
  const draw = (row: Row): string => drawRow(row, widths, colors);
  const total = widths.reduce((sum, w) => sum + w + GAP, -GAP);
  const head = [draw(headerOf(story, colors)), colors.dim('─'.repeat(total))];
  const lines = [...head, draw(initialOf(story, colors))];
  for (const scene of story.scenes) {
    if (scene.number % rows === 0) lines.push('', ...head);
    lines.push(draw(rowOf(scene, story, colors)));
  }
  return lines;
}

const FIRST_LANE = 3;

/** Widths of the columns number, actor, step, and one per lane. */
function widthsOf({ lanes, initial, scenes }: Story, width: number): readonly number[] | null {
  const longest = (texts: readonly string[], most: number): number =>
    Math.min(most, Math.max(0, ...texts.map(widthOf)));
  const number = String(scenes.length).length;
  const actor = longest([...scenes.map((scene) => scene.actor), 'actor'], NAME_MOST);
  const step = longest([...scenes.map((scene) => scene.name), START], STEP_MOST);
  const needs = [
    { least: number, most: number },
    { least: actor, most: actor },
    { least: Math.min(step, STEP_LEAST), most: step },
    ...lanes.map((lane) => {
      const changes = scenes.flatMap((scene) => scene.changes.get(lane) ?? []);
      const name = Math.max(NAME_LEAST, longest([lane], NAME_MOST));
      const least = Math.max(
        name,
        longest(
          changes.map(({ short }) => short),
          CHANGE_MOST,
        ),
      );
      const states = [lane, initial.get(lane) ?? '', ...changes.map(({ full }) => full)];
      return { least, most: Math.max(least, longest(states, STATE_MOST)) };
    }),
  ];
  return shareOut(needs, width - GAP * (needs.length - 1));
}

function headerOf({ lanes }: Story, { bold }: Colors): Row {
  return {
    cells: ['#', 'actor', 'step', ...lanes.map(plain)].map((text) => ({ text, paint: bold })),
  };
}

function initialOf({ lanes, initial }: Story, { dim }: Colors): Row {
  const states = lanes.map((lane) => ({ text: initial.get(lane) ?? '', paint: dim }));
  return { cells: [{ text: '0', paint: dim }, undefined, { text: START, paint: dim }, ...states] };
}

function rowOf(scene: Scene, { lanes }: Story, { bold }: Colors): Row {
  const changes = lanes.map((lane) => scene.changes.get(lane));
  const from = changes.findIndex((change) => change !== undefined);
  const to = changes.findLastIndex((change) => change !== undefined);
  return {
    cells: [
      { text: String(scene.number) },
      scene.switched ? { text: scene.actor, paint: bold } : undefined,
      { text: scene.name },
      ...changes.map((change) => change && { text: change.full, short: change.short }),
    ],
    link: from < to ? { from: FIRST_LANE + from, to: FIRST_LANE + to } : undefined,
  };
}

/** One line; nothing follows the last text. */
function drawRow({ cells, link }: Row, widths: readonly number[], colors: Colors): string {
  let line = '';
  let blank = 0;
  cells.forEach((cell, column) => {
    const width = widths[column] ?? 0;
    const inside = link !== undefined && column > link.from && column <= link.to;
    const text = cell === undefined ? '' : fitted(cell, width);
    if (text !== '') {
      // Numbers are right-aligned, everything else begins where its column begins.
      const lead = blank + (column === 0 ? width - widthOf(text) : 0);
      line +=
        (inside ? colors.dim(doubleLine(lead)) : ' '.repeat(lead)) + (cell?.paint?.(text) ?? text);
      blank = column === 0 ? 0 : width - widthOf(text);
    } else blank += width;
    blank += GAP;
  });
  return line;
}

/** ` ════ ` */
function doubleLine(width: number): string {
  return ` ${'═'.repeat(width - 2)} `;
}

function fitted({ text, short }: Cell, width: number): string {
  return widthOf(text) <= width ? text : elide(short ?? text, width);
}
