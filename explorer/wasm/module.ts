/**
 * Puts WebAssembly functions together as a module over one shared memory, and makes the memory.
 *
 * Format: WebAssembly Core Specification 2.0, section 5.5, with the shared memories of the Threads
 * proposal. Functions are called by {@link ModuleCode.define}'s handles, so that none is called before
 * it is there; there is no recursion.
 */

import { assert } from '../../base/errors.ts';
import { type Code, I32, i32, Local, type Type, unsigned, v128 } from './instructions.ts';

/**
 * Pages of 64 KiB: all that 32 bits can address but one. Of 4 GiB and more, Node 20 cannot send views to
 * another thread.
 */
const PAGES = (1 << 16) - 1;

/** A function, to be called with values of its parameters. */
export type Call = (...values: readonly Code[]) => Code;

/** One for each type. */
type Locals<P extends readonly Type[]> = { readonly [K in keyof P]: Local };

interface Defined {
  readonly type: Code;
  readonly body: Code;
}

/** The functions of a module, in the making. */
export class ModuleCode {
  readonly #functions: Defined[] = [];
  readonly #exports: [name: string, index: number][] = [];
  readonly #written: Code[] = [];

  /**
   * Adds a function with one result, a number of 32 bits. `body` gets its parameters, and makes
   * variables, which are 0 at first; it leaves the result. With a name, it can be called from outside.
   */
  define<const P extends readonly Type[]>(
    parameters: P,
    body: (parameters: Locals<P>, variable: (type?: Type) => Local) => Code,
    name?: string,
  ): Call {
    const index = this.#functions.length;
    const types: Type[] = [];
    const code = body(
      parameters.map((_, p) => new Local(p)) as unknown as Locals<P>,
      (type = I32) => new Local(parameters.length + types.push(type) - 1),
    );
    this.#functions.push({
      type: [0x60, vector(parameters), vector([I32])],
      body: [vector(types.map((type) => [1, type])), code, 0x0b],
    });
    if (name !== undefined) this.#exports.push([name, index]);
    return (...values) => [...values, 0x10, unsigned(index)];
  }

  /** Has these bytes written at an address whenever the module is instantiated. */
  write(at: number, bytes: readonly number[]): void {
    this.#written.push([0, i32.const(at), 0x0b, vector(bytes)]);
  }

  /** The module in the binary format. It imports `memory` of `shared`. */
  get bytes(): Uint8Array<ArrayBuffer> {
    const functions = this.#functions;
    const shared: Code = [text('shared'), text('memory'), 2, 3, unsigned(1), unsigned(PAGES)];
    const names = this.#exports.map(([name, index]): Code => [text(name), 0, unsigned(index)]);
    return Uint8Array.from(
      flat([
        [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        section(1, vector(functions.map(({ type }) => type))),
        section(2, vector([shared])),
        section(3, vector(functions.map((_, index) => unsigned(index)))),
        section(7, vector(names)),
        section(10, vector(functions.map(({ body }) => sized(body)))),
        section(11, vector(this.#written)),
      ]),
    );
  }
}

/** The bytes of code, which may be nested deeper than calls may be. */
function flat(code: Code): number[] {
  const bytes: number[] = [];
  const open: { readonly parts: readonly Code[]; next: number }[] = [{ parts: [code], next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const part = top.parts[top.next++];
    if (part === undefined) open.pop();
    else if (typeof part === 'number') bytes.push(part);
    else open.push({ parts: part, next: 0 });
  }
  return bytes;
}

function sized(code: Code): Code {
  const bytes = flat(code);
  return [unsigned(bytes.length), bytes];
}

function section(id: number, content: Code): Code {
  return [id, sized(content)];
}

function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

function text(ascii: string): Code {
  return vector([...ascii].map((letter) => letter.charCodeAt(0)));
}

/** A shared memory. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A compiled module: can be sent to a thread, which uses the code that V8 has optimised by then. */
export type WasmModule = object;

export type Exports = Readonly<Record<string, (...values: number[]) => number>>;

/** What this file uses of the interface that Node has without types. */
interface Api {
  readonly Memory: new (of: { initial: number; maximum: number; shared: true }) => WasmMemory;
  readonly validate: (bytes: Uint8Array<ArrayBuffer>) => boolean;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => WasmModule;
  readonly Instance: new (
    module: WasmModule,
    imports: { shared: { memory: WasmMemory } },
  ) => { readonly exports: Exports };
}

function api(): Api | undefined {
  return (globalThis as { WebAssembly?: unknown }).WebAssembly as Api | undefined;
}

/**
 * Nearly 4 GiB of addresses; memory is taken where it is written. Null where the process may not have as much,
 * has no WebAssembly, or one without instructions that are needed; or where the processor's order of bytes,
 * in which JavaScript has the same memory, is not that of WebAssembly.
 */
export function newWasmMemory(): WasmMemory | null {
  const of = api();
  if (of === undefined || !of.validate(probe()) || !isLittleEndian()) return null;
  try {
    return new of.Memory({ initial: PAGES, maximum: PAGES, shared: true });
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Compiles a module over a memory that was made before. */
export function compile(bytes: Uint8Array<ArrayBuffer>): WasmModule {
  return new (present().Module)(bytes);
}

/** Its functions, for the memory. */
export function instantiate(module: WasmModule, memory: WasmMemory): Exports {
  return new (present().Instance)(module, { shared: { memory } }).exports;
}

/** A module that is valid where all instructions are there. */
function probe(): Uint8Array<ArrayBuffer> {
  const module = new ModuleCode();
  module.define([], () => v128.isAnyTrue(v128.splat(i32.const(0))));
  return module.bytes;
}

function isLittleEndian(): boolean {
  return new Uint8Array(Int32Array.of(1).buffer)[0] === 1;
}

function present(): Api {
  const of = api();
  assert(of !== undefined, 'there is a memory, so there is WebAssembly');
  return of;
}
