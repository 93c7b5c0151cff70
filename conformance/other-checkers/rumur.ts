/**
 * Rumur's answer, from two models: one in which violations are counted and nothing is cut off, and one
 * to count the deadlocks in (beside which Rumur would not show the other counts).
 */

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { murphi } from '../../explorer/index.ts';
import { type Answer, deadlockOf, type OtherChecker, type Question } from './answer.ts';
import { numberIn, run } from './run.ts';
import { verifyBoth } from './two-models.ts';

export const rumur: OtherChecker = { name: 'Rumur', programs: ['rumur', 'cc'], ask };

const generate = [
  ['--output', 'model.c'],
  ['--output-format', 'machine-readable'],
  ['--counterexample-trace', 'off'],
  ['--max-errors', '4294967295'],
].flat();

async function ask(question: Question): Promise<Answer> {
  const { asked, claims, stuck, states } = await verifyBoth(
    question,
    (properties, name) => verify(question, properties, name),
    statesIn,
  );
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
  { system, states, folder: parent, signal }: Question,
  properties: readonly string[],
  name: string,
): Promise<string> {
  const folder = join(parent, name);
  mkdirSync(folder);
  const text = [...murphi(system, { properties, counting: true })].join('');
  writeFileSync(join(folder, 'model.m'), text);
  const isStuck = properties.some((property) => deadlockOf(system).includes(property));
  const detect = ['--deadlock-detection', isStuck ? 'stuck' : 'off'];
  await run('rumur', [...generate, ...detect, 'model.m'], { folder, signal });
  const wide = process.arch === 'x64' ? ['-mcx16'] : [];
  const libraries = process.arch === 'x64' ? ['-lpthread'] : ['-lpthread', '-latomic'];
  const compile = [effortFor(states), '-w', ...wide, '-o', 'model', 'model.c', ...libraries];
  await run('cc', compile, { folder, signal });
  return run(join(folder, 'model'), [], { folder, signal, mayEnd: [1] });
}

/**
 * How much the C compiler is to optimise. For a design of 400 rules it took 4, 10 and 21 seconds, and
 * the program then 13, 1.7 and 1.2 seconds for 100,000 states.
 */
function effortFor(states: number): '-O0' | '-O1' | '-O2' {
  if (states <= 50_000) return '-O0';
  return states <= 2_000_000 ? '-O1' : '-O2';
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
