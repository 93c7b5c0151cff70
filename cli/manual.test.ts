import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { errorsPage } from './errors-page.ts';
import { interlock, normalised, root } from './testing/spawn.ts';

const page = (path: string): string => readFileSync(join(root, path), 'utf8');

describe('docs/check-your-own.md', () => {
  const manual = page('docs/check-your-own.md');
  let folder = '';

  /** Files of the manual: code blocks that begin with their name. */
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'interlock-manual-'));
    for (const [, name = '', text = ''] of manual.matchAll(/```ts\n\/\/ (\S+)\n([\s\S]*?)```/g)) {
      writeFileSync(join(folder, name), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('shows what is shown', async () => {
    const { code, out } = await interlock(['check', 'office.system.ts'], {
      cwd: folder,
      env: { COLUMNS: '90' },
    });
    expect(code).toBe(1);
    const excerpt = manual.slice(manual.indexOf('    VIOLATED  ONE-AT-A-TIME'));
    for (const line of excerpt.slice(0, excerpt.indexOf('`NO-DEADLOCK`')).trimEnd().split('\n')) {
      expect(out).toContain(line.replace(/^ {4}/, ''));
    }
  });

  test('repairs what is broken', async () => {
    const [, fixed = ''] = /```ts\n( {4}jammed: \{[\s\S]*?)```/.exec(manual) ?? [];
    const [, step = ''] =
      /```ts\n( {4}system\.step\(\{ name: `\$\{actor\}: clears[\s\S]*?)```/.exec(manual) ?? [];
    const edit = (name: string, change: (text: string) => string): void => {
      const path = join(folder, name);
      const before = readFileSync(path, 'utf8');
      const after = change(before);
      expect(after).not.toBe(before);
      writeFileSync(path, after);
    };
    edit('printer.ts', (text) =>
      text
        .replace("{ type: 'FIX' }", "{ type: 'FIX'; by: string }")
        .replace("    jammed: { on: { FIX: 'ready' } },\n", fixed),
    );
    edit('office.system.ts', (text) =>
      text
        .replace(/^.*janitor: fixes it.*\n/m, '')
        .replace(/^.*: finishes`.*\n/m, (line) => line + step),
    );
    const { code, out } = await interlock(['check', 'office.system.ts'], { cwd: folder });
    expect(out).toContain('2 of 2 properties hold');
    expect(code).toBe(0);
  });
});

describe('docs/errors.md', () => {
  test('has every code', () => {
    expect(page('docs/errors.md')).toBe(errorsPage());
  });
});

describe('README.md', () => {
  test('names every command and only those', async () => {
    const { out } = await interlock(['--help']);
    const commands = [...out.matchAll(/^ {2}([\w-]+) \[/gm)].map(([, name]) => name);
    const named = [...page('README.md').matchAll(/^\| `interlock ([\w-]+)/gm)].map(
      ([, name]) => name,
    );
    expect(named.sort()).toEqual(commands.sort());
  });

  test('shows which engine answered', async () => {
    const { out } = await interlock(['check', 'trial', '--set', 'vcpus=8', '--set', 'pages=20']);
    const [, section = ''] = /^## Engines$([\s\S]*?)^- /m.exec(page('README.md')) ?? [];
    const shown = section.split('\n').filter((line) => /^ {4}[^$]/.test(line));
    expect(shown).toHaveLength(8);
    for (const line of shown) expect(normalised(out)).toContain(normalised(line.slice(4)));
  });

  test('shows what is shown', async () => {
    const { out } = await interlock(['check', 'trial', '--set', 'fault=true']);
    const readme = page('README.md');
    const excerpt = readme.slice(readme.indexOf('    VIOLATED  NO-USE-AFTER-FREE'));
    for (const line of excerpt.slice(0, excerpt.indexOf('Each line')).trimEnd().split('\n')) {
      expect(out).toContain(line.replace(/^ {4}/, ''));
    }
  });
});
