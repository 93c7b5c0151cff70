/**
 * Which of the components that a system declares interchangeable really are, with everything that
 * names them: the owner in a lock, a set of readers, a generation.
 *
 * A declaration is a proposal. For each group of columns, exchanging two columns must extend to an
 * automorphism of the linked system that takes every property to itself; it is derived from the steps
 * and verified in full (`symmetry-match`, `symmetry-verify`, `symmetry-properties`). Columns that can be
 * exchanged form a *block*. Orbits of states under the automorphisms of all blocks then have one
 * verdict, and any set of representatives may be searched in place of all states: Clarke, Enders,
 * Filkorn and Jha, *Exploiting Symmetry in Temporal Logic Model Checking* (FMSD 9, 1996); Emerson and
 * Sistla, *Symmetry and Model Checking* (same volume). Ip and Dill, *Better Verification Through
 * Symmetry* (same volume), have the user declare scalarsets and the language ensure symmetry; here a
 * wrong declaration costs the reduction and nothing else.
 */

import { assert } from '../../base/errors.ts';
import type { LinkedSystem } from '../system.ts';
import { permuteColumnsOnly } from './symmetry-exchanges.kernel.ts';
import { type Automorphism, correspondence } from './symmetry-match.kernel.ts';
import { type Keys, keysOf } from './symmetry-orbits.kernel.ts';
import { PropertyForms } from './symmetry-properties.kernel.ts';
import { faultOf } from './symmetry-verify.kernel.ts';

/** Columns of slots any two of which can be exchanged. */
export interface Block {
  /** `columns[c][k]`: the slot at place `k` of column `c`. At least two columns. */
  readonly columns: readonly (readonly number[])[];
  /** `exchanges[i]` exchanges columns `i` and `i + 1`. */
  readonly exchanges: readonly Automorphism[];
}

/** The verified symmetry of a linked system. Plain data. */
export interface Symmetry {
  readonly blocks: readonly Block[];
  readonly keys: Keys;
  /** For each declared group that is not used as a whole, why. */
  readonly refused: readonly string[];
}

/** Finds and verifies the symmetry a system declares; what cannot be used is left out, with the reason. */
export function symmetryOf(system: LinkedSystem): Symmetry {
  const finder = new Finder(system);
  const refused: string[] = [];
  let blocks: readonly Block[] = [];
  let keys: Keys = { blocks: [], exchanges: [] };
  for (const columns of system.interchangeable) {
    for (const block of finder.blocksOf(columns, refused)) {
      const more = [...blocks, block];
      const moreKeys = permuteColumnsOnly(more) ? keysOf(system, more) : null;
      if (moreKeys === null) {
        refused.push(
          `${finder.names(block.columns[0])} and others name each other in too many ways`,
        );
        continue;
      }
      blocks = more;
      keys = moreKeys;
    }
  }
  return { blocks, keys, refused };
}

type Columns = readonly (readonly number[])[];

class Finder {
  readonly #system: LinkedSystem;
  readonly #forms: PropertyForms;
  readonly #used = new Set<number>();

  constructor(system: LinkedSystem) {
    this.#system = system;
    this.#forms = new PropertyForms(system);
  }

  /** Cuts a group into blocks. Each column joins the first block whose last one it can be exchanged with. */
  blocksOf(columns: Columns, refused: string[]): readonly Block[] {
    const slots = columns.flat();
    if (slots.length === 0) return [];
    if (new Set(slots).size < slots.length || slots.some((slot) => this.#used.has(slot))) {
      refused.push(`${this.names(columns[0])} and others are declared interchangeable twice`);
      return [];
    }
    for (const slot of slots) this.#used.add(slot);
    const parts: { columns: (readonly number[])[]; exchanges: Automorphism[] }[] = [];
    for (const column of columns) {
      const reasons: string[] = [];
      const joined = parts.some((part) => {
        const last = part.columns.at(-1);
        assert(last !== undefined, 'a block has a column');
        const exchange = this.#exchange(last, column);
        if (typeof exchange === 'string') {
          reasons.push(exchange);
          return false;
        }
        part.columns.push(column);
        part.exchanges.push(exchange);
        return true;
      });
      if (!joined) parts.push({ columns: [column], exchanges: [] });
      const [reason] = reasons;
      if (!joined && reason !== undefined) refused.push(reason);
    }
    return parts.filter((part) => part.columns.length > 1);
  }

  /** The automorphism that exchanges two columns, or why there is none. */
  #exchange(one: readonly number[], other: readonly number[]): Automorphism | string {
    const slots = Int32Array.from(this.#system.slots, (_, s) => s);
    one.forEach((slot, k) => {
      const twin = other[k];
      assert(twin !== undefined, 'columns of a group are equally long');
      slots[slot] = twin;
      slots[twin] = slot;
    });
    const pair = `${this.names(one)} and ${this.names(other)} differ`;
    const found = correspondence(this.#system, slots);
    if (typeof found === 'string') return `${pair}: ${found}`;
    const fault = faultOf(this.#system, found);
    if (fault !== null) return `${pair}: ${fault}`;
    const property = this.#forms.distinguishing(found);
    return property === null ? found : `${pair}: property ${property.name} tells them apart`;
  }

  /** The components of a column. */
  names(column: readonly number[] = []): string {
    return column.map((slot) => this.#system.slots[slot]?.component ?? '').join(', ');
  }
}
