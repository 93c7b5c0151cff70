/**
 * The p2m part of deferred work: the pages of one BAR, one after the other.
 *
 * Models map_range under rangeset_consume_ranges, with map_mmio_regions and unmap_mmio_regions of both
 * architectures. One page is one step of it: on x86 a call may do more before it asks whether it should
 * be preempted. Registers: `gfn` and `mfn` are the page at hand.
 */

import { lowest } from '../../../components/range-set.machine.ts';
import { repeat } from '../../../compose/index.ts';
import { goingTo } from '../../../kit/case-code.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import { faults } from '../../vpci-locking/code/marks.ts';
import { basesOf, countsPages, mfnAt, mfnCount, mfnOf } from '../layout.ts';
import { snapshots } from '../parameters.ts';
import { codeOf } from '../sources.ts';
import type { BarParts, Device, World } from '../world.ts';

/** Where the pages of a BAR lead: all of them done, work to be taken up again, or an error. */
export interface Exits {
  readonly done: string;
  readonly preempted: string;
  readonly failed: string;
  /** The path with which an update fails for want of memory. */
  readonly fails: 'FAIL' | 'FAIL_ROM';
}

/** Lines from `.bar<n>` on that map or unmap what is in the set of one BAR. */
export function linesPages(
  path: CodePath,
  world: World,
  device: Device,
  part: BarParts,
  does: string,
  exits: Exits,
): void {
  const { index, setLock } = part;
  const what = `${does} ${part === device.rom?.parts ? 'ROM' : `BAR${index}`}`;
  const mine = (actor: string) => world.setOf(actor, device, part);
  const empty: Effect = (by) => mine(by).when('is empty', (s) => s.context.bits === 0);
  const filled: Effect = (by) => mine(by).when('is not empty', (s) => s.context.bits !== 0);
  const unlocked = (to: string, at: string): string => (setLock === null ? to : at);
  const asks = permission(world, device, part);
  path.from(codeOf(world.values, 'p2m'));
  const none: Case = { name: 'nothing to do', with: [empty], to: exits.done };
  if (setLock === null) {
    path.line(`.bar${index}`, `${what}: permission`, [none, ...asks]);
  } else {
    path
      .line(`.bar${index}`, `${what}: its range set`, [
        none,
        { name: 'has frames', with: [filled] },
      ])
      .line(`.take${index}`, `${what}: locks its range set`, take(setLock), [wants(setLock)])
      .line(`.perm${index}`, `${what}: permission`, [
        { name: 'nothing left', with: [empty], to: `.free${index}` },
        ...asks,
      ]);
  }
  const after = {
    fails: exits.fails,
    last: unlocked(exits.done, `.free${index}`),
    more: setLock === null ? `.bar${index}` : `.perm${index}`,
    preempted: unlocked(exits.preempted, `.yield${index}`),
  };
  path.line(`.p2m${index}`, `${what}: p2m`, update(world, device, part, after), [
    'between test and use',
  ]);
  if (!preempts(world)) {
    path.line(
      `.more${index}`,
      `${what}: no chance to be preempted`,
      [{ to: after.more }],
      ['unbounded'],
    );
  }
  path.line(`.crash${index}`, `${what}: crashes the domain`, [
    { with: [() => device.domain.crashed.on('SET')], to: `.fail${index}` },
  ]);
  path.line(`.denied${index}`, `${what}: denied`, [{ to: `.fail${index}` }]);
  path.line(
    `.refused${index}`,
    `${what}: not let go of`,
    [{ to: `.fail${index}` }],
    ['unmap denied'],
  );
  if (setLock === null) {
    path.line(`.fail${index}`, `${what}: fails`, [{ to: exits.failed }]);
    return;
  }
  path
    .line(`.free${index}`, `${what}: unlocks its range set`, goingTo(exits.done, drop(setLock)))
    .line(
      `.yield${index}`,
      `${what}: unlocks its range set to retry`,
      goingTo(exits.preempted, drop(setLock)),
    )
    .line(
      `.fail${index}`,
      `${what}: unlocks its range set and fails`,
      goingTo(exits.failed, drop(setLock)),
    );
}

