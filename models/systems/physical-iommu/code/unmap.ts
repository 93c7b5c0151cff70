/**
 * What cpu1 does with the tables of dom1: UNMAP, MAP, REMAP. The rule of an unmap is the same for every
 * IOMMU: the entry is cleared, it is written back where the IOMMU does not snoop, the IOTLB is flushed,
 * then the device-TLBs, and only then the page is unpinned, after which its owner may give it away.
 */

import { repeat } from '../../../compose/index.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { commandFor, firstPage } from '../commands.ts';
import { sources } from '../sources.ts';
import { type IoPage, idOf, type World } from '../world.ts';
import { linesDeviceFlush, linesFlush } from './flush.ts';
import { idle, tags } from './marks.ts';

/** The flush of this unmap is put off. */
export function lazily({ values, defect }: World): boolean {
  return values.flush === 'lazy' && (values.trusted || defect('lazyFlush'));
}

/** UNMAP: all that is mapped; with two I/O pages they are one superpage. */
export function unmap(world: World, program: Program): void {
  const { ioPages, defect, values } = world;
  const path = program.path('unmap').from(sources.unmap);
  const clears: Case = {
    with: ioPages.map(
      ({ pte }) =>
        () =>
          pte.on('UNMAP'),
    ),
  };
  const there = ioPages.map(
    ({ pte, name }) =>
      () =>
        pte.when(`leads to ${name}`, (s) => s.context.written?.page === name),
  );
  path
    .line(idle, 'UNMAP begins', [{ with: there }])
    .line('.clear', 'UNMAP (1) clears the entry', [clears]);
  const late = defect('flushBeforeWriteBack');
  const first = lazily(world) ? '.defer' : defect('atcFirst') ? '.device' : '.flush';
  if (!values.coherent && !late) {
    path.line('.write-back', 'UNMAP (2) writes it back', [writesBack(ioPages, first)]);
  }
  if (lazily(world)) linesPutOff(path, world);
  else linesOfStrict(path, world, late ? '.write-back-late' : '.unpin');
  if (!values.coherent && late) {
    path.line('.write-back-late', 'UNMAP (2) writes it back', [writesBack(ioPages, '.unpin')]);
  }
  path
    .line('.unpin', 'UNMAP (5) unpins the page', [
      {
        with: ioPages.map(
          ({ pinned }) =>
            () =>
              pinned.on('CLEAR'),
        ),
        tags: [tags.unpins],
      },
    ])
    .line('.return', 'UNMAP returns', [
      { tags: lazily(world) ? [tags.returns, tags.returnsLazily] : [tags.returns] },
    ])
    .end(idle);
}

function writesBack(ioPages: readonly IoPage[], to: string): Case {
  return {
    with: ioPages.map(
      ({ pte }) =>
        () =>
          pte.on('WRITE_BACK'),
    ),
    to,
  };
}

/** The flush is left to the timer. */
function linesPutOff(path: CodePath, { deferred }: World): void {
  if (deferred === null) return;
  path.line('.defer', 'UNMAP (3) queues the flush', [{ with: [() => deferred.on('SET')] }]);
}

/** IOTLB, then device-TLB; `atcFirst`: the other way round. */
function linesOfStrict(path: CodePath, world: World, next: string): void {
  const command = world.defect('flushShort') ? firstPage : commandFor(world, null, idOf.dom1);
  const withDevice = world.ats !== null && !world.defect('atcSkipped');
  const iotlb = (after: string): void =>
    linesFlush(path, world, { at: '.flush', does: 'UNMAP (3)', next: after }, command);
  const device = (after: string): void =>
    linesDeviceFlush(path, world, { at: '.device', does: 'UNMAP (4)', next: after }, true);
  if (!withDevice) iotlb(next);
  else if (world.defect('atcFirst')) {
    device('.flush');
    iotlb(next);
  } else {
    iotlb('.device');
    device(next);
  }
}

/** MAP: page by page: pins, writes the entry; if one cannot be mapped, those before are unmapped again. */
export function map(world: World, program: Program): void {
  const { ioPages } = world;
  const path = program.path('map').from(sources.map);
  const free = ioPages.map(
    ({ pte }) =>
      () =>
        pte.when('is clear', (s) => s.context.written === null),
  );
  path.line(idle, 'MAP begins', [{ with: [...free, ...iovaFree(world)] }]);
  for (const [i, ioPage] of ioPages.entries()) linesMapOne(path, world, ioPage, i);
  path.line('.done', 'MAP returns', [{ to: idle }]);
  if (ioPages.length > 1) linesRollback(path, world);
  path.line('.fail', 'MAP returns an error', [{ to: idle }]).end(idle);
}

