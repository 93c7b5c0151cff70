/** JavaScript that is made while a search runs, for the one system it searches. */

let made = 0;

/**
 * The value of a function body whose free names are the given ones. Null where the process may not
 * make code from strings.
 *
 * V8 keeps one piece of optimised code for equal texts, and slows down when it is used with different
 * arrays: every text begins with a line of its own.
 */
export function makeCode<T>(names: Readonly<Record<string, unknown>>, body: string): T | null {
  try {
    const make = new Function(...Object.keys(names), `// ${++made}\n'use strict';\n${body}`);
    return make(...Object.values(names)) as T;
  } catch (error) {
    if (error instanceof EvalError) return null;
    throw error;
  }
}

/** `0 .. size - 1`. */
export function range(size: number): number[] {
  return Array.from({ length: size }, (_, i) => i);
}
