/** Which engines there are, which options are whose, and what follows from that for `auto`. */

import { UsageError } from '../base/errors.ts';

/** Engines that can be asked for. `auto` is the explicit and the symbolic one, whoever is done first. */
export const engines = ['auto', 'explicit', 'symbolic', 'random'] as const;

export type Engine = (typeof engines)[number];

type OneEngine = Exclude<Engine, 'auto'>;

/** An option that was given, and the engines that can do something with it. */
export interface Asked {
  readonly option: string;
  readonly of: readonly OneEngine[];
}

/** The engine to use, and the option that decided it where `auto` was asked for. */
export interface Resolved {
  readonly engine: Engine;
  readonly because: string | null;
}

const hints: Readonly<Record<OneEngine, string>> = {
  explicit: 'Only the symbolic engine keeps states in a diagram. Leave the option out.',
  symbolic:
    'Only the explicit engine visits states one by one. Leave the option out, or take --engine explicit.',
  random: 'Walks are taken by one thread, and each begins anew. Leave the option out.',
};

/** The engine that knows everything that was asked for. Throws `USAGE-OPTION` where none does. */
export function engineFor(engine: Engine, asked: readonly Asked[]): Resolved {
  let left: readonly OneEngine[] = engine === 'auto' ? ['explicit', 'symbolic'] : [engine];
  let because: string | null = null;
  for (const { option, of } of asked) {
    const known = left.filter((one) => of.includes(one));
    if (known.length === 0) throw misplaced(option, engine, because);
    if (known.length < left.length) because = option;
    left = known;
  }
  const [only] = left;
  return { engine: left.length > 1 || only === undefined ? 'auto' : only, because };
}

function misplaced(option: string, engine: Engine, because: string | null): UsageError {
  const other = engine === 'auto' ? because : `--engine ${engine}`;
  const hint =
    engine === 'auto'
      ? 'One is for the symbolic engine and one for the explicit. Leave one of the two out.'
      : hints[engine];
  return new UsageError('USAGE-OPTION', `option ${option} does not go with ${other}`, { hint });
}
