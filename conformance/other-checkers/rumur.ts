/**
 * Rumur's answer, from two models: one in which violations are counted and nothing is cut off, and one
 * to count the deadlocks in (beside which Rumur would not show the other counts).
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type LinkedSystem, murphi } from '../../explorer/index.ts';
import { type Answer, askedOf, deadlockOf, type Effort, type OtherChecker } from './answer.ts';
import { numberIn, run } from './run.ts';

export const rumur: OtherChecker = { name: 'Rumur', programs: ['rumur', 'cc'], ask };

const generate = [
  ['--output', 'model.c'],
  ['--output-format', 'machine-readable'],
  ['--counterexample-trace', 'off'],
  ['--max-errors', '4294967295'],
].flat();

async function ask(system: LinkedSystem, folder: string, effort: Effort): Promise<Answer> {
  const [asked, deadlock] = [askedOf(system), deadlockOf(system)];
  const [claims, stuck] = await Promise.all([
    verify(system, asked, join(folder, 'claims'), effort),
    deadlock.length === 0 ? null : verify(system, deadlock, join(folder, 'deadlock'), effort),
  ]);
  const states = statesIn(claims);
  if (stuck !== null && statesIn(stuck) !== states) {
    throw new Error(`Rumur counts ${states} states, and ${statesIn(stuck)} looking for deadlocks`);
  }
  const counts = countsIn(claims);
  return {
    states,
    transitions: numberIn(claims, /<summary [^>]*rules_fired="(\d+)"/),
    deadlocks: stuck === null ? null : stuck.split('<message>deadlock</message>').length - 1,
    found: Object.fromEntries(asked.map((name) => [name, (counts.get(name) ?? 0) > 0])),
  };
}

function statesIn(output: string): number {
  return numberIn(output, /<summary states="(\d+)"/);
}

async function verify(
  system: LinkedSystem,
  properties: readonly string[],
  folder: string,
  effort: Effort,
): Promise<string> {
  mkdirSync(folder);
  const text = [...murphi(system, { properties, counting: true })].join('');
  writeFileSync(join(folder, 'model.m'), text);
  const isStuck = properties.some((name) => deadlockOf(system).includes(name));
  const detect = ['--deadlock-detection', isStuck ? 'stuck' : 'off'];
  await run('rumur', [...generate, ...detect, 'model.m'], folder);
  const wide = process.arch === 'x64' ? ['-mcx16'] : [];
  const libraries = process.arch === 'x64' ? ['-lpthread'] : ['-lpthread', '-latomic'];
  await run('cc', [effort, '-w', ...wide, '-o', 'model', 'model.c', ...libraries], folder);
  return run(join(folder, 'model'), [], folder, [1]);
}

/** How many states each cover was hit in. */
function countsIn(output: string): ReadonlyMap<string, number> {
  const results = output.matchAll(/<cover_result message="([^"]*)" count="(\d+)"/g);
  return new Map([...results].map(([, name = '', count]) => [plain(name), Number(count)]));
}

/** A name without the escapes of XML. */
function plain(text: string): string {
  const characters: Readonly<Record<string, string>> = {
    lt: '<',
    gt: '>',
    amp: '&',
    quot: '"',
    apos: "'",
  };
  return text.replace(/&(\w+);/g, (whole, name: string) => characters[name] ?? whole);
}
