/**
 * Module hooks for files that are checked from anywhere: `interlock` and `xstate` are found even where
 * they are not installed, and a .ts file is an ES module whatever the nearest package.json says.
 *
 * Runs on Node's hook thread, in front of tsx.
 */

interface Context {
  readonly parentURL?: string;
}

interface Resolved {
  readonly url: string;
  readonly format?: string | null;
}

type Next = (specifier: string, context?: Context) => Promise<Resolved>;

/** A .ts file that tsx would run as CommonJS; for its imports tsx adds a query to the path. */
const commonJs = /^(file:[^?]*?\.ts)(?:%3Ftsx-commonjs.*)?(?:\?.*)?$/;

const ours = /^(interlock|xstate)(\/|$)/;

/** Node's resolve hook. */
export async function resolve(specifier: string, context: Context, next: Next): Promise<Resolved> {
  const resolved = await next(specifier, context).catch((error: unknown) => {
    if (!ours.test(specifier)) throw error;
    return next(specifier, { ...context, parentURL: import.meta.url });
  });
  if (resolved.format !== 'commonjs') return resolved;
  const [, url] = commonJs.exec(resolved.url) ?? [];
  return url === undefined ? resolved : { ...resolved, url, format: 'module' };
}
