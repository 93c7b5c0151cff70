/**
 * The device: one actor that takes one command at a time and works it off, as the main loop of a
 * virtual machine monitor does. Each command is a code path of its own.
 */

import { deviceTags } from '../../../properties/passthrough/viommu-subject.ts';
import type { Component, SystemBuilder } from '../../compose/index.ts';
import { type CodePath, Program, type ProgramMachine } from '../../kit/program.ts';
import { idle } from './code/answers.ts';
import { attach, detach } from './code/attach.ts';
import { checkFirst, noRequest } from './code/checks.ts';
import { map, probe, unmap } from './code/map.ts';
import { findByRid } from './code/numbering.ts';
import { illegalWrite, negotiate, writeField } from './code/registers.ts';
import { deviceReset, plug, systemReset, unplug } from './code/reset.ts';
import { restore } from './code/restore.ts';
import { type Command, type Request, textOf } from './commands.ts';
import type { Endpoint } from './endpoints.ts';
import type { Domain, World } from './world.ts';

export type Vmm = Component<ProgramMachine>;

/** Tag of the places where a command is worked off. */
export function serving(text: string): string {
  return `serves ${text}`;
}

/** Adds the device, which can be told these commands; who tells it is somebody else's. */
export function makeVmm(system: SystemBuilder, world: World, commands: readonly Command[]): Vmm {
  const program = new Program(idle, ['rest']);
  for (const command of commands) {
    const text = textOf(command, world.values);
    const path = program.path(text, [serving(text)]);
    const first = checkFirst(path, world, command, text, linesOf(command, text)(path));
    program.receive(idle, text, `${text}:${first}`);
  }
  return program.actor(system, 'vmm');

  function linesOf(command: Command, does: string) {
    const endpoint = (index: number) => world.endpoints[index] as Endpoint;
    const domain = (index: number) => world.domains[index] as Domain;
    return (path: ReturnType<Program['path']>): string => {
      switch (command.op) {
        case 'ATTACH':
        case 'DETACH':
          return byEndpoint(path, command, does);
        case 'MAP':
          map(path, { ...command, world, does, domain: domain(command.domain) });
          path.end(idle);
          return 'domain';
        case 'UNMAP':
          unmap(path, { ...command, world, does, domain: domain(command.domain) });
          path.end(idle);
          return 'domain';
        case 'PROBE':
          probe(path, { world, does, endpoint: endpoint(command.endpoint) });
          path.end(idle);
          return 'endpoint';
        case 'SHORT':
        case 'UNKNOWN':
          noRequest(path, world, command.op, does);
          path.end(idle);
          return 'read';
        case 'RESTORE':
          restore(path, world, does);
          return 'load';
        case 'NEGOTIATE':
          negotiate(path, world, command, does);
          return 'accept';
        case 'BYPASS':
          writeField(path, world, command.open, does);
          return 'write';
        case 'ILLEGAL-BYPASS':
          illegalWrite(path, world, command.value, does);
          return 'write';
        case 'RESET':
          deviceReset(path, world);
          return 'status';
        case 'SYSTEM-RESET':
          systemReset(path, world);
          return 'status';
        case 'UNPLUG':
          unplug(path, world, endpoint(command.endpoint), does);
          return 'host';
        case 'PLUG':
          plug(path, world, endpoint(command.endpoint), does);
          return 'there';
      }
    };
  }

  /** Lines of a request that names an endpoint, once more for the other one if it may be taken for that. */
  function byEndpoint(
    path: CodePath,
    command: Request & { readonly op: 'ATTACH' | 'DETACH' },
    does: string,
  ): string {
    const domain = world.domains[command.domain] as Domain;
    const meant = world.endpoints[command.endpoint] as Endpoint;
    const lines = (on: CodePath, text: string, served: Endpoint): void => {
      const parts = { world, does: text, endpoint: served, meant, domain };
      if (command.op === 'ATTACH') attach(on, { ...parts, kind: command.kind });
      else detach(on, parts);
      on.end(idle);
    };
    const [a, b] = world.endpoints;
    if (world.numbering === null || a === undefined || b === undefined) {
      lines(path, does, meant);
      return 'endpoint';
    }
    const other = meant === a ? b : a;
    const wrong = `${does} on ${other.name}`;
    findByRid(path, world, does, meant, '.endpoint', `${wrong}:endpoint`);
    lines(path, does, meant);
    lines(program.path(wrong, [serving(does), deviceTags.mixedUp]), wrong, other);
    return 'rid';
  }
}
