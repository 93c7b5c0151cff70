import {
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Pieces, Snapshot } from '../../explorer/index.ts';
import type { Identity } from './header.ts';
import { readCheckpoint } from './read.ts';
import { writeCheckpoint } from './write.ts';

let folder = '';
let path = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'interlock-checkpoint-'));
  path = join(folder, 'search.checkpoint');
});
afterAll(() => rmSync(folder, { recursive: true }));

function identityWith(wordCount: number, properties: number): Identity {
  return {
    interlock: '0.0.0',
    system: 'made-up',
    parameters: { size: 3, words: ['a', 'b'], on: true, name: 'x' },
    properties: Array.from({ length: properties }, (_, p) => `P-${p}`),
    reductions: [],
    fingerprint: '00',
    packing: [[wordCount - 1, 0, 2 ** 32 - 1]],
  };
}

const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });

function piecesWith(wordCount: number): fc.Arbitrary<Pieces> {
  const state = fc.array(int32, { minLength: wordCount, maxLength: wordCount });
  const piece = fc.array(state, { maxLength: 6 }).map((states) => Int32Array.from(states.flat()));
  return fc.array(piece, { maxLength: 3 });
}

const bits = fc.array(fc.constantFrom(0, 1), { maxLength: 9 }).map((b) => Uint8Array.from(b));

function snapshotWith(wordCount: number, properties: number): fc.Arbitrary<Snapshot> {
  const pieces = piecesWith(wordCount);
  const target = fc.record({
    words: fc
      .array(int32, { minLength: wordCount, maxLength: wordCount })
      .map((words) => Int32Array.from(words)),
    step: fc.option(fc.nat()),
  });
  const standing = fc.record({
    depth: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.nat()),
    met: fc.boolean(),
    targets: fc.array(target, { maxLength: 4 }),
  });
  return fc.record({
    expanded: fc.array(pieces, { maxLength: 4 }),
    open: pieces,
    found: pieces,
    transitions: fc.maxSafeNat(),
    isReduced: fc.boolean(),
    partialOrder: fc.option(
      fc.record({
        sought: fc.option(fc.array(fc.record({ evidence: fc.boolean(), companion: fc.boolean() }))),
        isDecided: fc.boolean(),
        used: fc.record({
          since: fc.option(fc.nat()),
          share: fc.option(fc.constantFrom(0.25, 2 / 3, 1)),
          refused: fc.option(fc.string()),
        }),
      }),
    ),
    seen: fc.record({
      terminal: fc.nat(),
      deadlocks: fc.nat(),
      coverage: fc.record({ steps: bits, localStates: fc.array(bits, { maxLength: 3 }) }),
    }),
    standings: fc.array(standing, { minLength: properties, maxLength: properties }),
  });
}

/** The same snapshot whichever way its words are cut into pieces. */
function uncut(snapshot: Snapshot) {
  const whole = (pieces: Pieces): readonly number[] => pieces.flatMap((piece) => [...piece]);
  const { expanded, open, found, ...rest } = snapshot;
  return { ...rest, expanded: expanded.map(whole), open: whole(open), found: whole(found) };
}

describe('a snapshot that was written', () => {
  test('is read as it was, whatever its shape; the same one gives the same bytes', async () => {
    const shape = fc
      .tuple(fc.integer({ min: 1, max: 5 }), fc.nat(3))
      .chain(([words, properties]) =>
        fc.tuple(fc.constant(identityWith(words, properties)), snapshotWith(words, properties)),
      );
    await fc.assert(
      fc.asyncProperty(shape, async ([identity, snapshot]) => {
        const { bytes } = await writeCheckpoint(path, identity, snapshot);
        const written = readFileSync(path);
        expect(written.length).toBe(bytes);
        const read = (await readCheckpoint(path, identity)).snapshot;
        expect(uncut(read)).toEqual(uncut(snapshot));
        await writeCheckpoint(path, identity, read);
        expect(readFileSync(path).equals(written)).toBe(true);
      }),
      { seed: 20261121, numRuns: 150 },
    );
    expect(readdirSync(folder)).toEqual(['search.checkpoint']);
  });

  test('may be larger than what is read and written at once, and end in the midst of it', async () => {
    const wordCount = 3;
    const counted = (states: number, from: number): Int32Array =>
      Int32Array.from({ length: states * wordCount }, (_, i) => Math.imul(i + from, 0x9e3779b1));
    const snapshot: Snapshot = {
      expanded: [[counted(1, 1)], [counted(200_000, 2), counted(7, 3)], [counted(200_000, 4)]],
      open: [counted(55_555, 5)],
      found: [counted(1, 6)],
      transitions: 7,
      isReduced: false,
      partialOrder: null,
      seen: { terminal: 0, deadlocks: 0, coverage: { steps: new Uint8Array(3), localStates: [] } },
      standings: [],
    };
    await writeCheckpoint(path, identityWith(wordCount, 0), snapshot);
    const read = (await readCheckpoint(path, identityWith(wordCount, 0))).snapshot;
    const joined = ({ expanded, open, found }: Snapshot): Buffer =>
      Buffer.concat(
        [...expanded, open, found].flat().map((piece) => new Uint8Array(piece.slice().buffer)),
      );
    expect(joined(read).equals(joined(snapshot))).toBe(true);
    expect(read.expanded.map((pieces) => pieces.reduce((n, p) => n + p.length / 3, 0))).toEqual([
      1, 200_007, 200_000,
    ]);
  });
});

