/**
 * The look at new states written out as JavaScript for one system: whether any of its properties has
 * something to say about them. Nearly always none has, and the judges are left alone.
 *
 * A property is *alert* in a state when the state violates it (or meets its goal) while that is still
 * asked, or when the state meets a companion that was not met so far. The code never misses an alert
 * state; judges decide what it means. Properties are numbered in groups of {@link GROUP}, so that a
 * set of them is a number.
 */

import { makeCode, range } from '../store/made-code.ts';
import type { LinkedExpression, LinkedProperty, LinkedSystem, LinkedWaitCycle } from '../system.ts';
import type { Layout } from './layout.kernel.ts';
import { GROUP, type Questions } from './questions.kernel.ts';
import { isAmong, localOf, wordNames } from './word-code.kernel.ts';

/** A batch whose new states are looked at. */
export interface Looked {
  readonly words: Int32Array;
  readonly step: Int32Array;
  /** Members that are new. */
  readonly fresh: Int32Array;
}

/** The first of the new states `k .. end - 1` (places in `fresh`) in which a property is alert, or `end`. */
export type Look = (k: number, end: number, questions: Questions) => number;

/** One function for each group of {@link GROUP} properties; null where code may not be made. */
export function looksFor(
  system: LinkedSystem,
  layout: Layout,
  batch: Looked,
): readonly Look[] | null {
  const { words: W, step: S, fresh: F } = batch;
  const looks = range(Math.ceil(system.properties.length / GROUP)).map((g) => {
    const tables = new Tables();
    const text = sourceOfLook(system.properties.slice(g * GROUP, (g + 1) * GROUP), layout, tables);
    return makeCode<Look>({ W, S, F, ...tables.named }, text);
  });
  return looks.every((look) => look !== null) ? looks : null;
}

type Table = Uint8Array | Uint16Array | Int32Array;

/** Arrays the code closes over, as `K0`, `K1`, ... */
class Tables {
  readonly arrays: Table[] = [];

  get named(): Readonly<Record<string, Table>> {
    return Object.fromEntries(this.arrays.map((array, i) => [`K${i}`, array]));
  }

  name(array: Table): string {
    const known = this.arrays.indexOf(array);
    return `K${known >= 0 ? known : this.arrays.push(array) - 1}`;
  }
}

function sourceOfLook(
  properties: readonly LinkedProperty[],
  layout: Layout,
  tables: Tables,
): string {
  const names = wordNames(layout);
  const calls = properties.map((property, p) => {
    const { violated, met, before = '' } = clauses(property, layout, tables);
    const bit = 1 << p;
    const alert = [
      violated === 'false' ? '' : `(open & ${bit}) !== 0 && (${violated})`,
      met === 'false' ? '' : `(unmet & ${bit}) !== 0 && (${met})`,
    ].filter((text) => text !== '');
    if (alert.length === 0) return null;
    const body = `${before}return ${alert.join(' || ')};`;
    return {
      definition: `function q${p}(open, unmet, ${names.join(', ')}) { ${body} }`,
      call: `if ((q & ${bit}) !== 0 && q${p}(open, unmet, ${names.join(', ')})) break;`,
    };
  });
  const made = calls.filter((call) => call !== null);
  const loads = names.map((name, w) => `${name} = W[from + ${w}]`).join(', ');
  return `${made.map(({ definition }) => definition).join('\n')}
return function look(k, end, { asked, open, unmet }) {
for (; k < end; k++) {
const i = F[k], q = asked[S[i]];
if (q === 0) continue;
const from = i * ${names.length}, ${loads};
${made.map(({ call }) => call).join('\n')}
}
return k;
};`;
}

interface Clauses {
  /** Text that is true where the property is violated, or its goal is met. */
  readonly violated: string;
  /** Text that is true where the companion is met. */
  readonly met: string;
  /** Statements both build on. */
  readonly before?: string;
}

function clauses(property: LinkedProperty, layout: Layout, tables: Tables): Clauses {
  const say = (expression: LinkedExpression): string => predicateText(expression, layout, tables);
  switch (property.kind) {
    case 'invariant':
      return { violated: `!(${say(property.holds)})`, met: say(property.companion.goal) };
    case 'reachable':
      return { violated: say(property.goal), met: 'false' };
    case 'deadlockFree':
      return { violated: 'false', met: say(property.companion.goal) };
    case 'stepInvariant':
      return { violated: 'false', met: 'false' };
    case 'waitCycleFree':
      return waitClauses(property, layout, tables);
  }
}

/** A linked expression as text. */
function predicateText(expression: LinkedExpression, layout: Layout, tables: Tables): string {
  switch (expression.kind) {
    case 'constant':
      return String(expression.value);
    case 'atom': {
      const { slot, bits } = expression;
      const accepted = range(bits.length).filter((local) => bits[local] === 1);
      return isAmong(layout, slot, accepted, (local) => `${tables.name(bits)}[${local}] === 1`);
    }
    case 'relation': {
      const parts = expression.slots.map((slot, k) => {
        const stride = expression.strides[k]!;
        const scaled = Int32Array.from(expression.classes[k]!, (of) => of * stride);
        return `${tables.name(scaled)}[${localOf(layout, slot)}]`;
      });
      return `${tables.name(expression.bits)}[${parts.join(' + ')}] === 1`;
    }
    case 'not':
      return `!(${predicateText(expression.of, layout, tables)})`;
    case 'and':
    case 'or': {
      const parts = expression.of.map((of) => `(${predicateText(of, layout, tables)})`);
      if (parts.length === 0) return String(expression.kind === 'and');
      return parts.join(expression.kind === 'and' ? ' && ' : ' || ');
    }
  }
}

/**
 * The wait-for graph as numbers `e0`, `e1`, ... (sets of waiters, as bits), and what is asked of it. A
 * cycle of several waiters exists exactly when some set of waiters is left after those without an
 * edge into the set have been taken out again and again.
 */
function waitClauses(property: LinkedWaitCycle, layout: Layout, tables: Tables): Clauses {
  const { waiters, requests, cycles } = property;
  const edges = waiters.map((waiter, w) => {
    const cases = requests.map(({ slot, blockedBy }, r) => {
      const size = blockedBy.length / waiters.length;
      const blocked = blockedBy.subarray(w * size, (w + 1) * size);
      if (blocked.every((set) => set === 0)) return '';
      return `case ${r + 1}: e${w} = ${tables.name(blocked)}[${localOf(layout, slot)}]; break;`;
    });
    const request = `${tables.name(waiter.request)}[${localOf(layout, waiter.slot)}]`;
    return `let e${w} = 0; switch (${request}) { ${cases.join(' ')} }`;
  });
  const all = waiters.map((_, w) => w);
  const own = all.map((w) => `(e${w} & ${1 << w}) !== 0`).join(' || ');
  const left = all.map((w) => `((e${w} & s & ${~(1 << w)}) !== 0 ? ${1 << w} : 0)`).join(' | ');
  const trim = `let s = ${2 ** waiters.length - 1}, t = 0; for (;;) { t = ${left || '0'}; if (t === s) break; s = t; }`;
  const several = 's !== 0';
  const wanted = { self: own, several, any: `${own} || ${several}` }[cycles];
  return {
    before: `${edges.join(' ')} ${cycles === 'self' ? '' : trim} `,
    violated: wanted || 'false',
    met: all.map((w) => `e${w} !== 0`).join(' || ') || 'false',
  };
}
