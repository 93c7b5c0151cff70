/** What `interlock export` does. */

import { unreachable } from '../../base/errors.ts';
import { aut, type LinkedSystem, link, murphi, promela, tla } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { restricted } from '../check.ts';
import type { ExportFlags } from '../commands/export.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { writeAll } from '../files.ts';
import { ofFile } from '../in-file.ts';
import { instantiate, load } from '../load.ts';
import { settings } from '../options.ts';
import { dot } from '../reporters/dot.ts';
import { linkedJson } from '../reporters/linked-json.ts';
import { mermaid } from '../reporters/mermaid.ts';
import { printAll } from '../terminal.ts';

/** Links the system and writes it. */
export async function runExport(word: string, flags: ExportFlags): Promise<ExitCode> {
  const subject = await load(word);
  const system = restricted(instantiate(subject, settings(flags.set)), flags.property);
  const chunks = written(system, linkedFrom(subject.file, system), flags);
  if (flags.out === undefined) await printAll(chunks);
  else writeAll(flags.out, chunks);
  return exitCodes.holds;
}

function written(
  system: SystemDefinition,
  linked: LinkedSystem,
  { to, property = [], force = false }: ExportFlags,
): Iterable<string> {
  switch (to) {
    case 'promela':
      return promela(linked, { properties: property });
    case 'murphi':
      return murphi(linked, { properties: property });
    case 'tla':
      return tla(linked, { properties: property });
    case 'aut':
      return aut(linked, force ? { statesMax: Number.POSITIVE_INFINITY } : {});
    case 'mermaid':
      return [mermaid(system, linked), '\n'];
    case 'dot':
      return [dot(linked), '\n'];
    case 'json':
      return [linkedJson(linked), '\n'];
    default:
      return unreachable(to);
  }
}

function linkedFrom(file: string | null, system: SystemDefinition): LinkedSystem {
  try {
    return link(system);
  } catch (error) {
    throw ofFile(file, error);
  }
}