describe('a checkpoint that is not what it should be', () => {
  const identity = identityWith(2, 1);
  const one: Snapshot = {
    expanded: [[Int32Array.of(0, 0)], [Int32Array.of(1, 2, 3, 4)]],
    open: [Int32Array.of(-1, 5)],
    found: [],
    transitions: 12,
    isReduced: false,
    partialOrder: null,
    seen: {
      terminal: 1,
      deadlocks: 1,
      coverage: { steps: Uint8Array.of(1, 0), localStates: [Uint8Array.of(1, 1)] },
    },
    standings: [{ depth: 1, met: true, targets: [{ words: Int32Array.of(1, 2), step: 3 }] }],
  };
  const damaged = (): string => join(folder, 'damaged');
  let bytes = Buffer.alloc(0);
  beforeAll(async () => {
    await writeCheckpoint(path, identity, one);
    bytes = readFileSync(path);
    copyFileSync(path, damaged());
  });

  const refusal = async (content: Uint8Array, wanted = identity): Promise<string> => {
    writeFileSync(damaged(), content);
    return refused(damaged(), wanted);
  };
  const refused = async (file: string, wanted = identity): Promise<string> => {
    const error = await readCheckpoint(file, wanted).then(
      () => null,
      (thrown: { code: string; text: string }) => thrown,
    );
    return error?.text.replaceAll(folder, '<folder>') ?? 'was read';
  };

  test('is refused when it ends at any earlier byte, or later', async () => {
    for (let length = 0; length < bytes.length; length++) {
      const told = await refusal(bytes.subarray(0, length));
      expect(told, `after ${length} bytes`).toMatch(
        /^USAGE-CHECKPOINT: .* is (damaged: it (is empty|ends)|no checkpoint of a search)/,
      );
    }
    expect(await refusal(Buffer.concat([bytes, Buffer.of(0)]))).toMatch(/damaged: it has/);
  });

  test('is refused with any bit of any byte flipped', async () => {
    for (let at = 0; at < bytes.length; at++) {
      const flipped = Buffer.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8));
      expect(await refusal(flipped), `byte ${at}`).toMatch(/^USAGE-CHECKPOINT: /);
    }
  });

  test('is refused when it is of another search, and says of which', async () => {
    const of = async (other: Partial<Identity>): Promise<string> =>
      refusal(bytes, { ...identity, ...other });
    expect({
      system: await of({ system: 'another', fingerprint: '01' }),
      parameters: await of({ parameters: { ...identity.parameters, size: 4 }, fingerprint: '01' }),
      family: await of({ parameters: { size: 3 }, fingerprint: '01' }),
      properties: await of({ properties: ['P-0', 'P-1'], fingerprint: '01' }),
      reductions: await of({ reductions: ['partial-order'] }),
      version: await of({ interlock: '0.0.1' }),
      packing: await of({ packing: [[1, 1, 2]] }),
      revision: await of({ fingerprint: '01' }),
    }).toMatchInlineSnapshot(`
      {
        "family": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it is of other parameters: words was a,b and is not a parameter; on was true and is not a parameter; name was x and is not a parameter
        The family has changed since: start anew without --resume.",
        "packing": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: its states are packed in another way
        Go on with the Interlock that wrote it, or start anew without --resume.",
        "parameters": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it is of other parameters: size was 3 and is 4
        Give --set size=3, or start anew without --resume.",
        "properties": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it is of other properties: P-0; now asked: P-0, P-1
        Ask for the same (--property P-0; none for all), or start anew without --resume.",
        "reductions": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it was made with other reductions: none; now asked: partial-order
        Ask for the same, or start anew without --resume.",
        "revision": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it is of another revision of the model: its machines, steps or properties were changed since
        Go back to the revision it was made with, or start anew without --resume.",
        "system": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it is of system made-up, not of another
        Check made-up, or start anew without --resume.",
        "version": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it was written by Interlock 0.0.0, and this is 0.0.1
        Go on with the Interlock that wrote it, or start anew without --resume.",
      }
    `);
  });

  test('is refused when it is of another format, or of none', async () => {
    const text = bytes.toString('latin1').replace('checkpoint 1', 'checkpoint 2');
    expect({
      format: await refusal(Buffer.from(text, 'latin1')),
      empty: await refusal(Buffer.alloc(0)),
      other: await refusal(Buffer.from('{"version": 1}\n')),
      folder: await refused(folder),
      missing: await refused(join(folder, 'missing')),
    }).toMatchInlineSnapshot(`
      {
        "empty": "USAGE-CHECKPOINT: <folder>/damaged is damaged: it is empty
        Go on from an intact copy, or start anew without --resume.",
        "folder": "USAGE-FILE: cannot read <folder>: it is a folder",
        "format": "USAGE-CHECKPOINT: cannot go on from <folder>/damaged: it has version 2 of the format, and only version 1 can be read
        Go on with the Interlock that wrote it, or start anew without --resume.",
        "missing": "USAGE-FILE: cannot read <folder>/missing: there is no such file",
        "other": "USAGE-CHECKPOINT: <folder>/damaged is no checkpoint of a search
        Give --resume a file that an earlier check wrote with --checkpoint.",
      }
    `);
  });

  test('is refused when the search may not take the memory for its states', async () => {
    await expect(readCheckpoint(path, identity, 31)).rejects.toThrow(/4 states take .* may take/);
    await expect(readCheckpoint(path, identity, 32)).resolves.toBeDefined();
  });
});
