/** Text in columns: lengths, elision and wrapping. One code point counts as one column. */

/** Ways to colour a text on a terminal. Left out where there is no terminal. */
export interface Colors {
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
}

/** Columns a text takes. */
export function widthOf(text: string): number {
  return [...text].length;
}

/** A text on one line: control characters, which would move the cursor, become spaces. */
export function plain(text: string): string {
  return text.replace(/\p{Cc}+/gu, ' ').trim();
}

/** The text if it fits into `width` columns, otherwise its beginning and an ellipsis. */
export function elide(text: string, width: number): string {
  const points = [...text];
  if (points.length <= width) return text;
  return width < 1
    ? ''
    : `${points
        .slice(0, width - 1)
        .join('')
        .trimEnd()}…`;
}

/**
 * Lines of at most `width` columns, unless a single word is longer. Lines after the first begin with
 * `indent` spaces, or fewer where a long word needs the room; the spaces the text begins with, and
 * those between words on a line, stay.
 */
export function wrap(text: string, width: number, indent: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  let empty = true;
  for (const [, gap = '', word = ''] of text.matchAll(/(\s*)(\S+)/gu)) {
    if (!empty && widthOf(line) + widthOf(gap) + widthOf(word) > width) {
      lines.push(line);
      line = `${' '.repeat(Math.max(0, Math.min(indent, width - widthOf(word))))}${word}`;
    } else line += `${gap}${word}`;
    empty = false;
  }
  return [...lines, line];
}
