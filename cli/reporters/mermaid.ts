/** Local states of the components as one Mermaid stateDiagram-v2. */

import { eventText, type LinkedSystem } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';

/** Components whose diagrams are equal are drawn once. */
interface Diagram {
  readonly components: string[];
  readonly labels: readonly string[];
  /** `from to` to the events that lead there. */
  readonly moves: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The document. Events that change nothing, and observations, are not drawn. */
export function mermaid(system: SystemDefinition, linked: LinkedSystem): string {
  const lines = diagramsOf(system, linked).flatMap(({ components, labels, moves }, d) => [
    `  state "${escaped(components.join(', '))}" as c${d} {`,
    ...labels.map((label, id) => `    state "${escaped(label)}" as c${d}s${id}`),
    `    [*] --> c${d}s0`,
    ...[...moves].map(([key, events]) => {
      const [from, to] = key.split(' ');
      return `    c${d}s${from} --> c${d}s${to}: ${escaped([...events].join(' / '))}`;
    }),
    '  }',
  ]);
  return ['stateDiagram-v2', ...lines].join('\n');
}

function diagramsOf(system: SystemDefinition, linked: LinkedSystem): readonly Diagram[] {
  const diagrams = new Map<string, Diagram>();
  linked.slots.forEach(({ component, labels }, slot) => {
    const moves = movesOf(system, linked, slot);
    const key = JSON.stringify([labels, [...moves].map(([at, events]) => [at, [...events]])]);
    const same = diagrams.get(key);
    if (same === undefined) diagrams.set(key, { components: [component], labels, moves });
    else same.components.push(component);
  });
  return [...diagrams.values()];
}

function movesOf(
  system: SystemDefinition,
  linked: LinkedSystem,
  slot: number,
): ReadonlyMap<string, ReadonlySet<string>> {
  const moves = new Map<string, Set<string>>();
  const component = linked.slots[slot]?.component;
  // Cases that cannot come about are not linked, so steps go by their names.
  const declared = new Map(system.steps.map((step) => [step.name, step]));
  linked.steps.forEach((step) => {
    const part = declared.get(step.name)?.parts.find((p) => p.component === component);
    if (part?.kind !== 'event') return;
    step.next[step.slots.indexOf(slot)]?.forEach((to, from) => {
      if (to < 0 || to === from) return;
      const key = `${from} ${to}`;
      moves.set(key, (moves.get(key) ?? new Set()).add(eventText(part.event)));
    });
  });
  return new Map([...moves].sort(([a], [b]) => a.localeCompare(b, 'en', { numeric: true })));
}

/** Characters that mean something to Mermaid become entities. */
function escaped(text: string): string {
  return text.replace(/["#;:{}<>]/g, (character) => `#${character.codePointAt(0)};`);
}
