/**
 * What dom0 does with a device that is not a guest's: PRE puts it into quarantine (`assign_device` to
 * dom_io, as a toolstack does that makes it assignable), DEQ takes it out (`deassign_device` from
 * dom_io), RST resets it.
 */

import type { CodePath, Program } from '../../../kit/program.ts';
import { sources } from '../sources.ts';
import { type Parts, type Rid, translationIn } from '../world.ts';
import { type Domain, linesMove } from './lists.ts';
import { marks } from './marks.ts';
import { linesSwitch, type Target } from './switch.ts';

/** One thing that is to be done for the device, and the label it begins with. */
interface Part {
  readonly at: string;
  readonly add: (next: string) => void;
}

/** PRE: dom0 to dom_io, the function before its phantom. */
export function prepareDevice(world: Parts, program: Program): void {
  const { list, prepared } = world;
  const path = program.path(`pre${world.key}`).from(sources.assign);
  path.line(marks.managing, `PRE ${world.pair} finds the pdev`, [
    {
      with: [
        () => list.when('is dom0', (s) => s.context.list === 'dom0'),
        ...(prepared === null ? [] : [() => prepared.on('SET')]),
      ],
      to: inOrder(world)[0] ?? marks.finishing,
    },
  ]);
  const parts = partsOf(
    path,
    world,
    `PRE ${world.pair}`,
    [{ to: world.quarantined }],
    'dom0',
    'dom_io',
  );
  addAll(parts, inOrder(world));
  path.end(marks.finishing);
}

/** The order in which a device moves to where it is not a guest's: an SMMUv3 moves lists first. */
function inOrder({ values, rids }: Parts): readonly string[] {
  const labels = rids.map(({ phantom }) => (phantom ? '.phantom' : '.main'));
  const [main = '.main', ...phantoms] = labels;
  return values.driver === 'smmuv3' ? ['.unlink', ...labels] : [main, '.unlink', ...phantoms];
}

/** DEQ: dom_io to dom0, the phantom before its function; an administrator asks for it after a reset. */
export function releaseDevice(world: Parts, program: Program): void {
  const { list, driven, prepared } = world;
  const path = program.path(`deq${world.key}`).from(sources.deassign);
  const reversed = world.rids.map(({ phantom }) => (phantom ? '.phantom' : '.main')).reverse();
  const order = world.values.driver === 'smmuv3' ? inOrder(world) : [...reversed, '.unlink'];
  path.line(marks.managing, `DEQ ${world.pair} finds the pdev`, [
    {
      with: [
        () => list.when('is dom_io', (s) => s.context.list === 'dom_io'),
        () => driven.when('is off', (s) => s.matches('off')),
        ...(prepared === null ? [] : [() => prepared.on('CLEAR')]),
      ],
      to: order[0] ?? marks.finishing,
    },
  ]);
  const parts = partsOf(
    path,
    world,
    `DEQ ${world.pair}`,
    [{ to: translationIn(world, 'dom0') }],
    'dom_io',
    'dom0',
  );
  addAll(parts, order);
  path.end(marks.finishing);
}

function partsOf(
  path: CodePath,
  world: Parts,
  does: string,
  targets: readonly Target[],
  from: Domain,
  to: Domain,
): readonly Part[] {
  const change = (rid: Rid): Part => {
    const at = rid.phantom ? '.phantom' : '.main';
    return { at, add: (next) => linesSwitch(path, world, { at, does, rid, targets, next }) };
  };
  const move = { does, from: [from], destinations: [{ to }], locked: false };
  return [...world.rids.map(change), { at: '.unlink', add: () => linesMove(path, world, move) }];
}

function addAll(parts: readonly Part[], order: readonly string[]): void {
  order.forEach((label, i) => {
    parts.find(({ at }) => at === label)?.add(order[i + 1] ?? marks.finishing);
  });
}

/** RST: dom0 resets the device through its own driver; what the guest had told it is forgotten. */
export function resetDevice(world: Parts, program: Program): void {
  program
    .path(`rst${world.key}`)
    .from(sources.reset)
    .line(marks.managing, `RST ${world.pair} is reset`, [
      { with: [() => world.driven.on('CLEAR')] },
    ])
    .end(marks.finishing);
}
