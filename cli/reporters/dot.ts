/** Which components meet in steps, as a graph for Graphviz. */

import { UndirectedGraph } from 'graphology';
import { count } from '../../base/words.ts';
import type { LinkedSystem } from '../../explorer/index.ts';

interface Meeting {
  steps: string[];
}

/** More names of steps than this are left out of a tooltip. */
const TOOLTIP_STEPS = 12;

/** Nodes are components, an edge says how many steps two of them share. */
export function interactions(linked: LinkedSystem): UndirectedGraph<{ states: number }, Meeting> {
  const graph = new UndirectedGraph<{ states: number }, Meeting>();
  for (const { component, size } of linked.slots) graph.addNode(component, { states: size });
  for (const step of linked.steps) {
    const names = step.slots.map((slot) => linked.slots[slot]?.component ?? '');
    names.forEach((a, i) => {
      for (const b of names.slice(i + 1)) {
        if (!graph.hasEdge(a, b)) graph.addEdge(a, b, { steps: [] });
        graph.getEdgeAttribute(graph.edge(a, b), 'steps').push(step.name);
      }
    });
  }
  return graph;
}

/** The graph in the DOT language. */
export function dot(linked: LinkedSystem): string {
  const graph = interactions(linked);
  const nodes = graph.mapNodes((component, { states }) => {
    return `  ${quote(component)} [label=${quote(`${component}\n${count(states, 'local state')}`)}];`;
  });
  const edges = graph.mapEdges((_edge, { steps }, a, b) => {
    const more = steps.length > TOOLTIP_STEPS ? ['...'] : [];
    const tooltip = [...steps.slice(0, TOOLTIP_STEPS), ...more].join('\n');
    const label = `label=${quote(String(steps.length))}, tooltip=${quote(tooltip)}`;
    return `  ${quote(a)} -- ${quote(b)} [${label}];`;
  });
  return [
    `graph ${quote(linked.name)} {`,
    '  node [shape=box, style=rounded, fontname="sans-serif"];',
    '  edge [fontname="sans-serif"];',
    ...nodes,
    ...edges,
    '}',
  ].join('\n');
}

function quote(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`;
}
