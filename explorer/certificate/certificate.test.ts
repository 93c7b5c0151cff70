import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { families } from '../../models/systems/index.ts';
import { trial } from '../../models/systems/trial.system.ts';
import { link } from '../compile/link.ts';
import { fingerprint } from '../fingerprint.ts';
import { breadthFirst } from '../search/breadth-first.ts';
import { ring } from '../symbolic/testing/ring.ts';
import type { LinkedSystem } from '../system.ts';
import { philosophers } from '../testing/systems.ts';
import { certify } from './certify.ts';
import { verdictOn } from './testing/sets.ts';

const about = { interlock: 'test', system: 'any', parameters: {} };
const namesOf = ({ properties }: LinkedSystem): readonly string[] =>
  properties.map(({ name }) => name);

async function textOf(system: LinkedSystem, names = namesOf(system)): Promise<string> {
  const { text } = await certify(system, names, about);
  return text ?? '';
}

/** The text with other lines and a hash that fits them. */
function edited(text: string, edit: (lines: readonly string[]) => readonly string[]): string {
  const body = `${edit(text.split('\n').slice(0, -2)).join('\n')}\n`;
  return `${body}{"sha256":"${createHash('sha256').update(body).digest('hex')}"}\n`;
}

describe('certify and verify', () => {
  const systems: readonly (readonly [string, LinkedSystem])[] = [
    ['trial', link(trial.with({ vcpus: 2, pages: 2 }))],
    ['trial with its fault', link(trial.with({ vcpus: 2, pages: 2, fault: true }))],
    ['philosophers', link(philosophers(3))],
    ['a polite ring', ring(6, true)],
    ['a ring', ring(5, false)],
    ...families
      .filter(({ name }) => name === 'vpci-locking')
      .flatMap((family) =>
        ['S1', 'S4'].map((scheme) => {
          const size = { scheme, vcpus: 1, devices: 1 };
          return [`${family.name} ${scheme}`, link(family.instantiate(size))] as const;
        }),
      ),
  ];

  test.each(systems)('agree with breadth-first search on %s', async (_, system) => {
    const { properties } = await breadthFirst(system);
    const { properties: verdicts, set } = await certify(system, namesOf(system), about);
    expect(verdicts).toEqual(properties.map(({ name, verdict }) => ({ name, verdict })));
    const holding = verdicts.filter(({ verdict }) => verdict === 'holds').map(({ name }) => name);
    const text = await textOf(system, holding);
    expect(verdictOn(text, system)).toEqual(Object.fromEntries(holding.map((n) => [n, 'proved'])));
    expect(JSON.parse(text.split('\n')[0] ?? '').states).toBe(String(set?.states));
  });

  test('manage 6 * 10^15 states, and 2,000 levels', async () => {
    const large = link(trial.with({ vcpus: 8, pages: 20 }));
    const text = await textOf(large, ['NO-USE-AFTER-FREE']);
    expect(text).toContain('"states":"6109069424753664"');
    expect(verdictOn(text, large)).toEqual({ 'NO-USE-AFTER-FREE': 'proved' });
    const long = ring(1000, true);
    expect(verdictOn(await textOf(long), long)).toEqual({ 'NO-DEADLOCK': 'proved' });
  });

  test('say where a limit stopped them, and write nothing', async () => {
    const system = link(trial.with({ vcpus: 4 }));
    const signal = AbortSignal.abort();
    const stopped = await certify(system, namesOf(system), about, { signal });
    expect(stopped).toMatchObject({ text: null, limit: { kind: 'interrupted' } });
    expect(stopped.properties.map(({ verdict }) => verdict)).toEqual([
      'inconclusive',
      'inconclusive',
    ]);
    let now = 0;
    const limits = { timeMsMax: 5 };
    const late = await certify(system, namesOf(system), about, { limits, now: () => now++ });
    expect(late).toMatchObject({ text: null, limit: { kind: 'time', value: 5 } });
  });
});

