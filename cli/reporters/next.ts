/** What to do next: commands that can be copied, each with what it does. */

import type { ParameterValues, SystemDefinition } from '../../models/compose/index.ts';
import type { CheckReport } from '../check.ts';
import { defaultsOf, type Subject } from '../load.ts';
import type { Stored } from '../traces.ts';
import { byDefault, quoted, settingsText } from './parameters.ts';

export type Next = readonly (readonly [command: string, does: string])[];

/** `trial --set vcpus=4`: how a subject is named again, with what is not the default. */
export function again({ word, of }: Subject, parameters: ParameterValues): string {
  const set = settingsText(byDefault(parameters, defaultsOf(of)).given);
  return [quoted(word), set].filter((part) => part !== '').join(' ');
}

/** After a check: replay what was stored, store what was found, raise the limit that was reached. */
export function nextAfterCheck(
  subject: Subject,
  { system, findings, result }: CheckReport,
  stored: readonly Stored[],
): Next {
  const name = again(subject, system.parameters);
  const file = subject.file === null ? '' : ` ${quoted(subject.file)}`;
  if (stored.length > 0) {
    return stored.map(({ path, finding }) => [
      `npx interlock replay ${quoted(path)}${file}`,
      `replay ${finding.property.name} on the machines`,
    ]);
  }
  if (findings.some(({ result: r, trace }) => r.verdict === 'violated' && trace !== null)) {
    return [
      [`npx interlock check ${name} --out out`, 'store the traces (JSON to replay, Markdown)'],
    ];
  }
  if (result.limit === null) return [];
  return result.limit.kind === 'states'
    ? [[`npx interlock check ${name} --max-states ${result.limit.value * 10}`, 'go further']]
    : [[`npx interlock check ${smaller(name, system)}`, 'search at smaller parameters']];
}

/** The same command without parameters when there were some: the defaults are small. */
function smaller(name: string, system: SystemDefinition): string {
  const plain = name.split(' ')[0] ?? system.name;
  return plain;
}
