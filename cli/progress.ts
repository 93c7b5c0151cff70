/** What is told while a search runs: one live line on a terminal, a plain line now and then elsewhere. */

import { grouped } from '../base/words.ts';
import type {
  EnginesProgress,
  Progress,
  RunsProgress,
  SymbolicProgress,
} from '../explorer/index.ts';
import { duration, mebibytes, rounded } from './units.ts';

const LIVE_EVERY_MS = 100;
const PLAIN_EVERY_MS = 10_000;
const CLEAR_LINE = '\r\u001b[2K';

/** What is known of the work on a system: of its engines, and then of its runs. */
export interface WorkProgress extends EnginesProgress {
  readonly runs?: RunsProgress;
}

/** Where progress is written. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly write: (text: string) => unknown;
}

/** A status line on a stream. */
export class StatusLine {
  readonly #stream: ProgressStream;
  readonly #now: () => number;
  #started: number;
  #about = '';
  /** States that were known before it started. */
  #inherited = 0;
  #trend = new Trend();
  #told: number;
  #live = false;

  constructor(stream: ProgressStream, now: () => number) {
    this.#stream = stream;
    this.#now = now;
    this.#started = now();
    this.#told = this.#started;
  }

  /** What follows is about something else, named in front of every line. */
  begin(about: string): void {
    this.#about = `${about}  `;
    this.#started = this.#now();
    this.#trend = new Trend();
  }

  /** So many states come from an earlier search: they say nothing of the speed of this one. */
  inherit(states: number): void {
    this.#inherited = states;
    this.#trend = new Trend(states);
  }

  /** Tells what is known, unless something was told a moment ago. */
  update({ explicit, symbolic, runs }: WorkProgress): void {
    if (runs !== undefined) {
      this.tell((elapsedMs) => runsText(runs, elapsedMs));
      return;
    }
    if (explicit === null) {
      this.tell((elapsedMs) => symbolicText(symbolic, elapsedMs));
      return;
    }
    this.#trend.note(explicit);
    this.tell((elapsedMs) => {
      const perSecond = ((explicit.states - this.#inherited) * 1000) / Math.max(1, elapsedMs);
      return explicitText(explicit, symbolic, elapsedMs, perSecond, this.#trend.text(perSecond));
    });
  }

  /** The same for any text. */
  tell(text: (elapsedMs: number) => string): void {
    const now = this.#now();
    const live = this.#stream.isTTY === true;
    if (now - this.#told < (live ? LIVE_EVERY_MS : PLAIN_EVERY_MS)) return;
    this.#told = now;
    const line = this.#about + text(now - this.#started);
    if (live) {
      this.#live = true;
      this.#stream.write(CLEAR_LINE + line.slice(0, (this.#stream.columns ?? 80) - 1));
    } else {
      this.#stream.write(`${line}\n`);
    }
  }

  /** Takes the live line away. */
  close(): void {
    if (this.#live) this.#stream.write(CLEAR_LINE);
    this.#live = false;
  }
}

/** What the phases of the work on runs count, of what. */
const phases: Readonly<Record<RunsProgress['phase'], readonly [does: string, what: string]>> = {
  graph: ['collecting the steps of all states', 'states'],
  answers: ['asking the states', 'states'],
  product: ['following the runs that violate it', 'pairs'],
  components: ['looking for fair loops', 'pairs'],
  loop: ['looking for the shortest loop', 'pairs'],
};

function runsText({ property, phase, done, memoryBytes }: RunsProgress, elapsedMs: number): string {
  const [does, what] = phases[phase];
  const about = property === null ? 'runs' : property;
  const told = [`${about}: ${does}`, `${grouped(done)} ${what}`, mebibytes(memoryBytes)];
  return [...told, duration(elapsedMs / 1000)].join('  ');
}

function symbolicText(progress: SymbolicProgress | null, elapsedMs: number): string {
  const { nodes = 0, memoryBytes = 0 } = progress ?? {};
  return [`${grouped(nodes)} nodes`, mebibytes(memoryBytes), duration(elapsedMs / 1000)].join('  ');
}

/** With the nodes of the symbolic engine where it takes turns. */
function explicitText(
  progress: Progress,
  other: SymbolicProgress | null,
  elapsedMs: number,
  perSecond: number,
  trend: string,
): string {
  const { states, transitions, frontier, depth, memoryBytes } = progress;
  const parts = [
    `${grouped(states)} states`,
    `${rounded(transitions)} transitions`,
    `frontier ${grouped(frontier)}`,
    `depth ${depth}`,
    `${rounded(perSecond)}/s`,
    other === null ? '' : `${rounded(other.nodes)} nodes`,
    mebibytes(memoryBytes + (other?.memoryBytes ?? 0)),
    duration(elapsedMs / 1000),
    trend,
  ];
  return parts.filter((part) => part !== '').join('  ');
}

/** Whether the levels grow or shrink, and an estimate only where it can be honest. */
class Trend {
  #depth = 0;
  /** States found when the present level began, and the size of the two levels before it. */
  #statesAt: number;
  #sizes: readonly [number, number] = [0, 0];
  #latest: Progress | undefined;

  /** Levels of which not everything is seen: where a search goes on, it does so in the midst of two. */
  #partial: number;

  constructor(states = 0) {
    this.#statesAt = states;
    this.#partial = states > 0 ? 2 : 0;
  }

  note(progress: Progress): void {
    this.#latest = progress;
    if (progress.depth === this.#depth) return;
    this.#depth = progress.depth;
    if (this.#partial > 0) this.#partial--;
    else this.#sizes = [this.#sizes[1], progress.states - this.#statesAt];
    this.#statesAt = progress.states;
  }

  text(perSecond: number): string {
    const [before, last] = this.#sizes;
    if (before === 0 || last === 0 || this.#latest === undefined) return '';
    const ratio = last / before;
    const word = `${ratio < 1 ? 'shrinking' : 'growing'} x${ratio.toFixed(2)} per level`;
    if (ratio > 0.9 || perSecond <= 0) return ratio < 1 ? word : `${word}: no estimate`;
    const left = this.#latest.frontier / (1 - ratio);
    return `${word}: about ${duration(left / perSecond)} left`;
  }
}
