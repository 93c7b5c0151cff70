/**
 * The backend in its driver domain, from boot to death and again (survey X2, X4, X8; as blkback of Linux
 * has it: frontend_changed in drivers/block/xen-blkback/xenbus.c).
 *
 * It acts on the state of the frontend as it reads it when it is told; a state that was left again before
 * it looked is not seen. Its own watches are not modelled: it looks whenever it likes.
 */

import { seeing } from '../../../kit/case-code.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import { backendPath, fires, type World } from '../world.ts';

const changed = 'frontend_changed of xen-blkback, Linux 2025';

/** A place of a life. */
interface Place {
  readonly at: string;
  readonly does: string;
}

/** The program. */
export function backendProgram(world: World): Program {
  const program = new Program('off');
  const { domids } = world;
  if (domids.length > 1) program.landmark('dead', ['dead']);
  domids.forEach((_, life) => {
    linesLife(program, world, life);
  });
  return program;
}

function linesLife(program: Program, world: World, life: number): void {
  const { domain, fe, be, rings, domids } = world;
  const again = life === 0 ? '' : ', again';
  const places: Place[] = [];
  const path = program.path(`life${life}`);
  const line = (at: string, does: string, cases: readonly Case[], tags: readonly string[] = []) => {
    places.push({ at, does });
    path.line(at, `${does}${again}`, cases, tags);
  };
  const mine = (...states: readonly number[]) =>
    seeing(fe, `says ${states.join(' or ')}`, ({ context: { state, backend } }) => {
      return backend === life && state !== null && states.includes(state);
    });
  const left = seeing(fe, 'is gone', (s) => s.context.backend !== life);
  const removed = seeing(be, 'is gone', (s) => s.context.backend !== life);
  const says = (to: 2 | 4 | 5 | 6): readonly Effect[] => [
    () => be.on('SWITCH', { to, of: life }),
    fires(world, backendPath(world, life)),
  ];
  const serving = `serving${life}`;
  const closed = `closed${life}`;
  const gone = `gone${life}`;
  program.landmark(serving, ['rest', 'serves']);
  program.landmark(closed, ['rest']);
  program.landmark(gone, ['rest']);
  path
    .from('xen_blkbk_probe of xen-blkback, Linux 2025')
    .line(life === 0 ? 'off' : 'dead', `boots${again}`, [
      { with: [() => domain.on(life === 0 ? 'BOOT' : 'REBOOT')] },
    ]);
  line('.open', 'X2 opens its device: state 2', [
    {
      with: [
        () => be.on('SWITCH', { to: 2, of: life, from: 1 }),
        fires(world, backendPath(world, life)),
      ],
      to: '.peer',
    },
    {
      name: 'closing',
      with: [seeing(be, 'says 5', (s) => s.context.backend === life && s.context.state === 5)],
      to: '.unmap',
    },
  ]);
  path.from(changed);
  const peer = (open: string): readonly Case[] => [
    { name: 'at 3 or 4', with: [mine(3, 4)], to: open },
    { name: 'at 5', with: [mine(5)], to: '.closing' },
    { name: 'at 6', with: [mine(6)], to: '.unmap' },
    { name: 'gone', with: [left], to: '.unmap' },
  ];
  const early = world.defect('CONNECT_FIRST');
  line('.peer', 'X4 sees the frontend', peer(early ? '.connect' : '.map'));
  const map = rings.flatMap((ring, r): readonly Case[] => {
    const named = seeing(fe, `names ring${r}`, (s) => s.context.ring === r);
    return [
      { name: `ring${r}`, with: [named, () => ring.on('MAP')], set: { ring: r } },
      {
        name: `ring${r} is not granted`,
        with: [named, seeing(ring, 'is not granted', (s) => s.matches('private'))],
        to: 'failed',
      },
    ];
  });
  program.landmark('failed', ['rest', 'map-failed']);
  const vanished: Case = {
    name: 'no reference any more',
    with: [seeing(fe, 'names no ring', (s) => s.context.ring === null)],
    to: '.unmap',
  };
  const connect = says(4);
  const connects: readonly Case[] = [
    { with: connect },
    { name: 'removed', with: [removed], to: '.unmap' },
  ];
  if (early) {
    line('.connect', 'X4 says Connected', connects);
    line('.map', 'X4 maps the ring', [...map.map(to(serving)), vanished]);
  } else {
    line('.map', 'X4 maps the ring', [...map, vanished]);
    line(
      '.connect',
      'X4 says Connected',
      connects.map((c) => (c.to === undefined ? { ...c, to: serving } : c)),
    );
  }
  linesClose(path, line, { world, life, serving, closed, gone, mine, left, removed, says });
  if (life + 1 < domids.length) linesDie(path, world, places, [serving, closed]);
}

const to =
  (next: string) =>
  (c: Case): Case => ({ ...c, to: c.to ?? next });

interface Closing {
  readonly world: World;
  readonly life: number;
  readonly serving: string;
  readonly closed: string;
  readonly gone: string;
  readonly mine: (...states: readonly number[]) => Effect;
  readonly left: Effect;
  readonly removed: Effect;
  readonly says: (to: 2 | 5 | 6) => readonly Effect[];
}

/** X8: closes when the frontend does, and opens again for another kernel of it. */
function linesClose(
  path: CodePath,
  line: (at: string, does: string, cases: readonly Case[]) => void,
  { world, serving, closed, gone, mine, left, removed, says }: Closing,
): void {
  const { rings, online } = world;
  line(serving, 'X8 sees the frontend', [
    { name: 'at 5', with: [mine(5)], to: '.closing' },
    { name: 'at 6', with: [mine(6)], to: '.unmap' },
    { name: 'gone', with: [left], to: '.unmap' },
  ]);
  line('.closing', 'X8 says Closing', [
    { with: says(5) },
    { name: 'removed', with: [removed], to: '.unmap' },
  ]);
  line('.wait', 'X8 waits for the frontend to close', [
    { name: 'at 6', with: [mine(6)], to: '.unmap' },
    { name: 'gone', with: [left], to: '.unmap' },
  ]);
  line('.unmap', 'X8 unmaps the ring', [{ with: rings.map((ring) => () => ring.on('UNMAP')) }]);
  const on = seeing(online, 'is 1', (s) => s.matches('on'));
  const off = seeing(online, 'is 0', (s) => s.matches('off'));
  line('.close', 'X8 says Closed', [
    { name: 'online', with: [on, ...says(6)], to: closed },
    { name: 'offline', with: [off, ...says(6)], to: gone },
    { name: 'removed', with: [removed], to: gone },
  ]);
  line(closed, 'X2 opens for the frontend again: state 2', [
    { with: [mine(1), ...says(2)], to: '.peer' },
    { name: 'removed', with: [removed], to: gone },
    { name: 'frontend is gone', with: [left], to: gone },
  ]);
  path.end(gone);
}

/** Death at any place: the hypervisor takes the domain's mappings away. */
function linesDie(
  path: CodePath,
  world: World,
  places: readonly Place[],
  rests: readonly string[],
): void {
  const { domain, rings } = world;
  path.from('domain_kill at c447b7308b');
  const effects: readonly Effect[] = [
    () => domain.on('DIE'),
    ...rings.map((ring) => () => ring.on('UNMAP')),
  ];
  const all = places.filter(({ at }) => !rests.includes(at));
  for (const { at, does } of [...all, ...rests.map((at) => ({ at, does: `acts at ${at}` }))]) {
    path.line(at, `crashes before it ${does}`, [
      { tags: ['environment'], with: effects, to: 'dead' },
    ]);
  }
  path.end('dead');
}