describe('the kernel rejects', async () => {
  const system = link(trial.with({ vcpus: 2, pages: 1 }));
  const text = await textOf(system);
  const proved = { 'NO-USE-AFTER-FREE': 'proved', 'NO-DEADLOCK': 'proved' };

  test('a certificate with any byte changed, or cut off anywhere', () => {
    expect(verdictOn(text, system)).toEqual(proved);
    expect(
      verdictOn(
        edited(text, (lines) => lines),
        system,
      ),
    ).toEqual(proved);
    for (let at = 0; at < text.length; at++) {
      const flipped = String.fromCharCode(text.charCodeAt(at) ^ (1 << (at % 7)));
      const changed = text.slice(0, at) + flipped + text.slice(at + 1);
      expect(verdictOn(changed, system)).toMatch(/^not accepted: /);
      expect(verdictOn(text.slice(0, at), system)).toMatch(/^not accepted: /);
    }
    expect(verdictOn(`${text}\n`, system)).toMatch(/^not accepted: /);
  });

  test('a certificate of another system', () => {
    const other = link(trial.with({ vcpus: 2, pages: 1, fault: true }));
    expect(verdictOn(text, other)).toBe('not accepted: it is of another system');
    const forged = text.replace(fingerprint(system), fingerprint(other));
    const verdict = verdictOn(
      edited(forged, (lines) => lines),
      other,
    );
    expect(verdict).toMatch(/^not accepted: step ".*" leads out of its set$/);
  });

  test('levels that are missing, doubled, or in another order', () => {
    const lines = text.split('\n').slice(0, -2);
    for (let at = 1; at < lines.length; at++) {
      const without = edited(text, (all) => all.filter((_, i) => i !== at));
      expect(verdictOn(without, system)).toMatch(/^not accepted: /);
      const doubled = edited(text, (all) =>
        all.flatMap((line, i) => (i === at ? [line, line] : [line])),
      );
      expect(verdictOn(doubled, system)).toMatch(/^not accepted: /);
    }
    const turned = edited(text, ([first = '', ...levels]) => [first, ...levels.reverse()]);
    expect(verdictOn(turned, system)).toMatch(/^not accepted: /);
  });

  test.for([
    ['another number of states', '"states":"', '"states":"1', /does not have 1\d+ states$/],
    ['a divisor of its own', '"divisor":1', '"divisor":2', /not the digits of the local states$/],
    ['a radix of nothing', /"radix":\d+/, '"radix":0', /not the digits of the local states$/],
    ['digits that are text', '"nodes":[[0', '"nodes":[["0"', /malformed$/],
    ['digits below zero', '"nodes":[[0', '"nodes":[[-1', /malformed$/],
    ['a property that is none', '"name":"NO-DEADLOCK"', '"name":"NO"', /there is no property NO$/],
    ['another format', 'interlock certificate 1', 'interlock certificate 2', /version 1$/],
  ] as const)('%s', ([, from, to, why]) => {
    const changed = edited(text.replace(from, to), (lines) => lines);
    expect(changed).not.toBe(text);
    expect(verdictOn(changed, system)).toMatch(why);
  });

  test('a witness that cannot be taken, leads elsewhere, or is missing', () => {
    for (const witness of ['[0,0]', '[]', '[9999]', '["length"]']) {
      const changed = text.replace(/("NO-USE-AFTER-FREE","witness":)\[[\d,]*\]/, `$1${witness}`);
      const verdict = verdictOn(
        edited(changed, (lines) => lines),
        system,
      );
      expect(verdict).toEqual({ ...proved, 'NO-USE-AFTER-FREE': 'unwitnessed' });
    }
  });

  test('a witness with a step that is refused, wherever it leads', async () => {
    const always = ring(3, true);
    const refused = (await textOf(always)).replace('"witness":[]', '"witness":[1]');
    const verdict = verdictOn(
      edited(refused, (lines) => lines),
      always,
    );
    expect(verdict).toEqual({ 'NO-DEADLOCK': 'unwitnessed' });
  });
});
