/**
 * One buffer of a driver, mapped for DMA and unmapped, page by page.
 *
 * Models xen_grant_dma_map_page and xen_grant_dma_unmap_page, and alloc and free where the buffer is
 * coherent (drivers/xen/grant-dma-ops.c of Linux, 2025; 875553e317b2 and 5.19 for the counts).
 */

import type { grantDmaData } from '../../../components/grant-dma-data.machine.ts';
import type { Component } from '../../../compose/index.ts';
import type { flag } from '../../../kit/flag.machine.ts';
import type { Effect, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { GrantedPage, GrantRef } from '../table.ts';
import { type EndAccess, linesEnd, linesGrant, type OnBusy } from './grant.ts';
import type { GrantDevice } from './setup-ops.ts';

/** A buffer, and what is done about it. */
export interface BufferPlan {
  /** What it touches. */
  readonly touched: readonly GrantedPage[];
  /** What is allocated for it: more than it touches where it is part of something larger. */
  readonly allocated: readonly GrantedPage[];
  /** What is granted, in the order of references, from the first one on. */
  readonly granted: readonly GrantedPage[];
  /** Which of these references are ended when it is unmapped. */
  readonly ended: readonly GrantRef[];
  readonly refs: readonly GrantRef[];
  readonly readonly: boolean;
  readonly coherent: boolean;
  readonly onBusy: OnBusy;
  readonly end: EndAccess;
  readonly version: 1 | 2;
  /** The backend says when it is done; null where it may do anything at any time. */
  readonly ring: {
    readonly posted: Component<typeof flag>;
    readonly done: Component<typeof flag>;
  } | null;
}

/** From `running`: maps a buffer, has the backend work on it, unmaps it, uses the pages for something else. */
export function useBuffer(program: Program, device: GrantDevice, plan: BufferPlan): void {
  const { data, ops, name } = device;
  const path = program.path('io').from(sources.mapPage);
  const dma =
    (label: string, holds: (s: Snapshot) => boolean): Effect =>
    () =>
      data.when(label, holds);
  const granting: Effect = () => ops.when('has grant operations', (s) => s.matches('grants'));
  path.line('running', `${name}: maps a buffer`, [
    {
      with: [
        granting,
        dma('is stored and works', (s) => s.matches('stored') && !s.context.broken),
        ...plan.allocated.map((page) => () => page.use.on('TAKE')),
        ...plan.refs.map((ref) => () => ref.use.on('TAKE')),
      ],
      to: '.mapped-0',
    },
    {
      name: 'refused, it is broken',
      with: [granting, dma('is broken', (s) => s.context.broken)],
      to: 'failed',
    },
    {
      name: 'its data was freed',
      with: [granting, dma('is dangling', (s) => s.matches('dangling'))],
      to: 'use-after-free',
      fault: true,
    },
    {
      name: 'refused, it has no data',
      with: [granting, dma('is absent', (s) => s.matches('absent'))],
      to: 'failed',
    },
    {
      name: 'without grants, by the operations of the platform',
      with: [() => ops.when('has operations of the platform', (s) => !s.matches('grants'))],
      to: 'plain',
    },
  ]);
  path.end('running');
  linesMap(program, device, plan);
  linesUnmap(program, plan, device);
}

type Snapshot = Parameters<Parameters<Component<typeof grantDmaData>['when']>[1]>[0];

/** Grants one page after the other, and tells the backend. */
function linesMap(program: Program, { backend, data, name }: GrantDevice, plan: BufferPlan): void {
  plan.granted.forEach((page, i) => {
    const ref = plan.refs[i] as GrantRef;
    const path = program.path('io');
    path
      .from(sources.mapPage)
      .line(`.mapped-${i}`, `${name}: grants ${page.name} by ${ref.name}`, [
        { set: { page: page.index, ro: plan.readonly ? 1 : null }, to: `io${i}:domid` },
      ]);
    path.end('running');
    const grant = program.path(`io${i}`);
    linesGrant(grant, ref, backend, [page], { flagsFirst: false, known: data });
    grant
      .from(sources.mapPage)
      .line('.granted', `${name}: ${ref.name} is granted`, [{ set: { page: null, ro: null } }]);
    grant.end(`io:mapped-${i + 1}`);
  });
  const { ring } = plan;
  const path = program.path('io').from(sources.mapPage);
  path.line(
    `.mapped-${plan.granted.length}`,
    `${name}: hands the buffer to its backend`,
    [{ with: ring === null ? [] : [() => ring.posted.on('RAISE')] }],
    ['mapped'],
  );
  path.line(
    '.posted',
    ring === null ? `${name}: its I/O is done` : `${name}: its backend is done`,
    [{ with: ring === null ? [] : [() => ring.done.on('LOWER')], to: '.end-0' }],
    ['mapped', 'rest'],
  );
  path.end('io:end-0');
}

/** Ends one grant after the other; the first that is in use breaks the device, or is waited for. */
function linesUnmap(program: Program, plan: BufferPlan, { data, name }: GrantDevice): void {
  const { ended, refs, allocated, coherent, onBusy } = plan;
  const uses = (type: 'RETURN' | 'LOSE', which: readonly { readonly use: GrantRef['use'] }[]) =>
    which.map(
      ({ use }): Effect =>
        () =>
          use.on(type),
    );
  ended.forEach((ref, i) => {
    const path = program.path('io');
    const busy = onBusy === 'defer' ? `.deferred-${i}` : '.busy';
    linesEnd(path, ref, plan.end, plan.version, { at: `.end-${i}`, free: `.end-${i + 1}`, busy });
    if (onBusy === 'defer') {
      path
        .from(sources.deferred)
        .line(
          `.deferred-${i}`,
          `timer: tries ${ref.name} again`,
          [{ to: `.again-${i}` }],
          ['rest', 'deferred'],
        );
      linesEnd(path, ref, plan.end, plan.version, {
        at: `.again-${i}`,
        free: `.end-${i + 1}`,
        busy,
        again: true,
      });
    }
    path.end(`io:end-${i + 1}`);
  });
  const path = program.path('io').from(sources.unmapPage);
  path
    .line(`.end-${ended.length}`, `${name}: references go back to the free list`, [
      { with: uses('RETURN', ended) },
    ])
    .line('.reuse', `E3 ${name}: its pages are free`, [
      {
        with: [
          ...uses('RETURN', allocated),
          ...uses(
            'LOSE',
            refs.filter((ref) => !ended.includes(ref)),
          ),
        ],
        to: 'running',
      },
    ]);
  if (onBusy === 'defer') {
    path.end('running');
    return;
  }
  path
    .line('.busy', `${name}: is broken from now on`, [{ with: [() => data.on('BREAK')] }])
    .line(
      '.reuse-busy',
      coherent ? `${name}: keeps its pages for good` : `E3 ${name}: its caller frees the pages`,
      [{ with: [...uses(coherent ? 'LOSE' : 'RETURN', allocated), ...uses('LOSE', refs)] }],
    )
    .end('running');
}
