/** A comparison as Markdown, for a pull request. */

import { renderLanes } from '../../counterexamples/index.ts';
import type { Side } from '../compare.ts';
import { plainLayout } from '../terminal.ts';
import {
  allowedText,
  asTrace,
  type Compared,
  conclusionOf,
  inOrder,
  matrixRows,
  traceText,
} from './compare-text.ts';

/** Columns of the runs in code blocks. */
const WIDTH = 80;

/** A section; the last line ends in a newline. */
export function compareMarkdown({ a, b, report }: Compared): string {
  const rows = matrixRows(report).map((cells) => `| ${cells.map(escaped).join(' | ')} |`);
  return `${[
    `### ${report.a.report.system.name}: \`${a}\` and \`${b}\``,
    conclusionOf(report).join(' '),
    ['| | A | B | |', '| --- | --- | --- | --- |', ...rows].join('\n'),
    ...sideBlocks('A', 'B', report.a),
    ...sideBlocks('B', 'A', report.b),
  ].join('\n\n')}\n`;
}

function sideBlocks(own: string, other: string, { shown }: Side): readonly string[] {
  if (shown === null) return [];
  const [first, ...rest] = inOrder(shown.onlyHere);
  if (first === undefined) return [`Whatever ${own} shows, ${other} may show too.`];
  const run = renderLanes(asTrace(first), undefined, { ...plainLayout(WIDTH) });
  const more = rest.map(({ event, trace }) => `- \`${event}\`, after ${trace.length}`);
  return [
    `<details><summary>Only ${own}: <code>${first.event}</code></summary>`,
    `After \`${traceText(first)}\`. ${escaped(allowedText(other, first))}`,
    `\`\`\`\n${run}\n\`\`\``,
    ...(more.length === 0
      ? []
      : [`Only ${own} as well, and how many events come before:`, more.join('\n')]),
    '</details>',
  ];
}

function escaped(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
}
