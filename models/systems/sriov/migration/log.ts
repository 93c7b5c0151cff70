/** Instructions on the log of writes that more than one actor carries out. */

import type { Case } from '../../../kit/program.ts';
import type { World } from './world.ts';

/** What the log has goes into the bitmap, and out of the log. */
export function readsLog({ log, dirty }: World): readonly Case[] {
  return [
    { name: 'a write', with: [() => log.on('LOWER'), () => dirty.on('SET')] },
    { name: 'nothing', with: [() => log.when('is off', (s) => s.matches('off'))] },
  ];
}
