/** Counterexamples' public door: name a search's evidence, replay it, explain it, show it. */

export {
  type CatalogueEntry,
  type Confidence,
  type Configuration,
  type DefectEntry,
  type DesignEntry,
  lengthText,
} from './catalogue.ts';
export { catalogue } from './corpus/index.ts';
export type { Fact } from './explain/facts.ts';
export type { Encounter, LastStep, StepReference } from './explain/last-step.ts';
export {
  type BlockedActor,
  type BlockedStep,
  type CycleEdge,
  type Explanation,
  explain,
} from './explain.ts';
export { knownAs } from './known-as.ts';
export { type LanesOptions, renderLanes } from './render/lanes.ts';
export { renderMarkdown } from './render/markdown.ts';
export type { Colors } from './render/text.ts';
export { type Mismatch, type Replay, type Reproduced, replay } from './replay/replay.ts';
export { shownBy } from './replay/shown.ts';
export {
  parseTrace,
  type Run,
  runOf,
  TRACE_VERSION,
  type Trace,
  type TraceStep,
  traceOf,
} from './trace.ts';
