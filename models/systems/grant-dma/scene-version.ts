/** The scene `version`: a guest that switches the version of its table, and what it races with. */

import { companion } from '../../../properties/kinds/index.ts';
import { statusFrameLive } from '../../../properties/passthrough/grant-version.ts';
import { memorySafe } from '../../../properties/passthrough/memory.ts';
import type { Actor } from '../../../properties/passthrough/subject.ts';
import { tagged } from '../../../properties/passthrough/subject.ts';
import { frameMapping, showFrameMapping } from '../../components/frame-mapping.machine.ts';
import {
  grantTableVersion,
  showGrantTableVersion,
} from '../../components/grant-table-version.machine.ts';
import { memoryPage, showMemoryPage } from '../../components/memory-page.machine.ts';
import type { SystemBuilder } from '../../compose/index.ts';
import { heapObject, showHeapObject } from '../../kit/heap-object.machine.ts';
import { Program } from '../../kit/program.ts';
import { showSpinLock, spinLock } from '../../kit/spin-lock.machine.ts';
import { copyTransitive, mapStatusFrame, type SwitchedTable, setVersion } from './code/version.ts';
import type { Values } from './parameters.ts';
import { granter } from './world.ts';

/** How often a status frame may be allocated. */
const generations = 2;

/** Makes components, actors and properties. */
export function versionScene(system: SystemBuilder, { defects, races }: Values): void {
  const table: SwitchedTable = {
    granter,
    generations,
    lock: system.component('grant_table.lock', spinLock, { show: showSpinLock }),
    version: system.component('grant_table', grantTableVersion(1), { show: showGrantTableVersion }),
    frame: system.component('status frame', heapObject(generations), { show: showHeapObject }),
    page: system.component('status page', memoryPage(granter), { show: showMemoryPage }),
    mapping: system.component('p2m of status', frameMapping, { show: showFrameMapping }),
    mapsUnlocked: defects.includes('STATUS_UNLOCKED'),
    uncounted: defects.includes('OPS_UNCOUNTED'),
  };
  const make = (
    name: string,
    code: (program: Program, idle: string, table: SwitchedTable) => void,
  ): Actor => {
    const program = new Program('idle', ['rest']);
    program.landmark('crashed', ['rest']);
    program.landmark('use-after-free');
    code(program, 'idle', table);
    return program.actor(system, name);
  };
  make('fe.cpu0', setVersion);
  if (races.includes('STATUS')) make('fe.cpu1', mapStatusFrame);
  const copier = races.includes('TRANS') ? make('be0.cpu', copyTransitive) : null;
  if (races.includes('STATUS')) {
    system.property(statusFrameLive(table));
  } else system.notAsked('STATUS-FRAME-LIVE', 'needs STATUS among races');
  if (copier === null) {
    system.notAsked('NO-UAF', 'needs TRANS among races');
    return;
  }
  system.property(
    memorySafe(
      'NO-UAF',
      'a freed status frame',
      [copier],
      companion('a copy is away without the lock', tagged(copier, 'away')),
    ),
  );
}
