/**
 * May an endpoint reach memory? The decision table of the survey (2.3), read off the reachable states:
 * each row is a situation, and its verdict is what is so in all states in which it comes about.
 */

import { virtioIommu } from '../../models/systems/virtio-iommu/index.ts';
import { type Seen, statesOf } from './states.ts';

type Given = Parameters<typeof virtioIommu.instantiate>[0];

/** A row: a system, and which of its states are meant. */
interface Row {
  readonly id: string;
  readonly situation: string;
  readonly given: Given;
  readonly when: (state: Seen) => boolean;
}

/** One endpoint, one page of everything. */
const small = {
  trusted: 0,
  hostile: 1,
  domains: 1,
  pages: 1,
  flags: ['rw'],
  hotplug: false,
  systemReset: false,
  balloon: 0,
};
const config = ['MAP_UNMAP', 'BYPASS_CONFIG'];
const offering = (...offered: readonly string[]) => ({ ...small, offered });
const atRest = ({ of }: Seen): boolean => of('vmm') === 'idle';
const free = (state: Seen): boolean => atRest(state) && state.of('evil') === 'unattached';
const field = ({ of }: Seen, value: 0 | 1): boolean => of('config') === `bypass=${value}`;
const inPlain = (state: Seen, mapping: string): boolean =>
  atRest(state) &&
  state.of('evil') === 'in d0' &&
  state.of('d0') === 'plain' &&
  state.of('d0.v0') === mapping;
const at = ({ of }: Seen, place: RegExp): boolean => place.test(of('vmm'));
const booting = { trusted: 1, pages: 2, flags: ['rw'], firmware: 'flips-global' };

