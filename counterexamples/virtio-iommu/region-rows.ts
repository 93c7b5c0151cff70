/** D16 to D21: reserved regions, read off the family that has them. */

import { reservedRegions } from '../../models/systems/reserved-regions/index.ts';
import { type Decision, type Situation, type Verdict, verdictsOf } from './decision.ts';
import { bits } from './rows.ts';
import { type Seen, statesOf } from './states.ts';

interface Row {
  readonly situation: Situation;
  readonly given: Parameters<typeof reservedRegions.instantiate>[0];
  readonly when: (state: Seen) => boolean;
}

/** The hostile endpoint has the region, the other one has none, and nobody else heeds it. */
const bare = { first: 'N', attachCheck: 'none' } as const;
/** It is told of, and nothing is mapped over it. */
const unmapped = { ...bare, probe: 'all' } as const;
/** It is not told of, and the device lets things be mapped over it. */
const lax = { ...bare, probe: 'nothing', mapCheck: 'none' } as const;

const blank = { offered: 'any', negotiated: 'any', bypass: 'any', attached: 'plain domain' };
const row = (
  id: string,
  situation: Partial<Situation> & { readonly page: string },
  given: Row['given'],
  when: Row['when'],
): Row => ({ situation: { id, ...blank, ...situation }, given, when });

const unattached = ({ of }: Seen): boolean => of('evil') === 'unattached';
const inPlain =
  (mapping: string) =>
  ({ of }: Seen): boolean =>
    of('evil') === 'in d0' && of('d0') === 'plain' && of('d0.v0') === mapping;
const never = (state: Seen): boolean => unattached(state) && state.of('evil.known') === 'off';
const once = (state: Seen): boolean => unattached(state) && state.of('evil.known') === 'on';
const inBypass = (state: Seen): boolean => state.of('evil.view') === 'open';

const closed = { attached: 'none', negotiated: 'PROBE' };
const offered = { offered: bits, bypass: '0', attached: 'none' };

const rows: readonly Row[] = [
  row('D16', { ...closed, page: 'region R' }, { ...unmapped, second: 'R' }, unattached),
  row(
    'D16',
    { ...closed, offered: bits, bypass: '0', page: 'region R' },
    { ...unmapped, second: 'R', bypass: 'domain' },
    unattached,
  ),
  ...(['translated', 'blocked'] as const).map((path) =>
    row(
      'D17',
      { page: `region R, not mapped, path=${path}` },
      { ...unmapped, second: 'R', path },
      inPlain('–'),
    ),
  ),
  row(
    'D18',
    { page: 'region R, mapped by a lax device; the test for regions comes first' },
    { ...lax, second: 'R', path: 'blocked', hostCheck: 'none' },
    inPlain('p0 rw'),
  ),
  row(
    'D18',
    { page: 'region R, mapped by a lax device; the host refuses, and nobody is told' },
    { ...lax, second: 'R', hostCheck: 'validList', mapFail: 'hidden' },
    inPlain('p0 rw'),
  ),
  row(
    'D18',
    { page: 'region R, mapped by a lax device, and by the host' },
    { ...lax, second: 'R', hostCheck: 'none' },
    inPlain('p0 rw'),
  ),
  ...(['translated', 'blocked'] as const).map((path) =>
    row(
      'D19',
      { page: `region M, not mapped, path=${path}` },
      { ...unmapped, second: 'M', path },
      inPlain('–'),
    ),
  ),
  row(
    'D19',
    { page: 'region M, mapped by a lax device, and by the host' },
    { ...lax, second: 'M', hostCheck: 'none' },
    inPlain('p0 rw'),
  ),
  ...(
    [
      ['message', unattached, ''],
      ['fault', unattached, ''],
      ['onceAttached', never, ', never attached'],
      ['onceAttached', once, ', attached once'],
    ] as const
  ).map(([unattachedMsi, when, which]) =>
    row(
      'D20',
      { ...offered, page: `region M, unattachedMsi=${unattachedMsi}${which}` },
      { ...unmapped, second: 'M', bypass: 'domain', unattachedMsi },
      when,
    ),
  ),
  ...(['unattached', 'domain'] as const).flatMap((bypass) =>
    (['R', 'M'] as const).flatMap((second) =>
      (['regions', 'everything'] as const).map((how) =>
        row(
          'D21',
          {
            offered: bits,
            bypass: bypass === 'unattached' ? '1' : '0',
            attached: bypass === 'unattached' ? 'none' : 'bypass domain',
            page: `region ${second}, inBypass=${how}`,
          },
          { ...unmapped, second, bypass, inBypass: how },
          inBypass,
        ),
      ),
    ),
  ),
];

/** The rows, read off the states in which the hostile endpoint is about to emit a request to the page. */
export function regionDecisions(): readonly Decision[] {
  const known = new Map<string, readonly Seen[]>();
  return rows.map(({ situation, given, when }) => {
    const key = JSON.stringify(given);
    const all = known.get(key) ?? statesOf(reservedRegions.instantiate(given));
    known.set(key, all);
    const meant = all.filter((state) => state.of('vmm') === 'idle' && when(state));
    const about = (op: string): readonly Seen[] =>
      meant.filter(({ of }) => of('evil.dma') === `any-${op}:claim`);
    const [reads, writes] = [about('reads'), about('writes')];
    return {
      ...situation,
      read: verdictsOf(reads, verdictOf),
      write: verdictsOf(writes, verdictOf),
      states: reads.length + writes.length,
    };
  });
}

const verdicts: Readonly<Record<string, Verdict>> = {
  lost: 'block',
  'interrupt raised': 'doorbell',
  buffer: 'allow',
  'firmware memory': 'identity',
};

/** Where the request of the endpoint ends, if nothing else happens meanwhile. */
function verdictOf(state: Seen): Verdict {
  const verdict = verdicts[state.of('evil.dma')];
  if (verdict !== undefined) return verdict;
  const next = state.next.find(({ step }) => step.startsWith('evil.dma:'));
  if (next === undefined) throw new Error(`a request gets stuck at ${state.of('evil.dma')}`);
  return verdictOf(next.to);
}
