/** The scene `requests`: the life of a request, and the end of the server that has it. */

import { scheduled } from '../../../../properties/passthrough/fairness.ts';
import {
  broadcastDone,
  noAbort,
  noForeignData,
  noSpin,
  noStranded,
  requestCompletes,
  requestIdle,
  requestOnce,
} from '../../../../properties/passthrough/io-requests.ts';
import type { Property, SystemBuilder } from '../../../compose/index.ts';
import type { Values } from '../parameters.ts';
import { destroyerProgram, deviceModelProgram, suspenderProgram } from './others.ts';
import { DATA, vcpuProgram } from './vcpu.ts';
import { makeWorld, type ServerParts } from './world.ts';

/** Builds the scene. */
export function requests(system: SystemBuilder, values: Values): readonly Property[] {
  const world = makeWorld(system, values);
  const vcpu = vcpuProgram(world).actor(system, 'vcpu0');
  const deviceModels = world.servers.map((server) =>
    deviceModelProgram(world, server).actor(system, server.name),
  );
  const destroys = values.events.includes('DESTROY');
  if (destroys) destroyerProgram(world, vcpu).actor(system, 'emulator');
  const toolstacks =
    world.shutdown === null ? [] : [suspenderProgram(world).actor(system, 'toolstack')];
  if (values.events.includes('REWIND')) {
    system.notAsked('REQ-COMPLETES', 'a device model that means harm need not answer at all');
  } else {
    system.onRequest(
      requestCompletes(vcpu, [
        ...scheduled([vcpu], 'a vCPU that is not blocked runs in the end'),
        ...scheduled(deviceModels, 'a device model that lives is scheduled'),
        ...scheduled(toolstacks, 'who shuts a domain down for a checkpoint resumes it'),
      ]),
    );
  }
  const [{ server }] = world.servers as readonly [ServerParts];
  const { latched, blocked, served } = world;
  const subject = { vcpu, server, latched, blocked, served };
  const ask = (applies: boolean, why: string, name: string, make: () => Property) => {
    if (applies) return [make()];
    system.notAsked(name, why);
    return [];
  };
  const reads = values.io === 'read';
  const ends = reads && destroys;
  return [
    ...ask(ends, 'needs io=read and DESTROY', 'NO-STRANDED', () => noStranded(subject)),
    ...ask(ends, 'needs io=read and DESTROY', 'NO-FOREIGN-DATA', () =>
      noForeignData(subject, DATA.latched),
    ),
    ...ask(ends, 'needs io=read and DESTROY', 'NO-ABORT', () => noAbort(subject)),
    ...ask(reads, 'needs io=read', 'IO-IDLE', () => requestIdle(subject)),
    ...ask(reads, 'needs io=read', 'IO-ONCE', () => requestOnce(subject)),
    ...ask(values.events.includes('REWIND'), 'needs REWIND', 'NO-SPIN', () => noSpin(subject)),
    ...ask(!reads, 'needs io=broadcast', 'BROADCAST-DONE', () =>
      broadcastDone(
        vcpu,
        world.servers.map(({ pending }) => pending),
      ),
    ),
  ];
}
