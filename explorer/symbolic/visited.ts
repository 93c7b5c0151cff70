/** Which local states of each slot occur in a set of states. */

import { EMPTY, HEADER, UNIT } from './diagram.kernel.ts';
import type { Digit } from './products.ts';
import type { Workspace } from './workspace.ts';

/**
 * `[slot][local]` is 1 where a local state occurs. `values[level]` says the same of the values of each
 * level; that is enough for slots with one digit.
 */
export async function visitedOf(
  workspace: Workspace,
  set: number,
  values: readonly Uint8Array[],
): Promise<readonly Uint8Array[]> {
  const { system, ofSlot, levelOf } = workspace.encoded;
  const visited: Uint8Array[] = [];
  for (const [slot, { size }] of system.slots.entries()) {
    const places = ofSlot[slot] ?? [];
    const [first] = places;
    if (first === undefined) visited.push(new Uint8Array(size).fill(set === EMPTY ? 0 : 1));
    else if (places.length === 1) visited.push(values[levelOf[first] ?? 0] ?? new Uint8Array(size));
    else visited.push(await ofDivided(workspace, set, places, size));
  }
  return visited;
}

/** Of a slot with several digits: the set with all other levels at 0 has one vector for each of them. */
async function ofDivided(
  workspace: Workspace,
  set: number,
  places: readonly number[],
  size: number,
): Promise<Uint8Array> {
  const { digits, levelOf, sizes } = workspace.encoded;
  const own = new Set(places.map((place) => levelOf[place] ?? 0));
  const forget = [...sizes].flatMap((count, level) =>
    own.has(level)
      ? []
      : [{ level, moves: Array.from({ length: count }, (_, from) => [from, 0] as const) }],
  );
  const relation = forget.length === 0 ? null : workspace.relations.all([forget]);
  const projected = await workspace.scope(
    async () => (relation === null ? set : workspace.image(set, relation)),
    () => [],
  );
  const order = [...places].sort((a, b) => (levelOf[b] ?? 0) - (levelOf[a] ?? 0));
  const localOf = locals(
    order.flatMap((place) => digits[place] ?? []),
    size,
  );
  const visited = new Uint8Array(size);
  for (const code of codesOf(workspace, projected, own)) visited[localOf.get(code) ?? 0] = 1;
  return visited;
}

/** Local states by their values, the highest level first. */
function locals(digits: readonly Digit[], size: number): ReadonlyMap<string, number> {
  return new Map(
    Array.from({ length: size }, (_, local) => {
      return [digits.map(({ of }) => `${of[local]} `).join(''), local] as const;
    }),
  );
}

/** The vectors of a set, as far as some levels are concerned. All other levels have one value. */
function codesOf(workspace: Workspace, set: number, own: ReadonlySet<number>): readonly string[] {
  const { words } = workspace.machine.diagram;
  const codes: string[] = [];
  const stack: (readonly [node: number, code: string])[] = set === EMPTY ? [] : [[set, '']];
  for (let top = stack.pop(); top !== undefined; top = stack.pop()) {
    const [node, code] = top;
    if (node === UNIT) {
      codes.push(code);
      continue;
    }
    const isOwn = own.has(words[node] ?? 0);
    for (let i = 0; i < (words[node + 1] ?? 0); i++) {
      const at = node + HEADER + 2 * i;
      stack.push([words[at + 1] ?? EMPTY, isOwn ? `${code}${words[at]} ` : code]);
    }
  }
  return codes;
}
