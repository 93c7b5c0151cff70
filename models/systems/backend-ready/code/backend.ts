/**
 * What a backend domain and its device model do, from boot to death and again.
 *
 * QEMU's order: create the server, enable it, map the ranges of its devices, enter the main loop
 * (xen_register_ioreq in hw/xen/xen-hvm-common.c, QEMU 10.2.50). When it announces itself depends on the
 * variant; who does it then is in the words of the step.
 */

import { repeat } from '../../../compose/index.ts';
import { type Case, type CodePath, type Effect, Program } from '../../../kit/program.ts';
import type { Variant } from '../variants.ts';
import type { Backend, Device, World } from '../world.ts';

const qemu = 'xen_register_ioreq in hw/xen/xen-hvm-common.c of QEMU 10.2.50';
const ends = 'ioreq_server_destroy, domain_kill at c447b7308b';

/** A place of a life, and whether others know of the backend there. */
interface Place {
  readonly at: string;
  readonly does: string;
}

/** The program of a backend. */
export function backendProgram(world: World, backend: Backend): Program {
  const program = new Program('off', ['rest']);
  const devices = world.devices.filter((device) => device.backend === backend);
  repeat(world.lives, (life) => linesLife(program, world, backend, devices, life));
  if (world.values.deaths !== 'none') linesDead(program, world, devices);
  return program;
}

function linesLife(
  program: Program,
  world: World,
  backend: Backend,
  devices: readonly Device[],
  life: number,
): void {
  const { domain, server, loop } = backend;
  const serving = `serving${life}`;
  program.landmark(serving, ['rest', 'announced']);
  const places: Place[] = [];
  const path = program.path(`life${life}`).from(qemu);
  const words = (does: string): string => (life === 0 ? does : `${does}, again`);
  const line = (at: string, does: string, cases: readonly Case[]): void => {
    places.push({ at, does });
    path.line(at, words(does), cases);
  };
  const early = world.defect('SIGNAL_EARLY');
  path.line(life === 0 ? 'off' : 'dead', words('boots'), [
    { with: [() => domain.on(life === 0 ? 'BOOT' : 'REBOOT')] },
  ]);
  linesAttached(program, line, backend, devices, life);
  line('.create', 'creates its ioreq server', [
    { with: [() => server.on('CREATE', { by: life })] },
  ]);
  line('.enable', 'enables its ioreq server', [{ with: [() => server.on('ENABLE')] }]);
  const known = places.length;
  if (world.values.variant === 'V6') {
    for (const { name, port } of devices) {
      if (port !== null) {
        line(`.presence-${name}`, `port of ${name}: presence detected`, [
          { with: [() => port.on('SEND')] },
        ]);
      }
    }
  }
  if (early) linesAnnounce(line, world, devices, life);
  for (const { name, range } of devices) {
    line(`.map-${name}`, `maps the range of ${name}`, [
      { with: [() => range.on('MAP', { by: life })] },
    ]);
  }
  line('.loop', 'enters its main loop', [{ with: [() => loop.on('RUN', { by: life })] }]);
  for (const { name, shown } of devices) {
    if (shown !== null)
      line(`.show-${name}`, `shows the DeviceID of ${name}`, [{ with: [() => shown.on('SET')] }]);
  }
  if (!early) linesAnnounce(line, world, devices, life);
  path.end(serving);
  if (life > 0 || world.values.deaths === 'none') return;
  const anytime = world.values.deaths === 'anytime';
  linesDie(
    program.path(`life${life}`),
    world,
    backend,
    devices,
    anytime ? [...places, { at: serving, does: 'serves' }] : places.slice(0, known + 1),
  );
}

type Line = (at: string, does: string, cases: readonly Case[]) => void;

