/** Where text goes, how wide it may be and whether it may have colours. */

import { once } from 'node:events';
import pico from 'picocolors';
import type { Colors } from '../counterexamples/index.ts';

/** Width where there is no terminal and COLUMNS says nothing. */
const WIDTH_PIPED = 140;
const WIDTH_MIN = 40;

/** How a report is to be laid out. */
export interface Layout {
  /** Columns. */
  readonly width: number;
  readonly colors: Colors;
  /** For renderers that tell "no colours" by null. */
  readonly color: Colors | null;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The layout for standard output. */
export function layoutOf(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  env: Environment,
): Layout {
  const color = mayColor(stream, env) ? palette(true) : null;
  return { width: widthOf(stream, env), colors: color ?? palette(false), color };
}

/** A layout without colours. */
export function plainLayout(width: number): Layout {
  return { width, colors: palette(false), color: null };
}

function palette(enabled: boolean): Colors {
  const { bold, dim, red, green } = pico.createColors(enabled);
  return { bold, dim, red, green };
}

/** Colour only on a terminal, and never with NO_COLOR. */
function mayColor(stream: { readonly isTTY?: boolean }, env: Environment): boolean {
  const refused = env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '';
  return stream.isTTY === true && !refused && env['TERM'] !== 'dumb';
}

function widthOf(stream: { readonly columns?: number }, env: Environment): number {
  const told = Number(env['COLUMNS']);
  const width = Number.isInteger(told) && told > 0 ? told : (stream.columns ?? WIDTH_PIPED);
  return Math.max(WIDTH_MIN, width);
}

/** Writes a text and a newline to standard output. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Writes a long text to standard output, piece by piece, no faster than it is read. */
export async function printAll(chunks: Iterable<string>): Promise<void> {
  for (const piece of inPieces(chunks)) {
    if (!process.stdout.write(piece)) await once(process.stdout, 'drain');
  }
}

/** Characters that are written at once. */
const PIECE = 1 << 16;

/** The same text in fewer, longer pieces. */
export function* inPieces(chunks: Iterable<string>): Iterable<string> {
  let piece = '';
  for (const chunk of chunks) {
    piece += chunk;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = '';
  }
  yield piece;
}

/** Writes a text and a newline to standard error. */
export function complain(text: string): void {
  process.stderr.write(`${text}\n`);
}
