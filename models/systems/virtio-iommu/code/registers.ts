/** Writes to registers: negotiation, and the field bypass. */

import type { Case, CodePath } from '../../../kit/program.ts';
import type { Write } from '../commands.ts';
import type { World } from '../world.ts';
import { idle } from './answers.ts';
import { sources } from './parts.ts';
import { followField } from './views.ts';

/** The field, and what is in effect where a device keeps that apart. */
export function fields({ field, effect }: World) {
  return effect === field ? [field] : [field, effect];
}

/** Negotiation, from the reset status to DRIVER_OK. */
export function negotiate(
  path: CodePath,
  world: World,
  { old, config, declined = [] }: Write & { readonly op: 'NEGOTIATE' },
  does: string,
): void {
  path
    .from(sources.negotiation)
    .line('.accept', `${does} (1) DRIVER_OK`, [
      { with: [() => world.status.on('NEGOTIATE', { old, config, declined })] },
    ]);
  if (old) followAll(path, world, does);
  path.end(idle);
}

/** The driver writes the field; the views of unattached endpoints follow one by one. */
export function writeField(path: CodePath, world: World, open: boolean, does: string): void {
  path
    .from(sources.config)
    .line('.write', `${does} (1) is written`, [
      { with: fields(world).map((field) => () => field.on('WRITE', { open })) },
    ]);
  followAll(path, world, does);
  path.end(idle);
}

function followAll(path: CodePath, world: World, does: string): void {
  path.calls(sources.view, (p) => {
    world.endpoints.forEach((endpoint, i) => {
      const next = world.endpoints[i + 1];
      p.line(
        `.${endpoint.name}`,
        `${does} (2) switches the view of ${endpoint.name}`,
        followField(world, endpoint, next === undefined ? idle : `.${next.name}`),
      );
    });
  });
}

/**
 * A write of the field that the driver may not make. A device that gives up does so only once it has been
 * started.
 */
export function illegalWrite(path: CodePath, world: World, value: number, does: string): void {
  const { illegalWrite: reaction } = world.values;
  const taken = reaction === 'taken' && value < 2;
  path.from(sources.config);
  if (taken) {
    path.line('.write', `${does} (1) is written`, [
      { with: fields(world).map((field) => () => field.on('WRITE', { open: value === 1 })) },
    ]);
    followAll(path, world, does);
  } else {
    path.line(
      '.write',
      `${does} (1) is ignored`,
      reaction === 'needsReset' ? givesUp(world) : [{}],
    );
  }
  path.end(idle);
}

/** NEEDS_RESET, for a device that has been started; one that has not, and one that has given up, is left as it is. */
export function givesUp({ status }: World): readonly Case[] {
  return [
    { name: 'and the device gives up', with: [() => status.on('BREAK')] },
    {
      name: 'not started, or given up',
      with: [() => status.when('is not running', (s) => !s.matches('running'))],
    },
  ];
}
