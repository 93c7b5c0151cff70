/** A trace as a section of Markdown, with a Mermaid sequence diagram, for a review or an issue. */

import { count } from '../../base/words.ts';
import type { Explanation } from '../explain.ts';
import type { Trace } from '../trace.ts';
import { changesText } from './list.ts';
import { sequenceDiagram } from './mermaid.ts';
import { codeOf } from './sources.ts';
import { againText, storyOf, toldIn } from './story.ts';
import { plain } from './text.ts';
import { explanationLines } from './words.ts';

/** A section of Markdown; the last line ends in a newline. */
export function renderMarkdown(trace: Trace, explanation?: Explanation): string {
  const story = storyOf(trace);
  const verb = trace.shows === 'violation' ? 'is violated' : 'can be reached';
  const rows = story.scenes.map((scene) => {
    const actor = scene.switched ? code(scene.actor) : '';
    const cells = [actor, code(toldIn(scene)), code(changesText(scene))];
    return `| ${scene.number} | ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  });
  const again = trace.lasso === null ? '' : ` ${sentence(againText(trace))}.`;
  const blocks = [
    `### ${code(plain(trace.property))} ${verb}`,
    `> ${escaped(plain(trace.statement))}`,
    `System ${code(systemText(trace))}, ${count(rows.length, 'step')}.${again}`,
    ...reasons(trace, explanation),
    ...(rows.length === 0
      ? []
      : [
          [...TABLE_HEAD, ...rows].join('\n'),
          ...codeBlock(trace),
          `\`\`\`mermaid\n${sequenceDiagram(trace, story)}\n\`\`\``,
        ]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

const TABLE_HEAD = ['| # | actor | step | what changes |', '| ---: | --- | --- | --- |'];

/** `trial vcpus=3 fault=true` */
function systemText({ system, parameters }: Trace): string {
  return [system, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(
    ' ',
  );
}

function reasons(trace: Trace, explanation: Explanation | undefined): readonly string[] {
  if (explanation === undefined) return [];
  const [title, ...items] = explanationLines(explanation, trace.shows);
  if (title === undefined) return [];
  return [[`${sentence(title)}:`, '', ...items.map((item) => `- ${escaped(item)}`)].join('\n')];
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** What the steps stand for, as a list. */
function codeBlock(trace: Trace): readonly string[] {
  const items = codeOf(trace).map(({ source, steps }) => `- ${escaped(source)}: ${steps}`);
  return items.length === 0 ? [] : [['The code these steps stand for:', '', ...items].join('\n')];
}

/** A code span. */
function code(text: string): string {
  if (text === '') return '';
  const runs = Array.from(text.matchAll(/`+/g), ([run]) => run.length);
  const fence = '`'.repeat(Math.max(0, ...runs) + 1);
  const pad = /^`|`$/.test(text) ? ' ' : '';
  return `${fence}${pad}${text}${pad}${fence}`;
}

/** Plain text: nothing in it is taken for markup. */
function escaped(text: string): string {
  return text.replace(/[\\`*_[\]<>|~#]/g, '\\$&');
}
