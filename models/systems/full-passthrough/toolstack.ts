/**
 * What libxl does to take a device from a guest, around the hypercall that deassigns it.
 *
 * Models pci_remove_detached (tools/libs/light/libxl_pci.c, read at c447b7308b), which revokes permission,
 * resets the device, then deassigns it; with DEASSIGN_FIRST it deassigns before that.
 */

import { drop, take, wants } from '../../kit/lock-code.ts';
import type { CodePath, Program } from '../../kit/program.ts';
import { deassigning, owned } from '../assignment/code/deassign.ts';
import { marks } from '../assignment/code/marks.ts';
import { sources } from '../assignment/sources.ts';
import { codeOf } from '../vpci-mapping/sources.ts';
import type { Pair } from './assignment-part.ts';
import { type Mapping, mfnsOf } from './mapping-part.ts';

/** Tag of places where no hypercall about a device is under way. */
export const settled = 'settled';

interface Detach {
  readonly pair: Pair;
  readonly mapping: Mapping;
  readonly program: Program;
}

/** XL, with the hypercall DEA in it. */
export function detachDevice({ pair, mapping, program }: Detach): void {
  const { pcidevs } = mapping;
  const first = mapping.repair('DEASSIGN_FIRST');
  const label = `xl${pair.key}`;
  const does = `XL ${pair.pair}`;
  const done = first ? `${label}:returned` : marks.finishing;
  const begins = deassigning(pair, program, `dea${pair.key}`, {
    does: `DEA ${pair.pair}`,
    done,
    failed: done,
  });
  const path = program.path(label).from(codeOf(mapping.values, 'XL'));
  path.line(marks.idle, `${does} begins`, [
    { ...owned(pair), to: first ? '.pcidevs' : '.revoke0' },
  ]);
  if (!first) linesReset(path, pair, mapping, does, '.pcidevs');
  path
    .from(sources.deassign)
    .line('.pcidevs', `${does} takes pcidevs_lock`, take(pcidevs), [wants(pcidevs), settled])
    .line('.find', `DEA ${pair.pair} (1) finds the pdev`, [{ ...owned(pair), to: begins }])
    .line('.returned', `${does} gives pcidevs_lock back`, drop(pcidevs));
  if (first) linesReset(path, pair, mapping, does, marks.idle);
  path.end(marks.idle);
}

/** Permissions are revoked, one by one, and the device is reset; then to `next`. */
function linesReset(
  path: CodePath,
  pair: Pair,
  mapping: Mapping,
  does: string,
  next: string,
): void {
  const view = mapping.viewOf(pair.of.index, pair.with.index);
  const { msi } = view;
  path.from(codeOf(mapping.values, 'XL'));
  for (const [i, mfn] of mfnsOf(mapping, pair.of.index).entries()) {
    const permission = view.domain.permissions[mfn];
    if (permission == null) continue;
    path.line(
      `.revoke${i}`,
      `${does} revokes page ${i} of its BAR`,
      [{ with: [() => permission.on('REVOKE')] }],
      [settled],
    );
  }
  path.line(
    '.reset',
    `${does} resets the device`,
    [
      {
        with: [
          () => view.command.on('RESET'),
          ...(msi === null ? [] : [() => msi.on('DISABLE')]),
          () => pair.driven.on('CLEAR'),
        ],
        to: next,
      },
    ],
    [settled],
  );
}
