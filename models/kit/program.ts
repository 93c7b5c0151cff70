/**
 * Programs: the code path of an actor as a statechart whose states are its program counter.
 *
 * A program is written down instruction by instruction, in the order and at the granularity of the
 * code it stands for. An instruction is one atomic step. It has one or more *cases*: what can happen
 * when it is executed, each with the components that take part and the place where the actor goes on.
 * From the instructions of all its code paths one ordinary XState machine is made, which several
 * actors can share, and one step per actor, instruction and case.
 *
 * Registers are local variables of the actor, kept in the machine's context. A case may require
 * register values (`where`) and set them (`set`).
 */

import { assign, setup } from 'xstate';
import { ModelError } from '../../base/errors.ts';
import { suggestion } from '../../base/words.ts';
import type { Component, Participation, Step, SystemBuilder } from '../compose/index.ts';

/** Local variables and their values; absent ones are null. */
export type Registers = Readonly<Record<string, number | null>>;

/** What an instruction does to other components, for the actor that executes it. */
export type Effect = (actor: string) => Participation;

/** One thing that can happen when an instruction is executed. */
export interface Case {
  /** What distinguishes this case, in words; part of the name of the step. */
  readonly name?: string;
  readonly with?: readonly Effect[];
  readonly where?: Registers;
  readonly set?: Registers;
  /** Where the actor goes on; by default at the next instruction. */
  readonly to?: string;
  /** Something that must not happen; see `Step.fault`. */
  readonly fault?: boolean;
  readonly tags?: readonly string[];
  /** What somebody outside sees of the actor; see `Step.observable`. */
  readonly observable?: string;
  /** What the actor gets to know; see `Step.answer`. */
  readonly answer?: string;
}

/** One atomic step of a program. */
export interface Instruction {
  readonly at: string;
  /** What it does, in the words of its source; the name of the step. */
  readonly does: string;
  readonly cases: readonly Case[];
  /** Tags of the location: what is true of an actor that is about to execute this. */
  readonly tags: readonly string[];
  /** The function and revision it stands for. */
  readonly source?: string;
}

/** A location where a program starts or ends. */
export interface Landmark {
  readonly at: string;
  readonly tags: readonly string[];
}

/** A move that somebody else's step makes. */
interface Received {
  readonly at: string;
  readonly event: string;
  readonly to: string;
}

interface ProgramContext {
  readonly registers: Registers;
}

const programs = setup({
  types: {
    context: {} as ProgramContext,
    events: {} as { readonly type: string },
    tags: {} as string,
  },
});

const emptyProgram = programs.createMachine({
  context: { registers: {} },
  initial: 'start',
  states: { start: {} },
});

/** The machine of a program: locations as states, registers as context, cases as events. */
export type ProgramMachine = typeof emptyProgram;

/** Collects the instructions of all code paths of an actor. */
export class Program {
  readonly #instructions: Instruction[] = [];
  readonly #landmarks: Landmark[] = [];
  readonly #received: Received[] = [];
  readonly #arrivals = new Map<string, string>();
  readonly #choices = new Map<string, (does: string) => string>();

  /** `start` is where the actor is at first. */
  constructor(start: string, tags: readonly string[] = []) {
    this.landmark(start, tags);
  }

  /** Declares a location that has instructions of several paths, or none. */
  landmark(at: string, tags: readonly string[] = []): void {
    this.#landmarks.push({ at, tags });
  }

  /**
   * Begins a straight piece of code. Its labels get `prefix` in front; a case's target that begins
   * with a dot is such a label, any other is a landmark.
   */
  path(prefix: string, tags: readonly string[] = []): CodePath {
    return new CodePath(this, prefix, tags);
  }

  /**
   * Lets an actor that is `at` a place be moved `to` another one by somebody else's step, which names
   * the event. Adds no step.
   */
  receive(at: string, event: string, to: string): void {
    this.#received.push({ at, event, to });
  }

  /** Somebody outside sees an actor come to a place, in these words; see `Step.observable`. */
  showsArrival(place: string, words: string): void {
    this.#arrivals.set(place, words);
  }

