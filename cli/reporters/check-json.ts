/** The report of a check, for programs: the object that `--json` prints. */

import {
  isStutterInvariant,
  type LinkedSystem,
  type RandomResult,
  ruleOfThree,
  type SymbolicResult,
} from '../../explorer/index.ts';
import type { Temporal } from '../../models/compose/index.ts';
import type { CheckReport, Finding } from '../check.ts';
import type { KeptSearch } from '../checkpoint/keeper.ts';
import type { Known } from '../known-as.ts';
import { unseenOf } from './coverage.ts';
import { namesOf } from './engine-text.ts';
import { reductionsUsed, representedBy } from './reductions.ts';
import { headlineOf } from './verdicts.ts';

/** What the object says besides the result. */
export interface JsonOptions {
  readonly version: string;
  readonly seed: number;
  readonly known: Known;
  /** Where the search went on from. */
  readonly resumed: KeptSearch | null;
  /** Where it was saved when it was stopped, and the command that goes on with it. */
  readonly checkpoint: (KeptSearch & { readonly bytes: number; readonly next: string }) | null;
}

/** The object. Counts are decimal strings, since they can pass 2^53. */
export function checkJson(
  { system, linked, result, random, symbolic, choice, findings, workers, seconds }: CheckReport,
  { version, seed, known, resumed, checkpoint }: JsonOptions,
): Readonly<Record<string, unknown>> {
  const { steps, neverEnabled, localStates, neverVisited, faults } = unseenOf(
    linked,
    result.coverage,
  );
  return {
    interlock: version,
    system: system.name,
    parameters: system.parameters,
    seed,
    engine: result.engine,
    choice: choice === null ? null : { ...choice, statesVisited: String(choice.statesVisited) },
    reductions: reductionsUsed(result),
    workers,
    states: String(result.states),
    represented: representedBy(result),
    transitions: String(result.transitions),
    depth: result.depth,
    deadlocks: numberOrText(result.deadlocks),
    seconds: Number(seconds.toFixed(3)),
    memoryBytesMax: result.memoryBytesMax,
    complete: result.complete,
    limit: result.limit,
    resumed: keptJson(resumed),
    checkpoint: keptJson(checkpoint),
    verdict: verdictOf(result),
    properties: findings.map((finding) => propertyJson(finding, known)),
    notAsked: system.notAsked,
    assumptions: system.assumptions ?? [],
    coverage: { steps, neverEnabled, localStates, neverVisited, faults },
    ...(random === null ? {} : { random: randomJson(random) }),
    ...(symbolic === null ? {} : { symbolic: symbolicJson(symbolic, linked) }),
  };
}

/** A number, as this field has always been; a decimal string where it is past 2^53. */
function numberOrText(n: bigint): number | string {
  return n <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(n) : String(n);
}

/** Components from the lowest level of the diagram up. */
function symbolicJson(
  { nodes, nodesMax, order }: SymbolicResult,
  { slots }: LinkedSystem,
): Readonly<Record<string, unknown>> {
  const used = order && { name: order.name, ...namesOf(order, slots) };
  return { nodes, nodesMax, order: used };
}

function keptJson(kept: KeptSearch | null): Readonly<Record<string, unknown>> | null {
  return kept === null ? null : { ...kept, states: String(kept.states) };
}

/** A vacuous pass counts as a violation here, as it does in the exit code. */
function verdictOf(result: CheckReport['result']): 'holds' | 'violated' | 'inconclusive' {
  const verdicts = result.properties.map(({ verdict }) => verdict);
  if (verdicts.includes('violated') || verdicts.includes('vacuous')) return 'violated';
  return headlineOf(result) === 'HOLDS' ? 'holds' : 'inconclusive';
}

function randomJson(random: RandomResult): Readonly<Record<string, unknown>> {
  const { walks, lengthMax, stepsTaken, found } = random;
  return { walks, lengthMax, stepsTaken, failsAtMost: ruleOfThree(walks), found };
}

function fairnessJson(fairness: Temporal['fairness']) {
  return fairness.map(({ kind, label, why = null }) => ({ kind, label, why }));
}

/** Where the loop begins, and whether it is known that none is shorter after as short a stem. */
function lassoJson(trace: Finding['trace'], { isLoopShortest = true }: Finding['result']) {
  return trace?.lasso ? { ...trace.lasso, isShortest: isLoopShortest } : null;
}

function propertyJson(
  { property, result, trace }: Finding,
  known: Known,
): Readonly<Record<string, unknown>> {
  return {
    name: property.name,
    kind: property.kind,
    statement: property.statement,
    verdict: result.verdict,
    companion: result.companion,
    limit: result.limit,
    trace: trace?.steps ?? null,
    lasso: lassoJson(trace, result),
    ...(property.kind === 'noLivelock' ? { livelock: result.livelock ?? null } : {}),
    ...(property.kind === 'refines'
      ? { refusal: result.refusal ?? null, divergence: result.divergence ?? null }
      : {}),
    ...(property.kind === 'temporal'
      ? {
          fairness: fairnessJson(property.fairness),
          ruledOutBy: result.ruledOutBy ?? null,
          stutterInvariant: isStutterInvariant(property.formula),
        }
      : {}),
    knownAs: (known.get(property.name) ?? []).map(({ id }) => id),
  };
}
