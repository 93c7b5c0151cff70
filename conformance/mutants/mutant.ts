/** A fault to be planted in a source file. */
export interface Mutant {
  /** Different from all others: by it the fault is chosen. */
  readonly name: string;
  /** From the root of the repository. */
  readonly file: string;
  /** Occurs exactly once in the file. */
  readonly find: string;
  readonly replace: string;
  /** Test files that must notice it. */
  readonly tests: readonly string[];
  /** The beginning of the name of the test that notices it, where those before it take long. */
  readonly by?: string;
}
