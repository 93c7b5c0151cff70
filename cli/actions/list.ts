/** What `interlock list` does. */

import { UsageError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import { catalogue } from '../../counterexamples/index.ts';
import { askable, type Family } from '../../models/compose/index.ts';
import { families } from '../../models/systems/index.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import { type ListedFamily, listText } from '../reporters/list-text.ts';
import { layoutOf, print } from '../terminal.ts';

/** Lists every family, or one. */
export function runList(word: string | undefined, flags: { readonly json?: boolean }): ExitCode {
  const names = families.map(({ name }) => name);
  if (word !== undefined && !names.includes(word)) {
    throw new UsageError('USAGE-SYSTEM', `there is no system ${JSON.stringify(word)}`, {
      hint: suggestion(word, names),
    });
  }
  const listed = families.filter(({ name }) => word === undefined || name === word).map(described);
  print(
    flags.json === true
      ? JSON.stringify(listed, null, 2)
      : listText(listed, layoutOf(process.stdout, process.env)),
  );
  return exitCodes.holds;
}

function described(family: Family): ListedFamily {
  const system = family.instantiate();
  const entries = catalogue.filter(
    (entry) => (entry.kind === 'design' ? entry.design : entry.defect).system === family.name,
  );
  return {
    name: family.name,
    title: family.title ?? system.title ?? null,
    parameters: Object.entries(family.parameters).map(([name, parameter]) => ({
      name,
      ...parameter,
    })),
    properties: askable(system).map(({ name, kind, statement, source }) => ({
      name,
      kind,
      statement,
      source: source ?? null,
    })),
    notAsked: system.notAsked,
    designs: entries.filter((e) => e.kind === 'design').map(({ id, title }) => ({ id, title })),
    defects: entries.filter((e) => e.kind === 'defect').map(({ id, title }) => ({ id, title })),
    sources: [...new Set([...family.sources, ...(system.sources ?? [])])],
  };
}