const rows: readonly Row[] = [
  {
    id: 'D1',
    situation: 'neither bypass bit offered; unattached',
    given: offering('MAP_UNMAP'),
    when: free,
  },
  {
    id: 'D2',
    situation: 'BYPASS offered and not accepted, or not yet; unattached',
    given: offering('MAP_UNMAP', 'BYPASS'),
    when: (s) => free(s) && !s.of('status').includes('BYPASS'),
  },
  {
    id: 'D3',
    situation: 'BYPASS accepted; unattached',
    given: offering('MAP_UNMAP', 'BYPASS'),
    when: (s) => free(s) && s.of('status') === 'running BYPASS',
  },
  {
    id: 'D4',
    situation: 'both offered, BYPASS accepted, bypass=0; unattached',
    given: offering('MAP_UNMAP', 'BYPASS', 'BYPASS_CONFIG'),
    when: (s) => free(s) && s.of('status') === 'running BYPASS' && field(s, 0),
  },
  {
    id: 'D5',
    situation: 'BYPASS_CONFIG offered, nothing negotiated, bypass=1; unattached',
    given: { ...offering(...config), bypass: 1 },
    when: (s) => free(s) && s.of('status') === 'reset' && field(s, 1),
  },
  {
    id: 'D6',
    situation: 'the same with bypass=0',
    given: offering(...config),
    when: (s) => free(s) && s.of('status') === 'reset' && field(s, 0),
  },
  {
    id: 'D7',
    situation: 'BYPASS_CONFIG accepted, bypass=1; unattached',
    given: offering(...config),
    when: (s) => free(s) && s.of('status') === 'running BYPASS_CONFIG' && field(s, 1),
  },
  {
    id: 'D8',
    situation: 'BYPASS_CONFIG accepted, bypass=0; unattached',
    given: offering(...config),
    when: (s) => free(s) && s.of('status') === 'running BYPASS_CONFIG' && field(s, 0),
  },
  {
    id: 'D9',
    situation: 'attached to a bypass domain, bypass=0 or 1',
    given: offering(...config),
    when: (s) => atRest(s) && s.of('evil') === 'in d0' && s.of('d0') === 'bypass',
  },
  {
    id: 'D10',
    situation: 'attached to a plain domain, bypass=0 or 1; no mapping',
    given: offering(...config),
    when: (s) => inPlain(s, '–'),
  },
  ...(
    [
      ['D11', 'READ', 'r'],
      ['D12', 'WRITE', 'w'],
      ['D13', 'READ and WRITE', 'rw'],
      ['D14', 'neither READ nor WRITE', '0'],
    ] as const
  ).map(([id, words, flags]) => ({
    id,
    situation: `attached to a plain domain; mapping with ${words}`,
    given: { ...offering(...config), flags: [flags] },
    when: (s: Seen) => inPlain(s, `p0 ${flags}`),
  })),
  {
    id: 'D15',
    situation: 'attached to a plain domain; mapping with READ, WRITE and MMIO',
    given: { ...offering(...config, 'MMIO'), flags: ['mmio'] },
    when: (s) => inPlain(s, 'p0 mmio'),
  },
  {
    id: 'D22',
    situation: 'in bypass; BUS_MASTER off, a conforming endpoint',
    given: booting,
    when: (s) => s.of('evil.view') === 'open' && s.of('evil.master') === 'off',
  },
  {
    id: 'D23',
    situation: 'in bypass; BUS_MASTER off, an endpoint that ignores it, bridge on',
    given: { ...booting, hostileIgnoresBme: true },
    when: (s) =>
      s.of('evil.view') === 'open' && s.of('evil.master') === 'off' && s.of('bridge') === 'on',
  },
  ...([1, 0] as const).map((value) => ({
    id: `D26, bypass=${value}`,
    situation: `device reset has just been completed, bypass=${value}`,
    given: offering(...config),
    when: (s: Seen) => at(s, /^device reset:done/) && field(s, value),
  })),
  ...([1, 0] as const).map((value) => ({
    id: `D27, init=${value}`,
    situation: `system reset has just been completed, bypass is ${value} initially`,
    given: { ...offering(...config), systemReset: true, bypass: value },
    when: (s: Seen) => at(s, /^system reset:done/),
  })),
  {
    id: 'D28',
    situation: 'just detached, bypass=1',
    given: offering(...config),
    when: (s) => at(s, /^DETACH\(d0, evil\):ok/) && field(s, 1),
  },
  {
    id: 'D29',
    situation: 'on the way from a plain domain to another, bypass=1, done literally',
    given: { ...offering(...config), domains: 2, move: 'literal' },
    when: (s) => at(s, /^ATTACH\(d\d, evil\):link fromPlain=1/) && field(s, 1),
  },
  {
    id: 'D29, atomic',
    situation: 'the same, done in one step',
    given: { ...offering(...config), domains: 2 },
    when: (s) => at(s, /^ATTACH\(d\d, evil\):link fromPlain=1/) && field(s, 1),
  },
  ...([1, 0] as const).map((value) => ({
    id: `D30, bypass=${value}`,
    situation: `ATTACH about to be rejected for its kind, after having detached, bypass=${value}`,
    given: {
      ...offering(...config),
      trusted: 1,
      domains: 2,
      defects: ['attachRejectDetaches'],
    },
    when: (s: Seen) => at(s, /^ATTACH\(d\d, evil.*:inval/) && field(s, value),
  })),
];

/** What an endpoint may do in one state. */
type Verdict = 'identity' | 'allow' | 'block';

/** The verdicts of a row: by access, all that come about. */
export interface Decision {
  readonly id: string;
  readonly situation: string;
  readonly read: readonly Verdict[];
  readonly write: readonly Verdict[];
  /** In how many states the situation comes about. */
  readonly states: number;
}

/** Every row, read off the reachable states. */
export function decisions(): readonly Decision[] {
  const known = new Map<string, readonly Seen[]>();
  return rows.map(({ id, situation, given, when }) => {
    const key = JSON.stringify(given);
    const all = known.get(key) ?? statesOf(virtioIommu.instantiate(given));
    known.set(key, all);
    const states = all.filter(when);
    const ignores = given?.['hostileIgnoresBme'] === true;
    const boots = given?.['firmware'] !== undefined;
    const verdicts = (access: 'r' | 'w'): readonly Verdict[] => [
      ...new Set(states.map((state) => verdictIn(state, access, boots, ignores))),
    ];
    return { id, situation, read: verdicts('r'), write: verdicts('w'), states: states.length };
  });
}

function verdictIn({ of }: Seen, access: 'r' | 'w', boots: boolean, ignores: boolean): Verdict {
  const gated = boots && (of('bridge') === 'off' || (!ignores && of('evil.master') === 'off'));
  if (gated) return 'block';
  if (of('evil.view') === 'open') return 'identity';
  const flags = /^p\d (\S+)/.exec(of('evil.host.v0'))?.[1] ?? '';
  return flags === 'mmio' || flags.includes(access) ? 'allow' : 'block';
}

/** A decision in the words of the survey. */
export function wordsOf({ read, write }: Pick<Decision, 'read' | 'write'>): string {
  const word = (verdicts: readonly Verdict[]): string =>
    verdicts.map((v) => (v === 'identity' ? 'allow, identity' : v)).join(' or ');
  const [reads, writes] = [word(read), word(write)];
  if (reads === '') return 'does not come about';
  return reads === writes ? reads : `read: ${reads}; write: ${writes}`;
}

/** The table as Markdown rows: id, situation, verdict. */
export function decisionRows(): readonly (readonly string[])[] {
  return decisions().map((row) => [row.id, row.situation, wordsOf(row)]);
}
