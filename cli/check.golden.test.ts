import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { interlock, transcript } from './testing/spawn.ts';

const largeTrial = ['--set', 'vcpus=6', '--set', 'pages=30'];

const runs: Readonly<
  Record<string, readonly [code: number, args: readonly string[], env?: Record<string, string>]>
> = {
  holds: [0, ['check', 'trial', '--set', 'vcpus=2']],
  'violated-100': [1, ['check', 'trial', '--set', 'fault=true']],
  'violated-72': [1, ['check', 'trial', '--set', 'fault=true'], { COLUMNS: '72' }],
  'violated-160': [
    1,
    ['check', 'examples/philosophers.ts', '--set', 'seats=3'],
    { COLUMNS: '160' },
  ],
  'one-property': [0, ['check', 'trial', '--property', 'NO-DEADLOCK']],
  'one-worker': [0, ['check', 'trial', '--set', 'vcpus=1', '--workers', '1']],
  'limit-states': [4, ['check', 'trial', '--max-states', '1000']],
  vacuous: [1, ['check', 'cli/testdata/vacuous.ts']],
  'store-compact': [4, ['check', 'trial', '--set', 'vcpus=2', '--store', 'compact']],
  'store-compact-violated': [1, ['check', 'trial', '--set', 'fault=true', '--store', 'compact']],
  'store-tree': [1, ['check', 'trial', '--set', 'fault=true', '--store', 'tree']],
  symbolic: [1, ['check', 'trial', '--set', 'fault=true', '--engine', 'symbolic', '--depth']],
  'symbolic-large': [0, ['check', 'trial', ...largeTrial, '--engine', 'symbolic']],
  'auto-symbolic': [0, ['check', 'trial', '--set', 'vcpus=5', '--set', 'pages=8']],
  'auto-explicit': [0, ['check', 'trial', '--verbose', '--depth']],
  'auto-for-a-store': [0, ['check', 'trial', '--verbose', '--store', 'tree']],
  'walk-nothing': [4, ['walk', 'trial', '--walks', '50']],
  'walk-found': [1, ['walk', 'trial', '--set', 'fault=true', '--walks', '50']],
  'runs-hold': [0, ['check', 'examples/locks.ts']],
  'runs-lasso': [1, ['check', 'examples/locks.ts', '--set', 'lock=test-and-set']],
  'runs-livelock': [1, ['check', 'examples/retries.ts', '--set', 'dies=true']],
  'runs-not-judged': [
    4,
    ['check', 'examples/locks.ts', '--property', 'NO-STARVATION', '--engine', 'symbolic'],
  ],
  'refines-holds': [0, ['check', 'examples/mailbox.ts']],
  'refines-refused': [1, ['check', 'examples/mailbox.ts', '--set', 'hasty=true']],
  'list-trial': [0, ['list', 'trial']],
  'export-dot': [0, ['export', 'examples/philosophers.ts', '--to', 'dot']],
  'export-mermaid': [0, ['export', 'examples/philosophers.ts', '--to', 'mermaid']],
  'certify-refused': [1, ['certify', 'trial', '--set', 'fault=true', '-o', 'never.certificate']],
  'certify-timeout': [
    4,
    ['certify', 'trial', '--timeout', '0.001', '-o', 'never.certificate', '--quiet'],
  ],
  'help-certify': [0, ['certify', '--help']],
  'help-verify-certificate': [0, ['verify-certificate', '--help']],
  'help-check': [0, ['check', '--help']],
  'help-compare': [0, ['compare', '--help']],
  'compare-fairness': [
    0,
    ['compare', 'examples/locks.ts', '--a', 'lock=test-and-set', '--b', 'lock=ticket'],
  ],
  'compare-regression': [1, ['compare', 'trial', '--a', 'fault=false', '--b', 'fault=true']],
  'compare-markdown': [
    1,
    [
      'compare',
      'examples/locks.ts',
      '--b',
      'lock=test-and-set',
      '--a',
      'lock=ticket',
      '--markdown',
    ],
  ],
};

