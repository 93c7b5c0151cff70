/**
 * The driver of the device in the frontend, when the state of the backend changes (survey X3, X5, X7;
 * blkback_changed in drivers/block/xen-blkfront.c of Linux).
 */

import { seeing } from '../../../kit/case-code.ts';
import type { Case, CodePath, Effect } from '../../../kit/program.ts';
import type { World } from '../world.ts';
import { linux, switches } from './linux.ts';

interface Where {
  /** Where xenwatch goes back to. */
  readonly idle: string;
  /** Which kernel of the frontend this is. */
  readonly kernel: number;
  /** Lives of the backend that have the path that changed. */
  readonly lives: readonly number[];
}

/** The lines. */
export function linesDriver(path: CodePath, world: World, { idle, kernel, lives }: Where): void {
  const { be, device, fe, rings } = world;
  const ring = rings[kernel];
  if (ring === undefined) return;
  const backend = (label: string, ...states: readonly number[]): Effect =>
    seeing(
      be,
      label,
      ({ context: { state, backend } }) =>
        backend !== null && lives.includes(backend) && state !== null && states.includes(state),
    );
  const own = (label: string, ...states: readonly number[]): Effect =>
    seeing(device, label, (s) => s.matches('bound') && states.includes(s.context.state));
  path
    .line('.other', 'reads the state of the backend', [
      { name: '2', with: [backend('is at 2', 2)], to: '.wait' },
      { name: '4', with: [backend('is at 4', 4)], to: '.connected' },
      { name: '5 or 6', with: [backend('is closing', 5, 6)], to: '.closes' },
      {
        name: 'another, or none',
        with: [
          seeing(
            be,
            'is at another state',
            ({ context: { state, backend } }) =>
              backend === null ||
              !lives.includes(backend) ||
              state === null ||
              ![2, 4, 5, 6].includes(state),
          ),
        ],
        to: idle,
      },
    ])
    .from(linux('blkback_changed'))
    .line('.wait', 'X3 is it at state 1 itself?', [
      { name: 'yes', with: [own('is at 1', 1)], set: { fast: 0 }, to: '.talk' },
      { name: 'no', with: [own('is past 1', 3, 4, 5, 6)], to: idle },
    ])
    .line('.connected', 'X5 is it connected itself?', [
      { name: 'not yet', with: [own('is at 3', 3)], to: '.connect' },
      {
        name: 'no ring yet',
        with: [own('is at 1, or closed', 1, 5, 6)],
        set: { fast: 1 },
        to: '.talk',
      },
      { name: 'yes', with: [own('is at 4', 4)], to: idle },
    ])
    .line('.closes', 'X7 is it closed itself?', [
      { name: 'no', with: [own('is open', 1, 3, 4, 5)], to: '.five' },
      { name: 'yes', with: [own('is at 6', 6)], to: idle },
    ]);
  const gone = seeing(fe, 'is gone', (s) => s.matches('absent'));
  const talk = ['.talk', '.publish', '.three'] as const;
  const grants: readonly Case[] = [{ with: [() => ring.on('GRANT')] }];
  const publishes: readonly Case[] = [
    { with: [() => fe.on('PUBLISH', { ring: kernel })] },
    { name: 'its directory is gone', with: [gone], to: idle },
  ];
  const after = (c: Case): readonly Case[] =>
    c.to === undefined
      ? [
          { ...c, name: 'and waits', where: { fast: 0 }, set: { fast: null }, to: idle },
          { ...c, name: 'and connects', where: { fast: 1 }, set: { fast: null }, to: '.connect' },
        ]
      : [c];
  const says = switches(world, 3, idle);
  const words = ['X3 grants the ring', 'X3 publishes the ring', 'X3 says Initialised'] as const;
  path.from(linux('talk_to_blkback'));
  if (world.defect('PUBLISH_FIRST')) {
    path
      .line(talk[0], words[1], publishes)
      .line(talk[1], words[2], says)
      .line(talk[2], words[0], grants.flatMap(after));
  } else {
    path
      .line(talk[0], words[0], grants)
      .line(talk[1], words[1], publishes)
      .line(talk[2], words[2], says.flatMap(after));
  }
  path
    .from(linux('blkfront_connect'))
    .line('.connect', 'X5 says Connected', switches(world, 4, idle, idle));
  path.from(linux('blkfront_closing')).line('.five', 'X7 says Closing', switches(world, 5, idle));
  if (world.defect('END_FIRST')) {
    path.line('.early', 'X7 ends access to the ring', [
      { tags: ['ends-access'], with: [() => ring.on('END')] },
    ]);
  }
  path.line('.six', 'X7 says Closed', switches(world, 6, idle)).end(idle);
}