/** An I/O address is given out again once the flush of what was there is made. */
function iovaFree({ deferred, defect }: World) {
  if (deferred === null || defect('iovaEarly')) return [];
  return [() => deferred.when('is empty', (s) => s.matches('off'))];
}

function linesMapOne(path: CodePath, world: World, ioPage: IoPage, i: number): void {
  const { name, page, pinned, pte } = ioPage;
  const fails = i === 0 ? '.fail' : '.undo';
  const mine = () => page.when('is of dom1', (s) => s.context.owner === 'dom1');
  const lost = () => page.when('is not of dom1', (s) => s.context.owner !== 'dom1');
  const late = world.defect('pinLate');
  const pin = (at: string): void => {
    path.line(at, `MAP pins ${name}`, [
      { with: [() => pinned.on('SET'), mine] },
      { name: 'it is gone', with: [lost], to: fails },
    ]);
  };
  const publish = (at: string): void => {
    path.line(at, `MAP writes the entry of ${name}`, [
      { with: [() => pte.on('MAP', { page: name, writable: true })], tags: [tags.publishes] },
      ...(late || i === 0 ? [] : [{ name: 'fails', with: [() => pinned.on('CLEAR')], to: fails }]),
    ]);
  };
  if (late) {
    publish(`.publish-${i}`);
    pin(`.pin-${i}`);
  } else {
    pin(`.pin-${i}`);
    publish(`.publish-${i}`);
  }
  if (!world.values.coherent) {
    path.line(`.write-back-${i}`, `MAP writes the entry of ${name} back`, [
      { with: [() => pte.on('WRITE_BACK')] },
    ]);
  }
}

/** What was mapped before goes, and is flushed. `rollbackMissing`: it is unpinned, and that is all. */
function linesRollback(path: CodePath, world: World): void {
  const done = world.ioPages.slice(0, -1);
  const command = commandFor(world, null, idOf.dom1);
  if (world.defect('rollbackMissing')) path.line('.undo', 'MAP gives up', [{}]);
  else {
    path.line('.undo', 'MAP clears the entry before', [
      {
        with: done.map(
          ({ pte }) =>
            () =>
              pte.on('UNMAP'),
        ),
      },
    ]);
    if (!world.values.coherent) {
      path.line('.undo-write-back', 'MAP writes it back', [
        {
          with: done.map(
            ({ pte }) =>
              () =>
                pte.on('WRITE_BACK'),
          ),
        },
      ]);
    }
    const device = world.ats === null ? '.undo-unpin' : '.undo-device';
    linesFlush(path, world, { at: '.undo-flush', does: 'MAP', next: device }, command);
    linesDeviceFlush(path, world, { at: '.undo-device', does: 'MAP', next: '.undo-unpin' }, true);
  }
  path.line('.undo-unpin', 'MAP unpins the page before', [
    {
      with: done.map(
        ({ pinned }) =>
          () =>
            pinned.on('CLEAR'),
      ),
    },
  ]);
}

/** REMAP: the entry leads to another page, for reading only; then the flushes. */
export function remap(world: World, program: Program): void {
  const [first] = world.ioPages;
  if (first === undefined) return;
  const { pte, name } = first;
  const path = program.path('remap').from(sources.remap);
  const old = () => pte.when(`leads to ${name}`, (s) => s.context.written?.page === name);
  const write = (writable: boolean) => () => pte.on('MAP', { page: 'page R', writable });
  path.line(idle, 'REMAP begins', [{ with: [old] }]);
  if (world.defect('pteSplit')) {
    path
      .line('.address', 'REMAP writes the address of the entry', [{ with: [write(true)] }])
      .line('.permission', 'REMAP writes the permission of the entry', [{ with: [write(false)] }]);
  } else path.line('.entry', 'REMAP writes the entry', [{ with: [write(false)] }]);
  if (!world.values.coherent) {
    path.line('.write-back', 'REMAP writes it back', [{ with: [() => pte.on('WRITE_BACK')] }]);
  }
  const command = commandFor(world, null, idOf.dom1);
  const device = world.ats === null ? '.done' : '.device';
  linesFlush(path, world, { at: '.flush', does: 'REMAP', next: device }, command);
  linesDeviceFlush(path, world, { at: '.device', does: 'REMAP', next: '.done' }, true);
  path.line('.done', 'REMAP returns', [{}]).end(idle);
}

/** The I/O pages of dom1, by number. */
export const iovasOf = ({ ioPages }: World): readonly number[] => repeat(ioPages.length, (i) => i);
