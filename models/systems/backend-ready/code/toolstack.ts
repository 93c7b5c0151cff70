/**
 * V1: the toolstack attaches devices one after the other, as a hypothetical `xl virtio-attach`.
 *
 * The transaction of V1.2 to V1.4 is one step: its commit is atomic, and EAGAIN only repeats it.
 */

import { type Case, type Effect, Program } from '../../../kit/program.ts';
import type { Device, World } from '../world.ts';

/** The program. */
export function toolstackProgram(world: World): Program {
  const program = new Program('idle');
  program.landmark('done', ['rest', 'over']);
  program.landmark('crashed', ['rest', 'over']);
  world.devices.forEach((device, i) => {
    linesAttach(program, world, device, i === 0 ? 'idle' : `next${i}`, nextOf(world, i));
    if (i + 1 < world.devices.length) program.landmark(`next${i + 1}`);
  });
  return program;
}

function nextOf({ devices }: World, i: number): string {
  return i + 1 < devices.length ? `next${i + 1}` : 'done';
}

function linesAttach(
  program: Program,
  world: World,
  { name, node, level, port, backend: { domain, domids } }: Device,
  start: string,
  next: string,
): void {
  if (node === null || port === null) return;
  const is =
    (what: string, in_: readonly string[]): Effect =>
    () =>
      node.when(what, (s) => in_.includes(String(s.value)));
  const dies: readonly Case[] = world.defect('TS_DIES')
    ? [{ name: 'dies', tags: ['environment'], to: 'crashed' }]
    : [];
  program
    .path(`attach-${name}`)
    .from('libxl_device_virtio_add, hypothetical; as libxl__device_add at c447b7308b')
    .line(
      start,
      `V1.4 commits the directories of ${name}`,
      domids.map((domid, incarnation): Case => {
        const now: Effect = () =>
          domain.when(
            `is dom${domid} #${incarnation}, running`,
            (s) => s.matches('running') && s.context.incarnation === incarnation,
          );
        return {
          name: `backend-id ${domid}`,
          with: [now, () => node.on('ATTACH', { domid, incarnation })],
        };
      }),
    )
    .line('.wait', `V1.8 waits for state 2 of ${name}`, [
      { name: 'state 2', with: [is('is at state 2', ['initWait'])], to: '.slot' },
      {
        name: 'time-out',
        tags: ['environment', 'expires'],
        with: [is('is not at state 2', ['initialising'])],
      },
      ...dies,
    ])
    .line('.teardown', `tears ${name} down`, [
      { with: [() => node.on('DELETE')], to: next },
      { name: 'state 2 by now', with: [is('is at state 2', ['initWait'])], to: '.slot' },
    ])
    .line('.slot', `V1.9 slot of ${name} is occupied`, [
      ...domids.map((_, by): Case => {
        const names: Effect = () =>
          node.when(`names #${by}`, ({ context }) => context.backend?.incarnation === by);
        return {
          ...(domids.length > 1 ? { name: `#${by}` } : {}),
          with: [names, ...(level === null ? [] : [() => level.on('ANNOUNCE', { by })])],
        };
      }),
      ...dies,
    ])
    .line('.interrupt', `V1.9 hot-plug interrupt for ${name}`, [{ with: [() => port.on('SEND')] }])
    .end(next);
}
