/**
 * A Vitest matcher: `await expect(system).toSatisfy('NO-DEADLOCK')`.
 *
 * Import it once per test file, or in a set-up file. It takes the name of a property of the system, a
 * property made on the spot, or `'all properties'`. A failure shows the shortest run that violates
 * the property.
 */

import { expect } from 'vitest';
import { type CheckReport, check } from './cli/check.ts';
import { failureText } from './cli/reporters/failure-text.ts';
import { plainLayout } from './cli/terminal.ts';
import type { Family, Property, SystemDefinition } from './models/compose/index.ts';

/** What `toSatisfy` is asked. */
export type Satisfied = 'all properties' | (string & {}) | Property;

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: Vitest declares the interface like this.
  interface Assertion<T = any> {
    /**
     * Checks a system, or a family at its default parameters, with the explicit engine and, where it
     * is large, the symbolic one. Await it. A vacuous or inconclusive verdict does not satisfy
     * anything.
     */
    toSatisfy(property: Satisfied): Promise<void>;
    /** Vitest's own: the predicate is true of the value. */
    toSatisfy<E>(matcher: (value: E) => boolean, message?: string): void;
  }
}

const WIDTH = 100;

type Subject = SystemDefinition | Family;
type Predicate = (value: unknown) => boolean;

expect.extend({
  toSatisfy(received: unknown, asked: Satisfied | Predicate, message?: string) {
    if (typeof asked !== 'function') return judged(received as Subject, asked);
    const told = message ?? `expected ${this.utils.stringify(received)} to satisfy the predicate`;
    return { pass: asked(received), message: () => told };
  },
});

async function judged(
  received: Subject,
  asked: Satisfied,
): Promise<{ pass: boolean; message: () => string }> {
  const report = await verdictOn(received, asked);
  const failed = report.findings.filter(({ result }) => result.verdict !== 'holds');
  const names = report.findings.map(({ property }) => property.name).join(', ');
  const satisfied = names === '' ? 'has no property that it could satisfy' : `satisfies ${names}`;
  return {
    pass: failed.length === 0 && names !== '',
    message: () =>
      failed.length === 0
        ? `system ${report.system.name} ${satisfied}`
        : failureText(report.system.name, failed, plainLayout(WIDTH)),
  };
}

function verdictOn(received: Subject, asked: Satisfied): Promise<CheckReport> {
  if (asked === 'all properties') return check(received);
  if (typeof asked === 'string') return check(received, { properties: [asked] });
  const system = received.kind === 'family' ? received.instantiate() : received;
  return check({ ...system, properties: [asked] });
}
