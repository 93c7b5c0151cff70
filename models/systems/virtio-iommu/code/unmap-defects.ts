/** How some devices have worked off UNMAP: mapping by mapping, or in pieces that the host does not know. */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath } from '../../../kit/program.ts';
import type { Domain } from '../world.ts';
import { placesIn, type UnmapRequest, within } from './places.ts';
import { awaitReturned, unmapPlaces } from './unmapping.ts';

type Page = Domain['mappings'][number];

/** The pages from `v` on are one mapping of that length. */
function isMapping({ mappings }: Domain, v: number, length: number) {
  const part = (page: Page | undefined, is: boolean, tail: boolean) =>
    page === undefined
      ? []
      : [
          () =>
            page.when(
              tail ? (is ? 'goes on a mapping' : 'goes on none') : 'begins a mapping',
              ({ context: { to } }) =>
                tail ? (to?.part === 'tail') === is : to !== null && to.part !== 'tail',
            ),
        ];
  return [
    ...part(mappings[v], true, false),
    ...repeat(length - 1, (i) => part(mappings[v + 1 + i], true, true)).flat(),
    ...part(mappings[v + length], false, true),
  ];
}

/**
 * Takes one mapping after the other out of the range, until there is none, or one that is covered in part
 * (QEMU: `virtio_iommu_unmap` answers RANGE then); or only the one that begins where the range does.
 */
export function removeOneByOne(path: CodePath, request: UnmapRequest): void {
  const { world, does, domain, first, last } = request;
  const onlyFirst = world.defect('unmapFirstOnly');
  const pages = domain.mappings.slice(first, last + 1);
  const whole = pages.flatMap((_page, i) =>
    repeat(Math.min(world.values.length, last - first - i + 1), (k) => ({
      v: first + i,
      length: k + 1,
    })),
  );
  const taken = onlyFirst ? whole.filter(({ v }) => v === first) : whole;
  const labelOf = ({ v, length }: (typeof whole)[number]): string => `.take-v${v}-${length}`;
  path.line('.search', `${does} (2) looks for a mapping`, [
    ...taken.map((one) => ({
      name: nameOf(one),
      with: isMapping(domain, one.v, one.length),
      to: labelOf(one),
    })),
    ...(onlyFirst
      ? noneBegins(pages, last - first + 1, request)
      : [...none(pages), ...inPart(request)]),
  ]);
  for (const one of taken) {
    const iovas = repeat(one.length, (i) => one.v + i);
    const at = labelOf(one);
    const next = onlyFirst ? '.ok' : '.search';
    unmapPlaces(
      path,
      world,
      `${does} (3) for ${nameOf(one)}`,
      at,
      placesIn(world, iovas),
      `${at}-gone`,
      {
        only: within(domain),
        refused: '.deverr',
      },
    );
    path.line(`${at}-gone`, `${does} (4) removes ${nameOf(one)}`, [
      {
        with: domain.mappings.slice(one.v, one.v + one.length).map((m) => () => m.on('CLEAR')),
        to: world.values.emulated > 0 ? `${at}-back` : next,
      },
    ]);
    awaitReturned(
      path,
      world,
      `${does} (4) for ${nameOf(one)}`,
      `${at}-back`,
      placesIn(world, iovas),
      next,
      domain.index,
    );
  }
}

function nameOf({ v, length }: { readonly v: number; readonly length: number }): string {
  return length === 1 ? `v${v}` : `v${v}–v${v + length - 1}`;
}

/** Nothing is mapped in the range. */
function none(pages: readonly Page[]): readonly Case[] {
  return [
    {
      name: 'there is none',
      with: pages.map((page) => () => page.when('is not mapped', (s) => s.context.to === null)),
      to: '.ok',
    },
  ];
}

/** No mapping begins where the range does, or it goes on beyond it. */
function noneBegins(
  pages: readonly Page[],
  length: number,
  { domain, first, last, world }: UnmapRequest,
) {
  const [begin] = pages;
  const beyond = domain.mappings[last + 1];
  const cases: Case[] = [
    {
      name: 'none begins there',
      with: [
        () =>
          (begin as Page).when(
            'begins no mapping',
            ({ context: { to } }) => to === null || to.part === 'tail',
          ),
      ],
      to: '.ok',
    },
  ];
  if (beyond === undefined || world.values.length <= length) return cases;
  return [
    ...cases,
    {
      name: 'it goes on beyond the range',
      with: [
        () =>
          (begin as Page).when('begins a mapping', ({ context: { to } }) => to?.part === 'head'),
        ...domain.mappings
          .slice(first + 1, last + 2)
          .map(
            (page) => () => page.when('goes on a mapping', (s) => s.context.to?.part === 'tail'),
          ),
      ],
      to: '.range',
    },
  ];
}

/** A mapping in the range begins before it, or goes on beyond it. */
function inPart({ domain, first, last }: UnmapRequest): readonly Case[] {
  const goesOn = (page: Page | undefined) =>
    page === undefined
      ? []
      : [() => page.when('goes on a mapping', (s) => s.context.to?.part === 'tail')];
  const [begins, beyond] = [goesOn(domain.mappings[first]), goesOn(domain.mappings[last + 1])];
  return [
    ...(begins.length === 0 ? [] : [{ name: 'one begins before it', with: begins, to: '.range' }]),
    ...(beyond.length === 0 ? [] : [{ name: 'one goes on beyond it', with: beyond, to: '.range' }]),
  ];
}

/**
 * The range is unmapped in pieces whose sizes are powers of two. The host does not take out a part of what
 * was mapped as one, so it refuses the pieces of three pages.
 */
export function splitRange(path: CodePath, { world, does, domain }: UnmapRequest): void {
  const hidden = world.defect('hostFailureHidden');
  const [, second, third] = domain.mappings;
  if (second === undefined || third === undefined) return;
  const isTail = (page: Page, is: boolean) => () =>
    page.when(
      is ? 'goes on a mapping' : 'goes on none',
      (s) => (s.context.to?.part === 'tail') === is,
    );
  path.line('.split', `${does} (2) splits the range`, [
    {
      name: 'the host has three pages as one, and refuses the pieces',
      with: [isTail(second, true), isTail(third, true)],
      to: hidden ? '.remove' : '.deverr',
    },
    { with: [isTail(second, true), isTail(third, false)], to: '.hosts' },
    { name: 'no two as one', with: [isTail(second, false)], to: '.hosts' },
  ]);
}
