/** Interlock as a library: declare systems of XState machines and check them. */

export { ModelError, UsageError } from './base/errors.ts';
export { type CheckOptions, type CheckReport, check, type Finding } from './cli/check.ts';
export * from './models/compose/index.ts';
export * from './properties/kinds/index.ts';
