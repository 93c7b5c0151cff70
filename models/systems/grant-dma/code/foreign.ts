/**
 * A backend with the privilege to map pages that nobody granted.
 *
 * Models XENMEM_add_to_physmap of foreign pages by dom0 (xenmem_add_to_physmap_one at c447b7308b).
 */

import type { Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { GrantTable, Mapper } from '../table.ts';
import { entersHypercall } from './pieces.ts';

/** The lines; the actor is a CPU of the mapper that is at `idle`. */
export function mapForeign(
  program: Program,
  idle: string,
  { granter }: GrantTable,
  mapper: Mapper,
): void {
  for (const { page, foreign } of mapper.reaches) {
    if (foreign === null) continue;
    const path = program.path(`foreign ${page.name}`).from(sources.foreign);
    path
      .line(
        idle,
        `FOREIGN ${page.name}: maps it, without a grant`,
        entersHypercall(mapper, [
          () => foreign.when('maps nothing', (s) => s.context.writers === 0),
          () => page.frame.on('HOLD', { of: granter }),
        ]),
      )
      .line('.map', `FOREIGN ${page.name}: is mapped`, [
        { with: [() => foreign.on('MAP', { write: true })], to: idle },
      ])
      .line(
        idle,
        `FOREIGN ${page.name}: unmaps it and flushes`,
        entersHypercall(mapper, [() => foreign.on('UNMAP', { write: true, flush: true })]),
      )
      .line('.put', `FOREIGN ${page.name}: puts the page`, [
        { with: [() => page.frame.on('DROP', {})], to: idle },
      ])
      .end(idle);
  }
}
