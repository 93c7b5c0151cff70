/** The engines' public door: link a system, search it, read the verdict. */

export { type Certified, certify } from './certificate/certify.ts';
export { type Finding, type Findings, verify } from './certificate/kernel/verify.kernel.ts';
export { type CertificateHeader, FORMAT as CERTIFICATE_FORMAT } from './certificate/text.ts';
export { link } from './compile/link.ts';
export { describe, eventText } from './compile/tabulate.ts';
export { truth, value } from './compile/tabulated.ts';
export { faultsTaken, neverEnabled, neverVisited } from './coverage.ts';
export {
  type Answer,
  type AutoOptions,
  type AutoTuning,
  auto,
  type EnginesProgress,
  type Reason,
} from './engines/auto.ts';
export { slotsInOrder } from './engines/given-order.ts';
export { AUT_STATES_MAX, aut } from './export/aut.ts';
export { murphi } from './export/murphi.ts';
export { assertedBy, promela } from './export/promela.ts';
export { tla, tlaConfiguration, tlaModule } from './export/tla.ts';
export { fingerprint } from './fingerprint.ts';
export {
  judgeRuns,
  type RunsResult,
  runProperties,
  searchResultOf,
  undecided,
} from './liveness/judge.ts';
export type { RunOptions, RunsProgress } from './liveness/pace.ts';
export { isStutterInvariant } from './liveness/stuttering.ts';
export {
  type FoundWalk,
  type RandomOptions,
  type RandomResult,
  randomWalks,
  ruleOfThree,
} from './random/random.ts';
export type { ReferenceProperty } from './reference/judge.ts';
export { keyOf as stateKey } from './reference/key.ts';
export { type ReferenceResult, referenceCheck } from './reference/reference.ts';
export {
  type Comparison,
  compareTraces,
  type OnlyHere,
  type Shown,
} from './refinement/compare.ts';
export { judgeRefinements } from './refinement/judge.ts';
export { allowedBy, type Refinement, refines } from './refinement/refine.ts';
export { breadthFirst } from './search/breadth-first.ts';
export { layOut } from './search/layout.kernel.ts';
export { type KeptStanding, once, type Pieces, type Snapshot } from './search/snapshot.ts';
export { START_WORKERS_AFTER, type Tuning } from './search/tuning.ts';
export { type StoreKind, storeKinds } from './store/store.ts';
export type { Order } from './symbolic/order.ts';
export type { SymbolicProgress } from './symbolic/slices.ts';
export { type SymbolicOptions, type SymbolicResult, symbolic } from './symbolic/symbolic.ts';
export type {
  LinkedExpression,
  LinkedProperty,
  LinkedStep,
  LinkedSystem,
  LinkedWaitCycle,
  Slot,
} from './system.ts';
export type {
  Coverage,
  LimitReached,
  Limits,
  PartialOrderUsed,
  Progress,
  PropertyResult,
  PropertyVerdict,
  Reduction,
  SearchOptions,
  SearchResult,
  SymmetryUsed,
} from './verdict.ts';
