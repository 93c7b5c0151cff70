/** What is told while a row of the table is being made. */

import { type ProgressStream, StatusLine } from '../../cli/progress.ts';
import { duration } from '../../cli/units.ts';
import type { Progress } from '../../explorer/index.ts';
import type { Subject } from './subjects.ts';

/** Between two looks at what is being done. */
const EVERY_MS = 200;

/** What is being done in the row that is not there yet, and for how long. */
export class RowStatus {
  readonly #line: StatusLine;
  readonly #subjects: readonly Subject[];
  readonly #timer: NodeJS.Timeout;
  #row = 0;
  #stage = '';

  constructor(subjects: readonly Subject[], stream: ProgressStream, now: () => number) {
    this.#subjects = subjects;
    this.#line = new StatusLine(stream, now);
    const tell = (ms: number): string => `${this.#stage}  ${duration(ms / 1000)}`;
    this.#timer = setInterval(() => this.#line.tell(tell), EVERY_MS);
    this.#begin();
  }

  /** Our own search goes on. */
  progress(progress: Progress): void {
    this.#line.update({ explicit: progress, symbolic: null });
  }

  setStage(stage: string): void {
    this.#stage = stage;
  }

  nextRow(): void {
    this.#line.close();
    this.#row++;
    this.#begin();
  }

  close(): void {
    clearInterval(this.#timer);
    this.#line.close();
  }

  #begin(): void {
    this.#stage = 'searching';
    const subject = this.#subjects[this.#row];
    this.#line.begin(`${this.#row + 1} of ${this.#subjects.length}: ${subject?.id}`);
  }
}
