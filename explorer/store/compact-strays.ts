/**
 * The keys of a compact table that are too far from their homes to be entries, as texts. At the loads allowed
 * there is none in practice.
 */

/** What one is taken to cost. */
const STRAY_BYTES = 64;

export class Strays {
  readonly #texts = new Set<string>();

  get bytes(): number {
    return this.#texts.size * STRAY_BYTES;
  }

  has(top: number, rest: number): boolean {
    return this.#texts.has(textOf(top, rest));
  }

  add(top: number, rest: number): void {
    this.#texts.add(textOf(top, rest));
  }

  clear(): void {
    this.#texts.clear();
  }

  /** Takes all of them out, and returns them. */
  takeAll(): readonly (readonly [top: number, rest: number])[] {
    const all = [...this.#texts].map((text) => {
      const [top = 0, rest = 0] = text.split(' ').map(Number);
      return [top, rest] as const;
    });
    this.clear();
    return all;
  }
}

function textOf(top: number, rest: number): string {
  return `${top | 0} ${rest | 0}`;
}
