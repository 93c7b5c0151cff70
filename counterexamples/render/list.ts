/** A story as a numbered list, for narrow terminals. */

import { type Scene, START, type Story } from './story.ts';
import { type Colors, plain, widthOf, wrap } from './text.ts';

/** Wider names of steps do not push the changes of the others to the right. */
const NAME_MOST = 32;

/** Lines of at most `width` columns, unless a single word is longer. */
export function listLines({ scenes }: Story, width: number, colors: Colors): readonly string[] {
  if (scenes.length === 0) return [`0 ${START}`];
  const digits = String(scenes.length).length;
  const actors = Math.max(0, ...scenes.map(({ actor }) => widthOf(actor)));
  const names = Math.min(
    Math.min(NAME_MOST, Math.floor(width / 3)),
    Math.max(0, ...scenes.map(({ name }) => widthOf(name))),
  );
  const indent = Math.min(digits + actors + names + 6, Math.floor(width / 2));
  return scenes.flatMap((scene) => {
    const number = String(scene.number).padStart(digits);
    const actor = padEnd(scene.switched ? scene.actor : '', actors);
    const text = `${number} ${actor}  ${padEnd(scene.name, names)}   ${changesText(scene)}`;
    const [first = '', ...more] = wrap(text.trimEnd(), width, indent);
    return [scene.switched ? first.replace(scene.actor, colors.bold(scene.actor)) : first, ...more];
  });
}

/** `vcpu0 →waiting, lock r=1→0` */
export function changesText({ changes }: Scene): string {
  return Array.from(changes, ([component, { full }]) => `${plain(component)} ${full}`).join(', ');
}

function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - widthOf(text)));
}
