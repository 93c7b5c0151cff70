/** Which places of the host's tables a request for a domain is about. */

import type { Flaw } from '../commands.ts';
import type { Domain, World } from '../world.ts';
import { isIn } from './parts.ts';
import type { Condition, Place } from './unmapping.ts';

/** A request for a domain. */
export interface Mapping {
  readonly world: World;
  readonly does: string;
  readonly domain: Domain;
}

/** An UNMAP, with the first and the last page of its range. */
export interface UnmapRequest extends Mapping {
  readonly first: number;
  readonly last: number;
  readonly flaw?: Flaw;
}

/**
 * Holds where the host maps for the endpoint of a place: it is in the domain and, where the domain knows
 * one mapper only, that is its own.
 */
export function within(domain: Domain) {
  return ({ endpoint }: Place): Condition => {
    const { index, name } = endpoint;
    const inside = () => isIn(endpoint, domain);
    const outside = () =>
      endpoint.attached.when(
        `is not in d${domain.index}`,
        (s) => s.context.domain !== domain.index,
      );
    const { mapper } = domain;
    if (mapper === null) return { is: [inside], isNot: [[outside]] };
    const own = () => mapper.when(`is that of ${name}`, (s) => s.context.endpoint === index);
    const others = () => mapper.when(`is not that of ${name}`, (s) => s.context.endpoint !== index);
    return { is: [inside, own], isNot: [[outside], [inside, others]] };
  };
}

/** Some pages of all endpoints that have a table of their own. */
export function placesIn({ endpoints }: World, iovas: readonly number[]): readonly Place[] {
  const own = endpoints.filter(({ connection }) => connection !== 'aliased');
  return iovas.flatMap((iova) => own.map((endpoint) => ({ endpoint, iova })));
}
