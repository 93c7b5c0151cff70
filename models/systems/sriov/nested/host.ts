/** The host, which has stage 2: S2C takes a page away and gives it back; TDN detaches the device. */

import type { Actor } from '../../../../properties/passthrough/subject.ts';
import type { SystemBuilder } from '../../../compose/index.ts';
import { Program } from '../../../kit/program.ts';
import { nested as sources } from '../sources.ts';
import { commands, linesFlush } from './vmm.ts';
import { nestedTables, type Page, type World } from './world.ts';

/** Tags of the program of the host. */
export const hostTags = {
  /** Stage 2 or the context has changed, and what is cached of it is being forgotten. */
  changing: 'changes stage 2',
  /** A flush of the translation of this page has just been completed. */
  flushed: ({ name }: Page) => `has flushed ${name}`,
} as const;

/** Adds the host. */
export function host(system: SystemBuilder, world: World): Actor {
  const program = new Program('idle', ['rest']);
  if (world.has('S2C')) for (const page of world.pages) linesTake(program, world, page);
  if (world.has('TDN')) linesDetach(program, world);
  return program.actor(system, 'host');
}

function linesTake(program: Program, world: World, page: Page): void {
  const { defect } = world;
  const { guest, host: name, stage2, memory } = page;
  const path = program.path(`s2c-${guest}`).from(sources.stage2);
  const scope = defect('S2_FLUSH_BY_ADDRESS') ? commands.address : commands.domain;
  const early = defect('S2_TAKEN_EARLY');
  const takes = (tags: readonly string[]) =>
    path.line('.take', `S2C takes ${name}`, [{ with: [() => memory.on('TAKE')] }], tags);
  path.line('idle', `S2C clears ${guest} in stage 2`, [{ with: [() => stage2.on('REMOVE')] }]);
  if (early) takes([hostTags.changing]);
  linesFlush(path, world, `S2C ${guest}:`, scope, [hostTags.changing]);
  if (early) path.line('.flushed', `S2C has flushed ${guest}`, [{}], [hostTags.flushed(page)]);
  else takes([hostTags.flushed(page)]);
  path.end('idle');
  program
    .path(`give-${guest}`)
    .from(sources.stage2)
    .line('idle', `S2C gives ${name} back`, [{ with: [() => memory.on('GIVE')] }])
    .line('.map', `S2C maps ${guest} in stage 2`, [
      { with: [() => stage2.on('MAP', { page: name, writable: true })] },
    ])
    .end('idle');
}

/** The device leaves its domain; then it, or another device with the same id, comes into it. */
function linesDetach(program: Program, world: World): void {
  const { context, pages, defect } = world;
  const path = program.path('tdn').from(sources.detach);
  const scope = defect('PASID_SCOPE') ? commands.pasid : commands.domain;
  path.line('idle', 'TDN takes the device out of the context', [
    { with: [() => context.on('CLEAR', { was: 'nested' })] },
  ]);
  linesFlush(path, world, 'TDN', scope, [hostTags.changing]);
  path
    .line(
      '.attach',
      'TDN puts a device into the context',
      [{ with: [() => context.on('WRITE', { was: null, ...nestedTables })] }],
      pages.map(hostTags.flushed),
    )
    .end('idle');
}
