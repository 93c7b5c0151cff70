/**
 * The tables of an IOMMU that follow the grants of a PV domain, as far as they are counted.
 *
 * Models the end of map_grant_ref and of unmap_common (xen/common/grant_table.c at c447b7308b), where
 * `maptrack_tree` says how many handles map a page: entry and flush are one step here.
 */

import type { IommuCode, Reach } from '../table.ts';

/** The code over mappings that are counted by handles, not by flags; null where there are none. */
export function countedByHandles(reaches: readonly Reach[]): IommuCode | null {
  const counted = reaches.flatMap(({ page, device }) =>
    device === null ? [] : [{ page, device }],
  );
  if (counted.length === 0) return null;
  return {
    mapped: (of, write) =>
      counted
        .filter(({ page }) => page === of)
        .map(
          ({ device }) =>
            () =>
              device.on('MAP', { write }),
        ),
    unmaps: (path, { write }, does) => {
      path.line(
        '.iommu',
        `${does} counts its handle off`,
        counted.flatMap(({ page, device }) => [
          {
            name: page.name,
            where: { page: page.index },
            with: [() => device.on('UNMAP', { write, flush: true })],
          },
          {
            name: `${page.name}, none is counted`,
            where: { page: page.index },
            with: [
              () =>
                device.when('counts none', ({ context }) =>
                  write ? context.writers === 0 : context.readers === 0,
                ),
            ],
            to: 'assertion-failed',
            fault: true,
          },
        ]),
        ['asserts'],
      );
    },
    afterwards: () => {},
  };
}