/** Lines that tell of progress: there are some where ten seconds are not enough. */
const progress = /^.* {2}[\d.]+ MiB {2}.*\n/gm;

describe.concurrent('the command line', () => {
  test.for(Object.entries(runs))(
    '%s',
    async ([name, [code, args, env = {}]], { expect: claim }) => {
      const ended = await interlock([...args], { env });
      claim(ended.code).toBe(code);
      claim(ended.err.replaceAll(progress, '')).toBe('');
      const width = Number(env['COLUMNS'] ?? 100);
      if (args[0] === 'check' && !args.includes('--help')) {
        const wide = ended.out
          .split('\n')
          .filter((line) => [...line].length > width && !line.includes('npx'));
        claim(wide).toEqual([]);
      }
      await claim(transcript(ended)).toMatchFileSnapshot(`testdata/goldens/run-${name}.txt`);
    },
  );

  test('never colours what is no terminal', async () => {
    const ended = await interlock(['check', 'trial', '--set', 'fault=true'], {
      env: { FORCE_COLOR: '1' },
    });
    expect(ended.out).not.toContain('\u001b');
  });
});

const step = z.strictObject({
  step: z.string(),
  actor: z.string(),
  changed: z.record(z.string(), z.strictObject({ from: z.string(), to: z.string() })),
  with: z.array(z.string()).optional(),
  source: z.string().optional(),
});
const limit = z.strictObject({ kind: z.string(), value: z.number() }).nullable();
const decimal = z.string().regex(/^\d+$/);
const kept = z.strictObject({ file: z.string(), states: decimal });
const schema = z.object({
  interlock: z.string(),
  system: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  seed: z.number(),
  engine: z.enum(['explicit', 'symbolic', 'random']),
  choice: z
    .strictObject({
      reason: z.enum(['alone', 'first', 'other gave up', 'neither']),
      statesVisited: decimal,
    })
    .nullable(),
  reductions: z.array(z.string()),
  workers: z.number(),
  states: decimal,
  transitions: decimal,
  depth: z.number().nullable(),
  deadlocks: z.union([z.number(), decimal]),
  seconds: z.number(),
  memoryBytesMax: z.number(),
  complete: z.boolean(),
  limit,
  resumed: kept.nullable(),
  checkpoint: kept.extend({ bytes: z.number(), next: z.string() }).nullable(),
  verdict: z.enum(['holds', 'violated', 'inconclusive']),
  properties: z.array(
    z.strictObject({
      name: z.string(),
      kind: z.string(),
      statement: z.string(),
      verdict: z.enum(['holds', 'violated', 'vacuous', 'inconclusive']),
      companion: z.enum(['met', 'unmet']).nullable(),
      limit,
      trace: z.array(step).nullable(),
      lasso: z.strictObject({ start: z.number(), isShortest: z.boolean() }).nullable(),
      knownAs: z.array(z.string()),
    }),
  ),
  notAsked: z.array(z.strictObject({ name: z.string(), why: z.string() })),
  assumptions: z.array(z.string()),
  coverage: z.strictObject({
    steps: z.number(),
    neverEnabled: z.array(z.string()),
    localStates: z.number(),
    neverVisited: z.array(z.string()),
    faults: z.array(z.string()),
  }),
  symbolic: z
    .strictObject({
      nodes: z.number(),
      nodesMax: z.number(),
      order: z
        .strictObject({
          name: z.string(),
          components: z.array(z.string()),
          levels: z.array(z.string()),
        })
        .nullable(),
    })
    .optional(),
});

