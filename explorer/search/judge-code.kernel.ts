/**
 * The look at new states written out as JavaScript for one system: whether any of its properties has
 * something to say about them (`Look`). A kernel has the same as WebAssembly (`../wasm/look.ts`); this is
 * for searches without one.
 */

import { makeCode } from '../store/made-code.ts';
import type { LinkedExpression, LinkedProperty, LinkedSystem, LinkedWaitCycle } from '../system.ts';
import type { Layout } from './layout.kernel.ts';
import { groupsOf, type Look } from './questions.kernel.ts';
import { acceptedBy, scaledClasses, signsOf, waitingOf } from './signs.kernel.ts';
import { isAmong, localOf, wordNames } from './word-code.kernel.ts';

/** A batch whose new states are looked at. */
export interface Looked {
  readonly words: Int32Array;
  readonly step: Int32Array;
  /** Members that are new. */
  readonly fresh: Int32Array;
}

/** One function for each group of properties; null where code may not be made. */
export function looksFor(
  system: LinkedSystem,
  layout: Layout,
  batch: Looked,
): readonly Look[] | null {
  const { words: W, step: S, fresh: F } = batch;
  const looks = groupsOf(system.properties).map((properties) => {
    const tables = new Tables();
    const text = sourceOfLook(properties, layout, tables);
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
  if (property.kind === 'waitCycleFree') return waitClauses(property, layout, tables);
  const say = (expression: LinkedExpression): string => predicateText(expression, layout, tables);
  const { violated, met } = signsOf(property);
  return { violated: say(violated), met: say(met) };
}

/** A linked expression as text. */
function predicateText(expression: LinkedExpression, layout: Layout, tables: Tables): string {
  switch (expression.kind) {
    case 'constant':
      return String(expression.value);
    case 'atom': {
      const { slot, bits } = expression;
      const lookedUp = (local: string) => `${tables.name(bits)}[${local}] === 1`;
      return isAmong(layout, slot, acceptedBy(bits), lookedUp);
    }
    case 'relation': {
      const parts = scaledClasses(expression).map(
        (scaled, k) => `${tables.name(scaled)}[${localOf(layout, expression.slots[k]!)}]`,
      );
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
  const { waiters, cycles } = property;
  const edges = waitingOf(property).map((waiting, w) => {
    const cases = waiting.cases.map(({ request, slot, blockedBy }) => {
      return `case ${request}: e${w} = ${tables.name(blockedBy)}[${localOf(layout, slot)}]; break;`;
    });
    const request = `${tables.name(waiting.request)}[${localOf(layout, waiting.slot)}]`;
    return `let e${w} = 0; switch (${request}) { ${cases.join(' ')} }`;
  });
  const all = waiters.map((_, w) => w);
  const own = all.map((w) => `(e${w} & ${1 << w}) !== 0`).join(' || ') || 'false';
  const left = all.map((w) => `((e${w} & s & ${~(1 << w)}) !== 0 ? ${1 << w} : 0)`).join(' | ');
  const trim = `let s = ${2 ** waiters.length - 1}, t = 0; for (;;) { t = ${left || '0'}; if (t === s) break; s = t; }`;
  const several = 's !== 0';
  const wanted = { self: own, several, any: `${own} || ${several}` }[cycles];
  return {
    before: `${edges.join(' ')} ${cycles === 'self' ? '' : trim} `,
    violated: wanted,
    met: all.map((w) => `e${w} !== 0`).join(' || ') || 'false',
  };
}
