/** Which places of the host's tables a request for a domain is about. */

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

/** Some pages of all endpoints. */
export function placesIn({ endpoints }: World, iovas: readonly number[]): readonly Place[] {
  return iovas.flatMap((iova) => endpoints.map((endpoint) => ({ endpoint, iova })));
}