/** Whether there is a chance of being preempted between two pages. */
function preempts({ values, repair }: World): boolean {
  return values.arch === 'x86' || repair('PREEMPT');
}

/** What the lowest member of the set may lead to, by where the BAR is or was. */
interface Target {
  readonly member: number;
  readonly base: number;
  readonly gfn: number;
  readonly mfn: number;
}

function targets({ values }: World, device: Device, { index }: BarParts): readonly Target[] {
  const bar = { device: device.index, bar: index };
  const bases = basesOf(values);
  if (countsPages(values)) {
    return repeat(values.pages, (page) =>
      bases.map((base) => ({
        member: page,
        base,
        gfn: base + page,
        mfn: values.profile === 'hwdom' ? base + page : mfnOf(values, { ...bar, page }),
      })),
    ).flat();
  }
  return repeat(values.frames, (gfn) =>
    bases.map((base) => ({ member: gfn, base, gfn, mfn: mfnAt(values, bar, gfn, base) })),
  ).flat();
}

/**
 * iomem_access_permitted for the page at hand, when it is mapped and when it is unmapped. The frame
 * comes out of the set, the machine frame out of the base: that of the BAR as it is now, or of the work.
 */
function permission(world: World, device: Device, part: BarParts): readonly Case[] {
  const { bar, index } = part;
  const kept = snapshots(world.values);
  const mine = (actor: string) => world.setOf(actor, device, part);
  return targets(world, device, part).flatMap(({ member, base, gfn, mfn }): readonly Case[] => {
    const found: readonly Effect[] = kept
      ? [
          (by) =>
            mine(by).when(
              `begins with ${member}, from base ${base}`,
              ({ context }) => lowest(context) === member && context.base === base,
            ),
        ]
      : [
          (by) => mine(by).when(`begins with ${member}`, (s) => lowest(s.context) === member),
          () => bar.when(`begins in ${base}`, (s) => s.context.base === base),
        ];
    const name = `gfn ${gfn}, base ${base}`;
    const go: Case = { name: `${name}: mfn ${mfn}`, with: found, set: { gfn, mfn } };
    const permission = permissionOf(world, device, mfn);
    if (permission === 'denied') {
      return [{ name: `${name}: mfn ${mfn} denied`, with: found, to: `.denied${index}` }];
    }
    if (permission === 'granted') return [go];
    const granted: Effect = () => permission.when('is granted', (s) => s.matches('granted'));
    const denied: Effect = () => permission.when('is denied', (s) => s.matches('denied'));
    const asked = world.repair('UNMAP_FREE') ? { where: { map: 1 } } : {};
    return [
      { ...go, ...asked, with: [...found, granted] },
      {
        name: `${name}: mfn ${mfn} denied for mapping`,
        where: { map: 1 },
        with: [...found, denied],
        to: `.denied${index}`,
      },
      world.repair('UNMAP_FREE')
        ? { ...go, name: `${name}: mfn ${mfn}, not asked`, where: { map: 0 } }
        : {
            name: `${name}: mfn ${mfn} denied for unmapping`,
            where: { map: 0 },
            with: [...found, denied],
            to: `.refused${index}`,
          },
    ];
  });
}

/** The permission that is asked for a machine frame, or what it is for good. */
function permissionOf(world: World, { domain }: Device, mfn: number) {
  const { values } = world;
  if (values.profile === 'hwdom') return 'granted';
  if (world.defect('MAP_UNCHECKED')) {
    return mfn >= 0 && mfn < mfnCount(values) ? 'granted' : 'denied';
  }
  const owners = world.ownersOf(mfn);
  if (!owners.includes(domain)) return 'denied';
  if (world.repair('PAGE_OWN') && owners.some((owner) => owner !== domain)) return 'denied';
  return domain.permissions[mfn] ?? 'granted';
}

