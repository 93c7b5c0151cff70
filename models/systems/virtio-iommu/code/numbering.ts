/**
 * Requester ids: which endpoint a request means, when buses can be given other numbers.
 *
 * Models the cache of bus numbers in QEMU's hw/virtio/virtio-iommu.c, which 9a457383ce empties at system
 * reset.
 */

import type { Case, CodePath } from '../../../kit/program.ts';
import type { Endpoint } from '../endpoints.ts';
import type { Numbering, World } from '../world.ts';
import { sources } from './parts.ts';

/** The requester id of an endpoint is its own number, or that of the other one. */
function isNumbered({ exchanged }: Numbering, is: boolean) {
  return () =>
    exchanged.when(
      is ? 'has exchanged numbers' : 'has first numbers',
      (s) => s.matches('on') === is,
    );
}

/**
 * Which endpoint is found under the requester id of the one that is meant: goes on at `right`, or at
 * `wrong` with the other one.
 */
export function findByRid(
  path: CodePath,
  { numbering, endpoints }: World,
  does: string,
  { index }: Endpoint,
  right: string,
  wrong: string,
): void {
  if (numbering === null) return;
  path.from(sources.rid).line(
    '.rid',
    `${does} (0) looks for the requester id`,
    [false, true].flatMap((exchanged): readonly Case[] => {
      const rid = exchanged ? 1 - index : index;
      const cache = numbering.caches[rid] as Numbering['caches'][number];
      const numbered = isNumbered(numbering, exchanged);
      const knows = (whom: number) => () =>
        cache.when(`knows ${endpoints[whom]?.name}`, (s) => s.context.endpoint === whom);
      const under = `rid${rid}`;
      return [
        {
          name: `${under}, not in the cache`,
          with: [numbered, () => cache.on('FILL', { endpoint: index })],
          to: right,
        },
        { name: under, with: [numbered, knows(index)], to: right },
        {
          name: `${under}, in the cache for the other one`,
          with: [numbered, knows(1 - index)],
          to: wrong,
        },
      ];
    }),
  );
}

/** At a system reset the cache is emptied, and the firmware numbers the buses. */
export function renumber(path: CodePath, world: World, does: string): void {
  const { numbering } = world;
  if (numbering === null) return;
  const { exchanged, caches } = numbering;
  if (!world.defect('staleBusCache')) {
    path.line('.cache', `${does} (5) forgets bus numbers`, [
      { with: caches.map((cache) => () => cache.on('FORGET')) },
    ]);
  }
  path.calls(sources.firmwareNumbers, (p) =>
    p.line('.numbers', `${does} (6) the firmware numbers the buses`, [
      { name: 'as at first', with: [() => exchanged.on('CLEAR')] },
      { name: 'the other way round', with: [() => exchanged.on('SET')] },
    ]),
  );
}
