/** Strongly connected components of a small graph (Tarjan 1972), without recursion. */

/**
 * `component[node]`: nodes have the same number where each can be reached from the other. The edges
 * out of `node` go to `successors[node]`.
 */
export function stronglyConnected(successors: readonly (readonly number[])[]): Int32Array {
  const count = successors.length;
  const component = new Int32Array(count).fill(-1);
  /** Order of discovery from 1, and the least order known to be reachable; 0 is undiscovered. */
  const order = new Int32Array(count);
  const low = new Int32Array(count);
  const edge = new Int32Array(count);
  const open: number[] = [];
  const path: number[] = [];
  let discovered = 0;
  let found = 0;

  const discover = (node: number): void => {
    discovered++;
    order[node] = discovered;
    low[node] = discovered;
    open.push(node);
    path.push(node);
  };
  const lower = (node: number, to: number): void => {
    if (to < (low[node] ?? 0)) low[node] = to;
  };
  const close = (node: number): void => {
    for (let member = -1; member !== node; ) {
      member = open.pop() ?? node;
      component[member] = found;
    }
    found++;
  };

  for (let root = 0; root < count; root++) {
    if (order[root] === 0) discover(root);
    for (let node = path.at(-1); node !== undefined; node = path.at(-1)) {
      const next = successors[node]?.[edge[node] ?? 0];
      if (next !== undefined) {
        edge[node] = (edge[node] ?? 0) + 1;
        if (order[next] === 0) discover(next);
        else if (component[next] === -1) lower(node, order[next] ?? 0);
        continue;
      }
      path.pop();
      const parent = path.at(-1);
      if (parent !== undefined) lower(parent, low[node] ?? 0);
      if (low[node] === order[node]) close(node);
    }
  }
  return component;
}
