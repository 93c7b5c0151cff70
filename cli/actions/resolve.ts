/** From options of `check` to what a search is asked. Nothing is read or built yet but an order. */

import { statSync } from 'node:fs';
import { UsageError } from '../../base/errors.ts';
import type { Reduction } from '../../explorer/index.ts';
import type { CheckFlags } from '../commands/check.ts';
import { type Asked, engineFor, type Resolved } from '../engines.ts';
import { readText } from '../files.ts';
import { workers } from '../options.ts';

/** The engine that knows all options. Throws `USAGE-OPTION` for those that do not go together. */
export function resolved(flags: CheckFlags): Resolved {
  const engine = engineFor(flags.engine, askedOf(flags));
  const refuse = (option: string, what: string, hint: string): void => {
    throw new UsageError('USAGE-OPTION', `option ${option} ${what}`, { hint });
  };
  const { checkpoint, checkpointEvery, resume, store } = flags;
  const keeping = checkpoint !== undefined ? '--checkpoint' : '--resume';
  if (store !== 'plain' && (checkpoint ?? resume) !== undefined) {
    const hint = 'Only a plain store can be saved and gone on from. Leave one of the two out.';
    refuse(keeping, `does not go with --store ${store}`, hint);
  }
  if (checkpointEvery !== undefined && checkpoint === undefined) {
    refuse(
      '--checkpoint-every',
      'does nothing by itself',
      'Say with --checkpoint FILE where to save.',
    );
  }
  return engine;
}

/** Options that not every engine knows. The explicit engine always tells the depth. */
function askedOf(flags: CheckFlags): readonly Asked[] {
  const asked: readonly (readonly [isGiven: boolean, Asked])[] = [
    [flags.checkpoint !== undefined, { option: '--checkpoint', of: ['explicit'] }],
    [flags.resume !== undefined, { option: '--resume', of: ['explicit'] }],
    [reductionsOf(flags).length > 0, { option: '--reduction', of: ['explicit'] }],
    [flags.workers !== undefined, { option: '--workers', of: ['explicit'] }],
    [flags.store !== 'plain', { option: `--store ${flags.store}`, of: ['explicit'] }],
    [flags.maxStates !== undefined, { option: '--max-states', of: ['explicit', 'random'] }],
    [flags.order !== undefined, { option: '--order', of: ['symbolic'] }],
    [flags.depth === true, { option: '--depth', of: ['explicit', 'symbolic'] }],
  ];
  return asked.flatMap(([isGiven, one]) => (isGiven ? [one] : []));
}

/** As many as the machine has unless told; only the plain store can be shared. */
export function workersOf({ workers: asked, store }: CheckFlags, engine: string): number {
  return asked ?? (engine === 'random' || store !== 'plain' ? 1 : workers('auto'));
}

/** Reductions that were asked for, each once. */
export function reductionsOf({ reduction }: CheckFlags): readonly Reduction[] {
  return reduction === false ? [] : [...new Set(reduction ?? [])].sort();
}

/**
 * The names of components that `--order` gives, or the file that it names: one that is there, or a single
 * name that looks like one. Throws `USAGE-FILE`.
 */
export function orderOf({ order }: CheckFlags): readonly string[] | undefined {
  if (order === undefined) return undefined;
  const isFile = statSync(order, { throwIfNoEntry: false }) !== undefined;
  const isMeant = !order.includes(',') && /\/|\.order$/.test(order);
  const text = isFile || isMeant ? readText(order) : order;
  const names = text.split(/[,\n]/).map((name) => name.trim());
  return names.filter((name) => name !== '');
}