  /** What an actor does next at a place is an answer, in words made from those of the line. */
  answersWith(place: string, words: (does: string) => string): void {
    this.#choices.set(place, words);
  }

  /** Whether a landmark of that name was declared. */
  knows(landmark: string): boolean {
    return this.#landmarks.some(({ at }) => at === landmark);
  }

  add(instruction: Instruction): void {
    this.#instructions.push(instruction);
  }

  /** The statechart. */
  machine(id: string): ProgramMachine {
    return machineOf(id, this.#landmarks, this.#instructions, this.#received);
  }

  /** Adds an actor that executes this program, with its steps; several actors may share one machine. */
  actor(
    system: SystemBuilder,
    name: string,
    machine: ProgramMachine = this.machine(name),
  ): Component<ProgramMachine> {
    const actor = system.component(name, machine, { show: showProgram, tellsSteps: true });
    this.install(system, actor);
    return actor;
  }

  /** Adds one step per instruction and case to the system, for an actor that is there already. */
  install(system: SystemBuilder, actor: Component<ProgramMachine>): void {
    for (const instruction of this.#instructions) {
      for (const [index, c] of instruction.cases.entries()) {
        const event = actor.on(eventOf(instruction, index));
        const parts = (c.with ?? []).map((effect) => effect(actor.name));
        const init: Omit<Step, 'parts'> = {
          name: stepName(actor.name, instruction, c),
          actor: actor.name,
          tags: c.tags ?? [],
          fault: c.fault ?? false,
          caseOf: `${actor.name}: ${instruction.does}`,
          ...(instruction.source === undefined ? {} : { source: instruction.source }),
          ...this.#shown(actor.name, instruction, c),
        };
        system.step(init, event, ...parts);
      }
    }
  }

  /** What is seen of a case, and what the actor gets to know by it. */
  #shown(actor: string, { at, does }: Instruction, c: Case): Pick<Step, 'observable' | 'answer'> {
    const words = c.observable ?? this.#arrivals.get(c.to ?? '');
    const answer = c.answer ?? this.#choices.get(at)?.(does);
    return {
      ...(words === undefined ? {} : { observable: `${actor} ${words}` }),
      ...(answer === undefined ? {} : { answer }),
    };
  }
}

/** A straight piece of code: each line goes on at the next one unless a case says otherwise. */
export class CodePath {
  readonly #program: Program;
  readonly #prefix: string;
  readonly #tags: readonly string[];
  #source: string | undefined;
  #where = '';
  #pending: Instruction | null = null;

  constructor(program: Program, prefix: string, tags: readonly string[]) {
    this.#program = program;
    this.#prefix = prefix;
    this.#tags = tags;
  }

  /** Names what the lines that follow stand for: function and revision, `vpci_write in 8862c7b8b6`. */
  from(source: string): this {
    this.#source = source;
    return this;
  }

  /** Adds words to what each of the lines that follow does, where several paths have the same lines. */
  where(words: string): this {
    this.#where = words;
    return this;
  }

  /** Adds the lines of a function that is called here; what comes after is the caller's again. */
  calls(source: string, lines: (path: CodePath) => void): this {
    const caller = this.#source;
    this.#source = source;
    lines(this);
    this.#source = caller;
    return this;
  }

  /** Adds a line. `at` is a label of this path (with a dot) or a landmark. */
  line(at: string, does: string, cases: readonly Case[], tags: readonly string[] = []): this {
    const label = this.#resolve(at);
    this.#flush(label);
    this.#pending = {
      at: label,
      does: `${does}${this.#where}`,
      cases,
      tags: [...this.#tags, ...tags],
      ...(this.#source === undefined ? {} : { source: this.#source }),
    };
    return this;
  }

  /** Ends the piece: the last line goes on at `to`. */
  end(to: string): void {
    this.#flush(this.#resolve(to));
  }

  #flush(next: string): void {
    const pending = this.#pending;
    this.#pending = null;
    if (pending === null) return;
    const cases = pending.cases.map((c) => ({
      ...c,
      to: c.to === undefined ? next : this.#resolve(c.to),
    }));
    this.#program.add({ ...pending, cases });
  }

