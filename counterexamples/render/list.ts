/** A story as a numbered list, for narrow terminals. */

import { type Scene, START, type Story, toldIn } from './story.ts';
import { type Colors, plain, widthOf, wrap } from './text.ts';

/** Spaces between a step and what it changes. */
const GAP = 2;
/** What a step changes stands so far to the right of it where it gets a line of its own. */
const INDENT = 4;
/** Wider steps than this, and than half the line, do not push the changes of others to the right. */
const STEP_MOST = 44;

/** Lines of at most `width` columns, unless a single word is longer. */
export function listLines({ scenes }: Story, width: number, colors: Colors): readonly string[] {
  if (scenes.length === 0) return [`0 ${START}`];
  const digits = String(scenes.length).length;
  const actors = Math.max(...scenes.map(({ actor }) => widthOf(actor)));
  const lead = digits + actors + 3;
  const steps = stepsWidth(scenes, width - lead);
  return scenes.flatMap((scene) => {
    const number = String(scene.number).padStart(digits);
    const actor = padEnd(scene.switched ? scene.actor : '', actors);
    const [first = '', ...more] = sceneLines(scene, `${number} ${actor}  `, steps, width);
    return [scene.switched ? first.replace(scene.actor, colors.bold(scene.actor)) : first, ...more];
  });
}

/** Width of the column of steps: as wide as those with changes beside them need it. */
function stepsWidth(scenes: readonly Scene[], available: number): number {
  const most = Math.max(STEP_MOST, Math.floor(available / 2));
  const beside = scenes
    .filter((scene) => scene.changes.size > 0)
    .map((scene) => ({ step: widthOf(toldIn(scene)), changes: widthOf(changesText(scene)) }))
    .filter(({ step, changes }) => step <= most && step + GAP + changes <= available);
  return Math.max(0, ...beside.map(({ step }) => step));
}

/** A step, and its changes on the same line or, where they have no room there, below it. */
function sceneLines(scene: Scene, lead: string, steps: number, width: number): readonly string[] {
  const step = toldIn(scene);
  const changes = changesText(scene);
  const line = `${lead}${padEnd(step, steps)}${' '.repeat(GAP)}${changes}`.trimEnd();
  if (widthOf(step) <= steps && widthOf(line) <= width) return [line];
  const indent = widthOf(lead) + INDENT;
  const own = wrap(`${lead}${step}`.trimEnd(), width, indent);
  return changes === '' ? own : [...own, ...wrap(`${' '.repeat(indent)}${changes}`, width, indent)];
}

/** `vcpu0 →waiting, lock r=1→0` */
export function changesText({ changes }: Scene): string {
  return Array.from(changes, ([component, { full }]) => `${plain(component)} ${full}`).join(', ');
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
