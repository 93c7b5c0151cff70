/**
 * Where reserved regions come into the requests of a virtual IOMMU: what a device asks before it
 * attaches or maps, what it maps of its own accord, and what its host refuses to map. A family whose
 * endpoints have such regions says so by these rules.
 */

import type { Participation } from '../../compose/index.ts';
import type { Case, CodePath } from '../../kit/program.ts';
import type { Endpoint } from './endpoints.ts';
import type { Domain } from './world.ts';

/** An ATTACH that is worked off. */
export interface Joining {
  readonly does: string;
  readonly endpoint: Endpoint;
  readonly domain: Domain;
}

/** A MAP that is worked off. */
export interface Placing {
  readonly domain: Domain;
  readonly iova: number;
  readonly page: number;
}

export interface RegionRules {
  /** What ATTACH finds when it compares regions: one case goes on, any other goes to `.unsupp`. */
  readonly attach: (joining: Joining) => readonly Case[];
  /** Lines of an ATTACH that has switched the view, before what is mapped in the domain is replayed. */
  readonly attached: (path: CodePath, joining: Joining) => void;
  /** What MAP finds when it compares regions: one case goes on, any other to `.inval` or `.range`. */
  readonly map: (placing: Placing) => readonly Case[];
  /** It is `.range` that they go to. */
  readonly answersRange: boolean;
  /** The host of this endpoint maps nothing there. */
  readonly hostRefuses: (endpoint: Endpoint, iova: number) => boolean;
  /** What the host may have there for a purpose of its own, or null. */
  readonly hostHas: (endpoint: Endpoint, iova: number) => HostMapping | null;
}

/** A mapping of the host's own that the guest does not know of. */
export interface HostMapping {
  readonly is: Participation;
  readonly isNot: Participation;
}