/** V1: the backend acts on a directory that the toolstack has written for its domain id. */
function linesAttached(
  program: Program,
  line: Line,
  backend: Backend,
  devices: readonly Device[],
  life: number,
): void {
  const domid = backend.domids[life];
  for (const { name, node } of devices) {
    if (node === null) continue;
    const gone = detached(life);
    if (!program.knows(gone)) program.landmark(gone, ['rest']);
    line(`.watch-${name}`, `V1.5 watch of ${name} fires`, [
      { with: [() => node.when(`names dom${domid}`, (s) => s.context.backend?.domid === domid)] },
      {
        name: 'detached',
        with: [() => node.when('is deleted', (s) => s.matches('deleted'))],
        to: gone,
      },
    ]);
  }
}

function detached(life: number): string {
  return `detached${life}`;
}

/** Level first, then edge; under V1 it tells the toolstack, which does both. */
function linesAnnounce(line: Line, world: World, devices: readonly Device[], life: number): void {
  const { announces } = world.traits;
  if (announces === null) return;
  for (const { name, node, level, port } of devices) {
    if (node !== null) {
      line(`.state-${name}`, `V1.7 writes state 2 of ${name}`, [
        { with: [() => node.on('INIT_WAIT')] },
        {
          name: 'detached',
          with: [() => node.when('is deleted', (s) => s.matches('deleted'))],
          to: detached(life),
        },
      ]);
      continue;
    }
    if (level !== null) {
      line(`.level-${name}`, `${announces.level} for ${name}`, [
        { with: [() => level.on('ANNOUNCE', { by: life })] },
      ]);
    }
    if (port !== null) lineEdge(line, world, announces.edge, name);
  }
}

/** An edge to those who wait for the device, which may be lost once. */
function lineEdge(line: Line, world: World, does: string, name: string): void {
  const { devices, glitch, values } = world;
  const waiting = devices.filter((d) => values.waitFor !== 'perBDF' || d.name === name);
  const sends: readonly Effect[] = waiting.flatMap(({ port }) =>
    port === null ? [] : [() => port.on('SEND')],
  );
  const lost: Case = {
    name: 'the edge is lost',
    tags: ['environment'],
    with: glitch === null ? [] : [() => glitch.on('RAISE')],
  };
  line(`.edge-${name}`, `${does} for ${name}`, [
    { with: sends },
    ...(glitch !== null && values.glitch === 'lost' ? [lost] : []),
  ]);
}

/** Death at any of the places; what the hypervisor does about it at once belongs to the same step. */
function linesDie(
  path: CodePath,
  world: World,
  { domain, server, loop }: Backend,
  devices: readonly Device[],
  places: readonly Place[],
): void {
  const unseen = world.defect('UNSEEN_DEATH');
  const first = devices.find(({ port }) => port !== null);
  const next = tells(world) && first !== undefined ? `end:tell-${first.name}` : 'dead';
  const effects: readonly Effect[] = [
    ...(unseen ? [] : [() => domain.on('DIE')]),
    () => loop.on('STOP'),
    ...(world.withdraws ? [() => server.on('DESTROY')] : []),
    ...devices.flatMap(({ range, level, shown }) => [
      ...(world.withdraws ? [() => range.on('UNMAP')] : []),
      ...(tells(world) && level !== null ? [() => level.on('WITHDRAW')] : []),
      ...(shown === null ? [] : [() => shown.on('CLEAR')]),
    ]),
  ];
  path.from(ends);
  for (const { at, does } of places) {
    path.line(at, `dies before it ${does}`, [{ tags: ['environment'], with: effects, to: next }]);
  }
  path.end('dead');
}

/** V0.7 and V6: the frontend is told of the death. */
function linesDead(program: Program, world: World, devices: readonly Device[]): void {
  program.landmark('dead', ['dead', 'rest']);
  if (!tells(world)) return;
  const path = program.path('end', ['dead']).from(ends);
  for (const { name, port } of devices) {
    if (port === null) continue;
    path.line(`.tell-${name}`, `hypervisor tells ${name} of the death`, [
      { with: [() => port.on('SEND')] },
    ]);
  }
  path.end('dead');
}

/** Somebody tells the frontend that its backend has died. */
function tells(world: World): boolean {
  return telling.includes(world.values.variant) && !world.defect('UNSEEN_DEATH');
}

const telling: readonly Variant[] = ['V0', 'V6'];
