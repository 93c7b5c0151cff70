/** What the requirements on BARs in the p2m speak about: domains, devices, and their BARs. */

import type { Bar } from '../../models/components/bar.machine.ts';
import type { commandRegister } from '../../models/components/command-register.machine.ts';
import type { guestCommand } from '../../models/components/guest-command.machine.ts';
import type { iomemPermissionOf } from '../../models/components/iomem-permission.machine.ts';
import type { P2mEntry } from '../../models/components/p2m-entry.machine.ts';
import type { rangeSet } from '../../models/components/range-set.machine.ts';
import type { vpciOf } from '../../models/components/vpci.machine.ts';
import type { Component, Expression } from '../../models/compose/index.ts';
import type { flag } from '../../models/kit/flag.machine.ts';
import type { Actor } from './subject.ts';

/** A page of a BAR: its machine frame, and whether it holds an MSI-X table. */
export interface BarPage {
  readonly page: number;
  readonly mfn: number;
  readonly hidden: boolean;
}

/** A BAR with its pages. */
export interface MappedBar {
  readonly index: number;
  readonly bar: Component<Bar>;
  readonly pages: readonly BarPage[];
}

/** A domain with its p2m, by guest frame, and its permissions, by machine frame. */
export interface MappingDomain {
  readonly index: number;
  readonly p2m: readonly Component<P2mEntry>[];
  readonly permissions: readonly (Component<ReturnType<typeof iomemPermissionOf>> | null)[];
  /** By guest frame, where attributes are modelled: whether the page is mapped cached. */
  readonly cached: readonly Component<typeof flag>[];
  readonly crashed: Component<typeof flag>;
  /** Its CPUs run; where it can be destroyed. */
  readonly runs?: Expression;
}

/** A device whose BARs are mapped in a domain. */
export interface MappedDevice {
  readonly index: number;
  readonly domain: MappingDomain;
  /** It is with the domain. */
  readonly here: Expression;
  readonly vpci: Component<ReturnType<typeof vpciOf>>;
  readonly command: Component<typeof commandRegister>;
  readonly guest: Component<typeof guestCommand>;
  readonly bars: readonly MappedBar[];
  /** Nobody is at work on it, and no slot names it. */
  readonly quiescent: Expression;
}

/** What these requirements speak about. */
export interface MappingSubject {
  readonly domains: readonly MappingDomain[];
  readonly devices: readonly MappedDevice[];
  /** Guest frames are machine frames, as in the hardware domain. */
  readonly identity: boolean;
  readonly vcpus: readonly Actor[];
  /** Range sets of deferred work. */
  readonly sets: readonly Component<typeof rangeSet>[];
}