/** Where the work goes on after a page: it was the last one, there are more, or it is preempted. */
interface After {
  readonly fails: Exits['fails'];
  readonly last: string;
  readonly more: string;
  readonly preempted: string;
}

function onward(world: World, { index }: BarParts, { last, more, preempted }: After) {
  return [
    { how: ', the last', last: true, to: last },
    ...(preempts(world)
      ? [
          { how: ', goes on', last: false, to: more },
          { how: ', preempted', last: false, to: preempted },
        ]
      : [{ how: ', goes on', last: false, to: `.more${index}` }]),
  ];
}

/** The p2m takes the page in or lets it go, by the rules of the architecture; it leaves the set. */
function update(world: World, device: Device, part: BarParts, after: After): readonly Case[] {
  const { values } = world;
  const { p2m } = device.domain;
  const pairs = new Map(
    targets(world, device, part)
      .filter(({ mfn }) => permissionOf(world, device, mfn) !== 'denied')
      .map((target) => [`${target.gfn} ${target.mfn}`, target]),
  );
  const failing = `.fail${part.index}`;
  const mine = (actor: string) => world.setOf(actor, device, part);
  return [...pairs.values()].flatMap(({ member, gfn, mfn }): readonly Case[] => {
    const entry = p2m[gfn];
    if (entry === undefined) return [];
    const name = `gfn ${gfn}`;
    const step = (map: 0 | 1, more: Case): Case => ({
      ...more,
      where: { gfn, mfn, map },
      set: { gfn: null, mfn: null },
    });
    const taken = (map: 0 | 1, does: string, effect: Effect): readonly Case[] =>
      onward(world, part, after).map(({ how, last, to }) =>
        step(map, {
          tags: map === 1 ? [`maps ${device.domain.index} ${mfn}`] : [],
          name: `${name} ${does}${how}`,
          with: [effect, (by) => mine(by).on('TAKE', { frame: member, last })],
          to,
        }),
      );
    const other: Effect = () =>
      entry.when(
        `leads to something else than mfn ${mfn}`,
        ({ context: { leads } }) => leads !== null && leads !== mfn,
      );
    const nothing: Effect = () => entry.when('leads nowhere', (s) => s.context.leads === null);
    const x86 = values.arch === 'x86';
    return [
      ...taken(1, `to mfn ${mfn}`, () => entry.on('MAP', { mfn })),
      ...(x86
        ? [
            step(1, {
              name: `${name} leads elsewhere, not to mfn ${mfn}`,
              with: [other],
              to: `.crash${part.index}`,
            }),
          ]
        : taken(1, `to mfn ${mfn} instead`, () => entry.on('REPLACE', { mfn }))),
      ...taken(0, `away from mfn ${mfn}`, () => entry.on('UNMAP', { mfn })),
      ...taken(0, `away, not from mfn ${mfn}`, () => entry.on('UNMAP_OTHER', { mfn })),
      ...(x86
        ? [step(0, { name: `${name} led nowhere, not mfn ${mfn}`, with: [nothing], to: failing })]
        : taken(0, `led nowhere, not mfn ${mfn}`, nothing)),
      ...[0, 1].map((map) =>
        step(map === 0 ? 0 : 1, {
          name: `${name}, its range freed meanwhile, ${map === 0 ? 'unmap' : 'map'} mfn ${mfn}`,
          with: [
            (by) =>
              mine(by).when(`does not begin with ${member}`, (s) => lowest(s.context) !== member),
          ],
          to: faults.useAfterFree,
          fault: true,
        }),
      ),
      ...(world.has(after.fails)
        ? [step(1, { name: `${name} to mfn ${mfn}: no memory`, to: failing })]
        : []),
    ];
  });
}
