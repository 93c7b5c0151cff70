/** What `interlock export` does. */

import { unreachable } from '../../base/errors.ts';
import { type LinkedSystem, link } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import type { ExportFlags } from '../commands/export.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { ofFile } from '../in-file.ts';
import { instantiate, load } from '../load.ts';
import { settings } from '../options.ts';
import { dot } from '../reporters/dot.ts';
import { linkedJson } from '../reporters/linked-json.ts';
import { mermaid } from '../reporters/mermaid.ts';
import { print } from '../terminal.ts';

/** Links the system and writes it. */
export async function runExport(word: string, flags: ExportFlags): Promise<ExitCode> {
  const subject = await load(word);
  const system = instantiate(subject, settings(flags.set));
  const linked = linkedFrom(subject.file, system);
  switch (flags.to) {
    case 'mermaid':
      print(mermaid(system, linked));
      break;
    case 'dot':
      print(dot(linked));
      break;
    case 'json':
      print(linkedJson(linked));
      break;
    default:
      unreachable(flags.to);
  }
  return exitCodes.holds;
}

function linkedFrom(file: string | null, system: SystemDefinition): LinkedSystem {
  try {
    return link(system);
  } catch (error) {
    throw ofFile(file, error);
  }
}
