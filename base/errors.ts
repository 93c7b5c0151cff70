/**
 * The three things that can go wrong, and how each is told.
 *
 * - `UsageError`: the arguments or the configuration are wrong (exit code 2).
 * - `ModelError`: a machine, step or property is outside what Interlock can check (exit code 3).
 * - `DefectError`: an assumption of ours is broken (exit code 70).
 *
 * A limit that was reached is none of these: it is part of a verdict.
 *
 * Messages say, in this order: what was being done, to which named thing, what was found, what is
 * allowed, and what to do next.
 */

/** What the user of a message needs besides its text. */
export interface ErrorDetails {
  /** What to do next, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

abstract class InterlockError extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, details: ErrorDetails = {}) {
    super(message, details.cause === undefined ? {} : { cause: details.cause });
    this.code = code;
    this.hint = details.hint;
  }

  /** The message as people see it: code, text, and the hint on a line of its own. */
  get text(): string {
    return `${this.code}: ${this.message}${this.hint === undefined ? '' : `\n  ${this.hint}`}`;
  }
}

/** Codes of errors in arguments and configuration. */
export const usageCodes = {
  'USAGE-SYSTEM': 'no system of that name and no such file',
  'USAGE-PARAMETER': 'no parameter of that name',
  'USAGE-VALUE': 'a value outside the range of its parameter',
  'USAGE-PROPERTY': 'no property of that name',
  'USAGE-ENGINE': 'no engine of that name',
  'USAGE-ORDER': 'an order that does not name every component of the system once',
  'USAGE-FORMAT': 'no format of that name',
  'USAGE-OPTION': 'an option that is unknown, misplaced or malformed',
  'USAGE-ENTRY': 'no catalogue entry of that name',
  'USAGE-FILE': 'a file that cannot be read or does not hold what was expected',
  'USAGE-BASELINE': 'a stored verdict table that is damaged or of another version',
  'USAGE-CHECKPOINT': 'a checkpoint that is damaged or belongs to another search',
  'USAGE-CERTIFICATE': 'a certificate that cannot be read or belongs to another system',
  'USAGE-TRACE': 'a trace that is malformed or belongs to another system',
} as const;

/** Codes of errors in machines, systems and properties. */
export const modelCodes = {
  'MODEL-LOAD': 'the file cannot be loaded',
  'MODEL-EXPORT': 'the file has no default export that is a system or a family',
  'MODEL-STEP': 'a step is declared twice or is malformed',
  'MODEL-COMPONENT': 'a component is declared twice or belongs to another system',
  'MODEL-PROPERTY': 'a property is declared twice or is malformed',
  'MODEL-EVENT': 'a step sends an event its component never accepts',
  'MODEL-DEAD-STEP': 'a step that can never be taken',
  'MODEL-UNBOUNDED': 'a context that grows without bound',
  'MODEL-IMPURE': 'a guard or an action whose result is not determined by state and event',
  'MODEL-MUTATION': 'an action that changes the context it was given',
  'MODEL-GUARD': 'a guard that does not return true or false',
  'MODEL-CONTEXT': 'a context value that cannot be compared',
  'MODEL-ACTOR': 'invoked or spawned actors, or messages to actors',
  'MODEL-TIME': 'a delay that no step drives',
  'MODEL-EXCEPTION': 'a guard, an action or a predicate threw',
  'MODEL-LOOP': 'eventless transitions or raised events that never come to rest',
  'MODEL-RELATION': 'a relation over too many combinations of values',
} as const;

export type UsageCode = keyof typeof usageCodes;
export type ModelCode = keyof typeof modelCodes;

/** The arguments or the configuration are wrong. */
export class UsageError extends InterlockError {
  override readonly name = 'UsageError';
  constructor(code: UsageCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** A machine, a step or a property is outside the contract. */
export class ModelError extends InterlockError {
  override readonly name = 'ModelError';
  constructor(code: ModelCode, message: string, details?: ErrorDetails) {
    super(code, message, details);
  }
}

/** An assumption of ours is broken: a defect of Interlock, never the user's fault. */
export class DefectError extends Error {
  override readonly name = 'DefectError';
}

/** Throws a {@link DefectError} when `condition` does not hold. */
export function assert(condition: boolean, message: string): asserts condition {
  if (!condition) throw new DefectError(message);
}

/** For the last branch of a switch that must be exhaustive. */
export function unreachable(value: never): never {
  throw new DefectError(`reached a case that should not exist: ${JSON.stringify(value)}`);
}

/** The text of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
