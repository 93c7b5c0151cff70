/**
 * The house has rooms, and imports go one way. This test reads every import of every source and, when
 * one goes the wrong way, prints the arrow it crossed and the rooms that may be imported instead.
 * The same table is in biome.json for the editor; the last test keeps the two in step.
 */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Rooms by folder, the deepest first, and the rooms each may import. Its own room is always allowed. */
const rooms: Readonly<Record<string, readonly string[]>> = {
  'models/compose': ['base'],
  'models/kit': ['base', 'models/compose'],
  'models/components': ['base', 'models/compose', 'models/kit'],
  'models/systems': [
    'base',
    'models/compose',
    'models/kit',
    'models/components',
    'properties/kinds',
    'properties/passthrough',
  ],
  'properties/kinds': ['base', 'models/compose'],
  'properties/passthrough': [
    'base',
    'properties/kinds',
    'models/compose',
    'models/kit',
    'models/components',
  ],
  explorer: ['base', 'models/compose'],
  counterexamples: [
    'base',
    'models/compose',
    'models/kit',
    'models/components',
    'models/systems',
    'properties/kinds',
    'properties/passthrough',
    'explorer',
  ],
  base: [],
};

/** Rooms that may import anything but each other; nothing but the two doors imports them. */
const outer = ['cli', 'conformance', 'bench', 'examples', 'scripts'];

/** Where XState may be used at run time. */
const xstateAtRunTime =
  /^(models\/(kit|components|systems)\/|explorer\/(compile\/xstate-v5\.ts|reference\/|testing\/)|counterexamples\/replay\/|examples\/|bench\/|conformance\/)/;
/** Where its types may be used besides. */
const xstateTypes = /^(models\/compose|explorer\/compile)\//;

interface Import {
  readonly file: string;
  readonly target: string;
  readonly typeOnly: boolean;
}

const isTest = (file: string): boolean => /\.test\.ts$|\/testing\//.test(file);

function sources(folder = ''): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (entry.isDirectory()) {
      return /^(node_modules|dist|out|testdata|\..*)$/.test(entry.name) ? [] : sources(path);
    }
    return path.endsWith('.ts') ? [path] : [];
  });
}

function textOf(file: string): string {
  return readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\//g, '');
}