  #resolve(label: string): string {
    return label.startsWith('.') ? `${this.#prefix}:${label.slice(1)}` : label;
  }
}

function stepName(actor: string, instruction: Instruction, c: Case): string {
  return `${actor}: ${instruction.does}${c.name === undefined ? '' : ` [${c.name}]`}`;
}

function eventOf(instruction: Instruction, index: number): string {
  return `${instruction.at} ${instruction.does} #${index}`;
}

/** Registers with some values changed; null takes a register away. */
function updated(registers: Registers, set: Registers): Registers {
  const next = Object.entries({ ...registers, ...set }).filter(([, value]) => value !== null);
  return Object.fromEntries(next.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function machineOf(
  id: string,
  landmarks: readonly Landmark[],
  instructions: readonly Instruction[],
  received: readonly Received[],
): ProgramMachine {
  const tags = new Map<string, Set<string>>();
  const on = new Map<string, Record<string, object>>();
  const declare = (at: string, more: readonly string[]): void => {
    tags.set(at, new Set([...(tags.get(at) ?? []), ...more]));
    on.set(at, on.get(at) ?? {});
  };
  for (const landmark of landmarks) declare(landmark.at, landmark.tags);
  const starts = new Set(landmarks.map((landmark) => landmark.at));
  for (const instruction of instructions) {
    // The tags of a path are about being on it, which an actor at a landmark is not yet.
    declare(instruction.at, starts.has(instruction.at) ? [] : instruction.tags);
    for (const [index, c] of instruction.cases.entries()) {
      Object.assign(on.get(instruction.at) ?? {}, {
        [eventOf(instruction, index)]: transitionOf(c, starts.has(c.to ?? '')),
      });
    }
  }
  for (const { at, event, to } of received) {
    Object.assign(on.get(at) ?? {}, { [event]: transitionOf({ to }, starts.has(to)) });
  }
  refuseLostTargets(id, new Set(on.keys()), instructions);
  const states = [...on].map(([at, transitions]) => [
    at,
    { tags: [...(tags.get(at) ?? [])], on: transitions },
  ]);
  // The states are data here, so their names cannot be part of the type.
  return programs.createMachine({
    id,
    context: { registers: {} },
    initial: landmarks[0]?.at ?? '',
    states: Object.fromEntries(states),
  }) as unknown as ProgramMachine;
}

/** A case that goes to a place nobody declared is a slip in the program. */
function refuseLostTargets(
  id: string,
  places: ReadonlySet<string>,
  instructions: readonly Instruction[],
): void {
  for (const { at, does, cases } of instructions) {
    const lost = cases.find(({ to }) => to === undefined || !places.has(to));
    if (lost !== undefined) {
      throw new ModelError(
        'MODEL-STEP',
        `program ${id}, ${at}: "${does}" goes to ${JSON.stringify(lost.to)}, which is no place in the program`,
        { hint: suggestion(lost.to ?? '', [...places]) },
      );
    }
  }
}

/** Registers are forgotten at landmarks: nothing is kept from one code path to the next. */
function transitionOf(c: Case, forget: boolean): object {
  const { where, set } = c;
  const needed = Object.entries(where ?? {});
  return {
    target: c.to,
    ...(needed.length === 0
      ? {}
      : {
          guard: ({ context }: { context: ProgramContext }) =>
            needed.every(([name, value]) => (context.registers[name] ?? null) === value),
        }),
    ...(set === undefined && !forget
      ? {}
      : {
          actions: assign({
            registers: ({ context }: { context: ProgramContext }) =>
              updated(forget ? {} : context.registers, set ?? {}),
          } as never),
        }),
  };
}

/** The register values of a snapshot. */
export function registersOf(snapshot: { readonly context: unknown }): Registers {
  return (snapshot.context as ProgramContext).registers;
}

/** How an actor is shown in a lane: where it is, and its registers. */
export function showProgram(snapshot: {
  readonly value: unknown;
  readonly context: unknown;
}): string {
  const registers = Object.entries(registersOf(snapshot)).map(
    ([name, value]) => `${name}=${value}`,
  );
  return [String(snapshot.value), ...registers].join(' ');
}
