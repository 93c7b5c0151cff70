/**
 * Turns of two searches in one thread. The explicit one sets the pace: whenever it has told how far it
 * is, the symbolic one may do a slice of work in proportion to that, and then waits again. So who is
 * done first depends on their work alone, not on the machine.
 */

import { nextTurn } from '../symbolic/slices.ts';

/**
 * From when on turns are taken, and how long they are. The work of an explicit search is counted in
 * words: those of all states it found, and of all successors it made.
 */
export interface TurnsTuning {
  /** Words of the explicit search before the symbolic one begins. */
  readonly alone?: number;
  /** Words that take about as long as one frame of the symbolic search. */
  readonly perFrame?: number;
}

/** Some second of work, and a fifth more than any system of the catalogue needs. */
const ALONE = 8_000_000;

/** Measured: 4 to 6 on locking designs, 12 and more where steps have few participants. */
const PER_FRAME = 6;

export class Turns {
  readonly #alone: number;
  readonly #perFrame: number;
  /** Resolves when the symbolic search is to begin. */
  readonly begun: Promise<void>;
  #begin = (): void => {};
  #hasBegun = false;
  /** Words up to which frames have been granted. */
  #granted: number;
  /** Frames that were granted and not used; negative after a slice that was longer. */
  #credit = 0;
  #wake: (() => void) | null = null;
  #phase: 'turns' | 'free' | 'over' = 'turns';

  constructor({ alone = ALONE, perFrame = PER_FRAME }: TurnsTuning = {}) {
    this.#alone = alone;
    this.#perFrame = perFrame;
    this.#granted = alone;
    this.begun = new Promise((resolve) => {
      this.#begin = resolve;
    });
  }

  /** Whether the symbolic search ever began. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Whether the symbolic search has everything to itself. */
  get isFree(): boolean {
    return this.#phase === 'free';
  }

  /** Whether nobody waits for either any more. */
  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** The explicit search has made so many words in all. */
  worked(words: number): void {
    if (words < this.#alone) return;
    this.#start();
    this.#credit += (words - this.#granted) / this.#perFrame;
    this.#granted = words;
    if (this.#credit > 0) this.#goOn();
  }

  /** The symbolic search has done so many frames, and waits for its turn. */
  rest(frames: number): Promise<void> {
    this.#credit -= frames;
    if (this.#phase === 'free') return nextTurn();
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** The explicit search has ended without an answer. */
  free(): void {
    this.#phase = 'free';
    this.#start();
    this.#goOn();
  }

  /** The answer is there. A search that waits for its turn waits for ever, and is forgotten. */
  end(): void {
    this.#phase = 'over';
  }

  #start(): void {
    this.#hasBegun = true;
    this.#begin();
  }

  #goOn(): void {
    const wake = this.#wake;
    this.#wake = null;
    wake?.();
  }
}
