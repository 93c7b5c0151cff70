/**
 * Module hooks for files that are checked from anywhere: `interlock` and `xstate` are found even where
 * they are not installed, and a TypeScript file that no package claims is an ES module.
 *
 * Runs on Node's hook thread, in front of tsx.
 */

import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

interface Context {
  readonly parentURL?: string;
}

interface Resolved {
  readonly url: string;
  readonly format?: string | null;
}

type Next = (specifier: string, context?: Context) => Promise<Resolved>;

const ours = /^(interlock|xstate)(\/|$)/;

/** Node's resolve hook. */
export async function resolve(specifier: string, context: Context, next: Next): Promise<Resolved> {
  const resolved = await next(specifier, context).catch((error: unknown) => {
    if (!ours.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: import.meta.url });
  });
  const orphan = resolved.format === 'commonjs' && /\.ts$/.test(new URL(resolved.url).pathname);
  return orphan && !isDeclaredCommonJs(resolved.url) ? { ...resolved, format: 'module' } : resolved;
}

/** Whether the nearest package.json says that .ts files are CommonJS. */
function isDeclaredCommonJs(url: string): boolean {
  let folder = dirname(fileURLToPath(url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file)) {
      const { type } = JSON.parse(readFileSync(file, 'utf8')) as { readonly type?: string };
      return type === 'commonjs';
    }
    const parent = dirname(folder);
    if (parent === folder) return false;
    folder = parent;
  }
}
