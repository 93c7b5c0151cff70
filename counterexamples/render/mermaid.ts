/** A story as a Mermaid sequence diagram. */

import type { Trace } from '../trace.ts';
import { againText, type Scene, type Story, toldIn } from './story.ts';
import { plain } from './text.ts';

/** Viewers refuse long diagrams, so of a longer trace only the last steps are drawn. */
const STEPS_MAX = 60;

/**
 * For a story of at least one step. One participant per actor and changing component. A step is a message from its actor to the first
 * component it changes besides, and a dotted one to each of the others.
 */
export function sequenceDiagram(trace: Trace, { lanes, scenes }: Story): string {
  const drawn = scenes.slice(-STEPS_MAX);
  const participants = [...new Set([...drawn.map((scene) => scene.actor), ...lanes])];
  const alias = new Map(participants.map((name, index) => [name, `p${index}`]));
  const everybody = [...new Set(['p0', `p${participants.length - 1}`])];
  const note = (text: string): string => `  Note over ${everybody.join(',')}: ${text}`;
  const skipped = scenes.length - drawn.length;
  const loop = trace.lasso === null ? '' : `, ${againText(trace)}`;
  const end = trace.shows === 'violation' ? 'violated' : 'reached';
  return [
    'sequenceDiagram',
    ...participants.map((name, index) => `  participant p${index} as ${escaped(name)}`),
    ...(skipped === 0 ? [] : [note(`steps 1 to ${skipped} are left out`)]),
    ...drawn.flatMap((scene) => messages(scene, alias)),
    note(`${escaped(trace.property)} ${end}${loop}`),
  ].join('\n');
}

function messages(scene: Scene, alias: ReadonlyMap<string, string>): readonly string[] {
  const { number, actor, changes } = scene;
  const own = changes.get(actor);
  const others = [...changes].filter(([component]) => component !== actor);
  const from = alias.get(actor) ?? '';
  const title = `${number} ${toldIn(scene)}${own === undefined ? '' : ` (${own.full})`}`;
  const [first, ...more] = others;
  if (first === undefined) return [`  ${from}->>${from}: ${escaped(title)}`];
  return [
    `  ${from}->>${alias.get(first[0])}: ${escaped(`${title}: ${first[1].full}`)}`,
    ...more.map(
      ([to, { full }]) => `  ${from}-->>${alias.get(to)}: ${escaped(`${number}: ${full}`)}`,
    ),
  ];
}

/**
 * Characters that end a statement, begin a comment or are taken for markup become entities; so does
 * the beginning of two words after which Mermaid would drop semicolons.
 */
function escaped(text: string): string {
  return plain(text).replace(
    /[#;<>"&%@$\\`{}]|s(?=tyle)|c(?=lassDef)/g,
    (character) => `#${character.codePointAt(0)};`,
  );
}
