/**
 * A step: a named, atomic interaction of a few components.
 *
 * It is enabled when every participant accepts its part. Taking it moves all participants at once,
 * each by one XState macrostep; nothing else changes. (Rendezvous composition as in CSP and BIP.)
 */

import type { Participation } from './component.ts';

export interface Step {
  /** Unique in the system; a person reads it in a trace. */
  readonly name: string;
  /** Who acts: the name of a component, or of something outside the system. */
  readonly actor: string;
  readonly parts: readonly Participation[];
  /** Labels by which properties select steps. */
  readonly tags: readonly string[];
  /**
   * A step that stands for something that must not happen (a use after free, say). It is expected
   * never to be enabled, so coverage does not complain about it.
   */
  readonly fault: boolean;
  /**
   * The instruction this step is one case of, where one instruction has a step for every value that
   * may come about. A case whose value cannot come about is left out of the linked system, and
   * coverage asks only that some case of the instruction be taken.
   */
  readonly caseOf?: string;
  /** What this step stands for in the real system: function, revision, note. */
  readonly source?: string;
  /**
   * What somebody outside sees when the step is taken; unseen without. Steps with the same words are
   * the same to them, in this system and in one it is compared with. {@link ANSWER} in the words
   * stands for the answer that the actor had last.
   */
  readonly observable?: string;
  /** What the actor gets to know here; seen at its next observable step that tells answers. */
  readonly answer?: string;
}

/** Where the words of an observable step tell the answer of its actor. */
export const ANSWER = '{answer}';

/** A step as it is declared. */
export interface StepInit {
  readonly name: string;
  readonly actor: string;
  readonly tags?: readonly string[];
  readonly fault?: boolean;
  readonly caseOf?: string;
  readonly source?: string;
  readonly observable?: string;
  readonly answer?: string;
}
