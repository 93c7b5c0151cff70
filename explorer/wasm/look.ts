/**
 * The look at new states as WebAssembly (`Look` in `../search/questions.kernel.ts`): one function for each group of
 * properties, which goes through the new members of a batch.
 *
 * What is asked after each step is in memory, where JavaScript writes it between levels; what is still
 * open or unmet is given with every call.
 */

import type { Layout } from '../search/layout.kernel.ts';
import { groupsOf } from '../search/questions.kernel.ts';
import type { LinkedProperty } from '../system.ts';
import { AlertCode, isIn, type Sets } from './alert-code.kernel.ts';
import type { Area } from './area.ts';
import { block, type Code, I32, i32, type Local, leaveIf, whileTrue } from './instructions.ts';
import { nameOfLook } from './kernel.kernel.ts';
import { bitsOf, type LookPart, partsOf, sizeOf, sumOf } from './look-parts.ts';
import type { ModuleCode } from './module.ts';
import { row, stateRow, times4 } from './probe.ts';
import { SlotCode } from './slot-code.kernel.ts';
import type { StateCode } from './state-code.ts';
import { Tables } from './tables.ts';

/** Properties that are larger than that together are left to JavaScript: the largest here have 800 nodes. */
const NODES_MAX = 20_000;
/** The same if their tables have more numbers; here, up to 100 000. */
const NUMBERS_MAX = 1 << 20;
/**
 * Parts of expressions in one function. Calls cost some nanoseconds for each state; V8 takes long to optimise
 * very large functions.
 */
const NODES_PER_FUNCTION = 500;

/** What code is made for. */
interface Of {
  readonly layout: Layout;
  readonly state: StateCode;
  readonly area: Area;
  readonly tables: Tables;
}

/**
 * Defines `look...(base, k, end, open, unmet)` for each group of properties, unless they are too large; tables
 * may be in the bytes from `at` to before `atMost`.
 */
export function defineLooks(
  module: ModuleCode,
  { layout, state, area }: Omit<Of, 'tables'>,
  properties: readonly LinkedProperty[],
  at: number,
  atMost: number,
): void {
  const groups = groupsOf(properties).map(partsOf);
  const { nodes, numbers } = sumOf(groups.flat().map(sizeOf));
  if (nodes > NODES_MAX || numbers > Math.min(NUMBERS_MAX, (atMost - at) / 4)) return;
  const tables = new Tables(at);
  for (const [g, parts] of groups.entries()) {
    defineLook(module, { layout, state, area, tables }, parts, g);
  }
  tables.addTo(module);
}

function defineLook(module: ModuleCode, of: Of, parts: readonly LookPart[], group: number): void {
  const { layout, state, area } = of;
  const asks = asksOf(module, of, parts);
  module.define(
    [I32, I32, I32, I32, I32],
    ([base, k, end, open, unmet], variable) => {
      const [i, asked] = [variable(), variable()];
      const member = state.variable(variable);
      const step = i32.load(row(base, i.get), area.step);
      const place = i32.add(base.get, times4(step));
      const sets = { asked: asked.get, open: open.get, unmet: unmet.get };
      return [
        whileTrue(
          i32.lt(k.get, end.get),
          i.set(i32.load(row(base, k.get), area.fresh)),
          asked.set(i32.load(place, area.asked + 4 * group * layout.stepCount)),
          block(
            leaveIf(0, i32.isZero(asked.get)),
            member.load(stateRow(base, i.get, state), area.words),
            asks.map(({ bits, ask }) =>
              block(
                leaveIf(0, i32.isZero(isIn(asked.get, bits))),
                ask(member.parts, sets, variable, FOUND),
              ),
            ),
          ),
          k.add(1),
        ),
        k.get,
      ];
    },
    nameOfLook(group),
  );
}

/** Where a look ends, seen from a part: after its block, that of the member, and the loop. */
const FOUND = 3;

/** Code that leaves so many blocks if a property of a part is alert in this state. */
type Ask = (words: readonly Code[], sets: Sets, variable: () => Local, depth: number) => Code;

/** That of all parts: in place, as long as that does not become too much, or called. */
function asksOf(module: ModuleCode, of: Of, parts: readonly LookPart[]) {
  let inPlace = 0;
  return parts.map((part) => {
    const { nodes } = sizeOf(part);
    const isInPlace = inPlace + nodes <= NODES_PER_FUNCTION;
    if (isInPlace) inPlace += nodes;
    const ask = askOf(of, part);
    return { bits: bitsOf(part), ask: isInPlace ? ask : called(module, of, ask) };
  });
}

function askOf({ layout, state, tables }: Of, part: LookPart): Ask {
  return (words, sets, variable, depth) => {
    const slots = new SlotCode(layout, state, words);
    return new AlertCode(slots, tables, variable).leaveIfAlert(part, sets, depth);
  };
}

/** Code as a function of its own. */
function called(module: ModuleCode, { state }: Of, ask: Ask): Ask {
  const call = module.define(
    [I32, I32, I32, ...state.types],
    ([asked, open, unmet, ...words], variable) => {
      const isQuiet = variable();
      const own = words.map((word) => word.get);
      const sets = { asked: asked.get, open: open.get, unmet: unmet.get };
      return [
        block(ask(own, sets, variable, 0), isQuiet.set(i32.const(1))),
        i32.isZero(isQuiet.get),
      ];
    },
  );
  return (words, { asked, open, unmet }, _, depth) =>
    leaveIf(depth, call(asked, open, unmet, ...words));
}