const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(\{[^}]*\}|[\w*\s,{}]*?)?(?:\s*from\s*)?['"]([^'"\n]+)['"]|import\(\s*['"]([^'"]+)['"]/g;

function importsOf(file: string): readonly Import[] {
  return [...textOf(file).matchAll(statement)].map(([, type, names = '', from, dynamic]) => {
    const specifier = from ?? dynamic ?? '';
    const target = specifier.startsWith('.')
      ? relative(root, normalize(join(root, dirname(file), specifier)))
      : specifier;
    const named = names
      .replace(/[{}]/g, '')
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    const allTypes = named.length > 0 && named.every((name) => name.startsWith('type '));
    return { file, target, typeOnly: type !== undefined || allTypes };
  });
}

function roomOf(path: string): string | undefined {
  return [...Object.keys(rooms), ...outer].find((room) => path.startsWith(`${room}/`));
}

/** The sentence for an import that crosses an arrow; undefined for one that may be. */
function crossing({ file, target }: Import): string | undefined {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (from === undefined || to === undefined || from === to || isTest(file)) return undefined;
  const allowed = outer.includes(from) ? Object.keys(rooms) : rooms[from];
  if (from !== 'scripts' && outer.includes(from) && to === 'cli' && from !== 'examples')
    return undefined;
  if (allowed?.includes(to) === true) return undefined;
  return `${file} imports ${target}: ${from} -> ${to} is no arrow. ${from} may import: ${allowed?.join(', ') || 'nothing'}.`;
}

const files = sources();
const imports = files.flatMap(importsOf);

describe('the house', () => {
  test('is read at all', () => {
    expect(imports.length).toBeGreaterThan(100);
    expect(imports).toContainEqual({
      file: 'explorer/compile/link.ts',
      target: 'xstate',
      typeOnly: true,
    });
  });

  test('has imports in one direction only', () => {
    expect(imports.flatMap((i) => crossing(i) ?? [])).toEqual([]);
  });

  test('would notice a wrong one', () => {
    const wrong = { file: 'explorer/x.ts', target: 'models/systems/index.ts', typeOnly: true };
    expect(crossing(wrong)).toBe(
      'explorer/x.ts imports models/systems/index.ts: explorer -> models/systems is no arrow. explorer may import: base, models/compose.',
    );
  });

  test('uses XState only where machines are written, tabulated or replayed', () => {
    const wrong = imports
      .filter(({ target }) => /^xstate(\/|$)/.test(target))
      .filter(({ file, typeOnly }) => {
        if (xstateAtRunTime.test(file) || isTest(file)) return false;
        return !(typeOnly && xstateTypes.test(file));
      })
      .map(({ file, typeOnly }) => `${file} imports ${typeOnly ? 'types of ' : ''}xstate`);
    expect(wrong).toEqual([]);
  });

  test('has effects only outside', () => {
    const effect =
      /\b(process\.|console\.|Date\.now|new Date\(|performance\.)|from 'node:(fs|process|child_process|os)/;
    const wrong = files
      .filter((file) => roomOf(file) !== undefined && !outer.includes(roomOf(file) ?? ''))
      .filter((file) => !isTest(file) && !/explorer\/compile\/purity\.ts$/.test(file))
      .filter((file) =>
        effect.test(
          textOf(file).replace(/\/\/.*$|'[^'\n]*'|`[^`]*`/gm, (t) =>
            t.includes('node:') ? t : '',
          ),
        ),
      );
    expect(wrong).toEqual([]);
  });

  test('has an engine that knows nothing of PCI', () => {
    const word = /(?<![a-z])(bdf|iommu|vfio|vpci|pdev|pci)(?![a-z])/i;
    const wrong = files
      .filter((file) => file.startsWith('explorer/') && !isTest(file))
      .filter((file) => word.test(readFileSync(join(root, file), 'utf8')));
    expect(wrong).toEqual([]);
  });

  test('has a kernel for certificates that shares nothing with the engines', () => {
    const kernel = 'explorer/certificate/kernel/';
    const shared = ['explorer/system.ts', 'explorer/fingerprint.ts', 'node:crypto'];
    const foreign = imports
      .filter(({ file, target }) => file.startsWith(kernel) && !target.startsWith(kernel))
      .map(({ target }) => target);
    expect([...new Set(foreign)].sort()).toEqual([...shared].sort());
    const fingerprint = imports.filter(({ file }) => file === 'explorer/fingerprint.ts');
    const behind = fingerprint.map(({ target }) => target);
    expect(behind).toEqual(['node:crypto', 'base/errors.ts', 'explorer/system.ts']);
    expect(imports.filter(({ file }) => file === 'explorer/system.ts')).toEqual([]);
  });

  test('has a kernel for certificates of less than 300 lines', () => {
    const kernel = files.filter((file) => file.startsWith('explorer/certificate/kernel/'));
    expect(kernel.length).toBeGreaterThan(0);
    const lines = kernel.flatMap((file) => textOf(file).split('\n'));
    expect(lines.filter((line) => !/^\s*(\/\/.*)?$/.test(line)).length).toBeLessThan(300);
  });

  test('has the same rules in biome.json', () => {
    const { overrides } = JSON.parse(readFileSync(join(root, 'biome.json'), 'utf8')) as {
      overrides: readonly {
        includes: readonly string[];
        linter: { rules: { style?: { noRestrictedImports?: unknown } } };
      }[];
    };
    const guarded = overrides
      .filter(({ linter }) => linter.rules.style?.noRestrictedImports !== undefined)
      .map(({ includes }) => includes[0]?.replace('/**', ''));
    expect(guarded.sort()).toEqual(Object.keys(rooms).sort());
  });
});
