/**
 * DOM: destruction of the guest. Its vCPUs stop, `pci_release_devices` takes its devices away, and only
 * then memory and I/O page tables are freed; where a device cannot be taken away nothing is freed, and
 * the domain stays (f591755823).
 */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import { goingTo } from '../../../kit/case-code.ts';
import { drop, take, wants } from '../../../kit/lock-code.ts';
import type { Case, CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import type { Parts } from '../world.ts';
import { deassigning, owned } from './deassign.ts';
import { marks } from './marks.ts';
import { lineUnmapRegion } from './regions.ts';

/**
 * The code path, with a view of each device that the guest may have.
 *
 * Where several have to be looked for, that is in the order of their numbers.
 */
export function destroyDomain(
  worlds: readonly Parts[],
  program: Program,
  vcpus: readonly Actor[],
): void {
  const [world] = worlds;
  if (world === undefined) throw new Error('a guest that may have no device');
  const { guest, page, guestName, guestKey, destruction: does, pcidevs } = world;
  const begins = pcidevs === null ? marks.managing : marks.idle;
  const ends = pcidevs === null ? marks.finishing : marks.idle;
  const path = program.path(`dom${guestKey}`).from(sources.destroy);
  path.line(begins, `${does} marks the domain dying`, [{ with: [() => guest.on('KILL')] }]);
  for (const [i, vcpu] of vcpus.entries()) {
    path.line(`.stop-${i}`, `${does} waits for ${vcpu.name} to stop`, [
      { with: [() => vcpu.when('is in the guest', (s) => s.matches(world.guestCode as never))] },
    ]);
  }
  if (pcidevs !== null) {
    path.line('.lock', `${does} takes pcidevs_lock`, take(pcidevs), [wants(pcidevs)]);
  }
  linesCleanPirqs(path, world, '.devices');
  linesRelease(path, worlds, program);
  path.from(sources.destroy).line('.memory', `${does} frees the memory`, [
    { with: [() => page.on('FREE', { by: guestName })] },
    {
      name: 'none is left',
      with: [
        () =>
          page.when(
            'is not the guest’s',
            (s) => s.context.owner !== guestName || s.matches('released'),
          ),
      ],
    },
  ]);
  lineUnmapRegion(path, world, '.regions', `${does} forgets the reserved region`, '.tables');
  path.from(sources.destroy).line('.tables', `${does} frees the I/O page tables`, frees(world));
  world.pirqs.forEach(({ unmaps, name }, i) => {
    if (unmaps === null) return;
    path.calls(sources.pirqs, () => unmaps(path, `.free-${i}`, `${does} (3) ${name}`));
  });
  path.line('.bury', `${does} ends`, [{ with: [() => guest.on('BURY')] }]).end(ends);
}

/** (1): every device that is there is taken away; then `.memory`, or `.zombie` if one cannot be. */
function linesRelease(path: CodePath, worlds: readonly Parts[], program: Program): void {
  worlds.forEach((world, i) => {
    const { list, guestName, destruction, guestKey, pcidevs, key, device } = world;
    const does = worlds.length === 1 ? destruction : `${destruction} ${device}`;
    const dom = `dom${guestKey}`;
    const goesOn = world.defect('DESTROY_GOES_ON');
    const last = i === worlds.length - 1;
    const next = last ? (pcidevs === null ? '.memory' : '.unlock') : `.devices-${i + 1}`;
    const done = `${dom}:${next.slice(1)}`;
    const release = deassigning(world, program, `dom-release${key}`, {
      does,
      done,
      failed: goesOn ? done : `${dom}:zombie`,
    });
    path
      .from(sources.release)
      .line(i === 0 ? '.devices' : `.devices-${i}`, `${does} (1) looks for devices`, [
        { name: world.pair, ...owned(world), to: release },
        {
          name: 'none',
          with: [() => list.when(`is not ${guestName}`, (s) => s.context.list !== guestName)],
          to: next,
        },
      ]);
  });
  const [world] = worlds;
  if (world === undefined) return;
  const { guest, pcidevs, destruction: does } = world;
  const left = world.mayFail('deassign') || world.defect('TIMEOUT_IS_ERROR');
  if (left && !world.defect('DESTROY_GOES_ON')) {
    const to = pcidevs === null ? marks.finishing : '.give-up';
    path.line('.zombie', `${does} stops: a device is left`, [
      { with: [() => guest.on('ABANDON')], to },
    ]);
    if (pcidevs !== null) {
      path.line(
        '.give-up',
        `${does} gives pcidevs_lock back, having stopped`,
        goingTo(marks.idle, drop(pcidevs)),
      );
    }
  }
  if (pcidevs !== null) path.line('.unlock', `${does} gives pcidevs_lock back`, drop(pcidevs));
}

/**
 * (0): unbinds pirqs one by one; where one is busy the hypercall is to be made again. IRQ_CLOBBERED: the
 * loop goes on, and what the next one says is what counts.
 */
function linesCleanPirqs(
  path: CodePath,
  { pirqs, defect, destruction: does }: Parts,
  next: string,
): void {
  if (pirqs.length === 0) return;
  path.from(sources.pirqs);
  pirqs.forEach(({ name, unbinds, busy }, i) => {
    const after = i === pirqs.length - 1 ? next : `.pirq-${i + 1}`;
    const goesOn = defect('IRQ_CLOBBERED') && after !== next;
    path.line(`.pirq-${i}`, `${does} (0) unbinds ${name}`, [
      ...goingTo(after, unbinds),
      ...(busy ? [{ name: 'busy', to: goesOn ? after : '.again' }] : []),
    ]);
  });
  if (pirqs.every(({ busy }) => !busy)) return;
  path.line('.again', `${does} (0) is to be called again`, [{ to: '.pirq-0' }]);
}

/** TEARDOWN_SKIPPED: only those of a domain that has had a device. */
function frees({ tables, everHad }: Parts): readonly Case[] {
  if (everHad === null) return [{ with: [() => tables.on('FREE')] }];
  return [
    { with: [() => tables.on('FREE'), () => everHad.when('is on', (s) => s.matches('on'))] },
    { name: 'not needed', with: [() => everHad.when('is off', (s) => s.matches('off'))] },
  ];
}