describe('--json', () => {
  test('prints one object and nothing else', async () => {
    const { code, out, err } = await interlock(['check', 'trial', '--set', 'fault=1', '--json']);
    expect([code, err]).toEqual([1, '']);
    const result = schema.parse(JSON.parse(out));
    expect(result).toMatchObject({ system: 'trial', verdict: 'violated', states: '46656' });
    expect(result.properties[0]?.trace).toHaveLength(5);
  });

  test('has the same form for walks', async () => {
    const { code, out } = await interlock(['walk', 'trial', '--walks', '20', '--json']);
    expect(code).toBe(4);
    expect(schema.parse(JSON.parse(out)).engine).toBe('random');
  });

  test('has counts past 2^53, nodes and the order of the symbolic engine', async () => {
    const large = ['check', 'trial', '--set', 'vcpus=8', '--set', 'pages=20', '--json'];
    const { code, out, err } = await interlock([...large, '--engine', 'symbolic']);
    expect([code, err]).toEqual([0, '']);
    const result = schema.parse(JSON.parse(out));
    expect(result).toMatchObject({
      engine: 'symbolic',
      choice: null,
      states: '6109069424753664',
      depth: null,
    });
    expect(result.symbolic?.order?.components).toHaveLength(31);
    const order = result.symbolic?.order?.components.join(',') ?? '';
    const again = await interlock([...large, '--order', order]);
    expect(schema.parse(JSON.parse(again.out))).toMatchObject({
      states: result.states,
      symbolic: { nodes: result.symbolic?.nodes, order: { name: 'given' } },
    });
  });

  test('says how two engines came to one answer', async () => {
    const { out } = await interlock([
      ...['check', 'trial', '--set', 'vcpus=8', '--set', 'pages=20', '--json', '--quiet'],
    ]);
    const { engine, choice, states } = schema.parse(JSON.parse(out));
    expect([engine, choice?.reason, states]).toEqual(['symbolic', 'first', '6109069424753664']);
    const small = await interlock(['check', 'trial', '--json']);
    expect(schema.parse(JSON.parse(small.out)).choice?.reason).toBe('alone');
  });

  test('list, catalogue and export print JSON too', async () => {
    for (const args of [
      ['list', '--json'],
      ['export', 'trial', '--to', 'json'],
      ['catalogue', 'trial', '--json'],
    ]) {
      const { code, out } = await interlock(args);
      expect(code).toBe(0);
      expect(() => JSON.parse(out)).not.toThrow();
    }
  });
});

describe('a violation the catalogue knows', () => {
  const hypothesis = ['check', 'vpci-locking', '--set', 'scheme=S4', '--set', 'paths=RD,REM'];

  test('is named', async () => {
    const { out } = await interlock(hypothesis, { env: { COLUMNS: '140' } });
    expect(out).toMatch(
      /^known as {2}V-28 hypothesis {2}S4: .* {3}\(npx interlock catalogue V-28\)$/m,
    );
    const narrow = await interlock(hypothesis, { env: { COLUMNS: '80' } });
    expect(narrow.out).toMatch(
      /^known as {2}V-28 hypothesis {2}S4: .*\n(?: {27}.*\n)* {27}\(npx interlock/m,
    );
  });

  test('is named for programs', async () => {
    const { out } = await interlock([...hypothesis, '--json']);
    const { properties } = schema.parse(JSON.parse(out));
    expect(properties.find(({ name }) => name === 'NO-UAF')?.knownAs).toEqual(['V-28']);
    expect(properties.find(({ name }) => name === 'NO-NULL')?.knownAs).toEqual([]);
  });
});

describe('--out', () => {
  test('writes traces that replay, and leaves nothing else behind', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'interlock-'));
    try {
      const first = await interlock(['check', 'trial', '--set', 'fault=true', '--out', folder]);
      expect(first.code).toBe(1);
      const name = 'trial.NO-USE-AFTER-FREE';
      expect(readdirSync(folder).sort()).toEqual([`${name}.md`, `${name}.trace.json`]);
      const replayed = await interlock(['replay', join(folder, `${name}.trace.json`)]);
      expect(replayed.code).toBe(0);
      expect(replayed.out).toContain('REPRODUCED  5 steps replayed on the real machines');
      expect(readFileSync(join(folder, `${name}.md`), 'utf8')).toContain('sequenceDiagram');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
