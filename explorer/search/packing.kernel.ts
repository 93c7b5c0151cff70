/**
 * Where in the words of a packed state each slot is.
 *
 * Reads are unchecked: slots are numbered by their widths, words by what has been used of them.
 */

const WORD_BITS = 32;

/**
 * How slots are put into words: `full` leaves the fewest bits to the last word, which keyed entries
 * (`../store/keyed-table.kernel.ts`) are for; `related` gives all words about as many bits, and slots that
 * change together to the same word, so that the words of all states have few values, of which a compressed
 * tree keeps each once. Both take equally many words.
 */
export type Packing = 'full' | 'related';

/** What it depends on of a system: sizes of slots, and which take part in a step together. */
export interface Slots {
  readonly slots: readonly { readonly size: number }[];
  readonly steps: readonly { readonly slots: readonly number[] }[];
}

/** The word of each slot, its offset in it, and a mask of its width. */
export interface Places {
  readonly slotWord: Int32Array;
  readonly slotShift: Int32Array;
  readonly slotMask: Int32Array;
  readonly wordCount: number;
}

/** Puts slots into words, widest first. */
export function packing(system: Slots, how: Packing): Places {
  const widths = system.slots.map((slot) => 32 - Math.clz32(slot.size - 1));
  const order = widths.map((_, s) => s).sort((a, b) => widths[b]! - widths[a]! || a - b);
  const slots = order.filter((s) => widths[s]! > 0);
  const full = fullWords(widths, slots);
  const related =
    how === 'related' ? relatedWords(affinitiesOf(system), widths, slots, full.wordCount) : null;
  const slotMask = Int32Array.from(widths, (width) => (width === 0 ? 0 : -1 >>> (32 - width)));
  return { ...(related ?? full), slotMask };
}

type Words = Omit<Places, 'slotMask'>;

/** Places each of these slots into the first word with room. */
function fullWords(widths: readonly number[], slots: readonly number[]): Words {
  const places = newPlaces(widths.length);
  const used: number[] = [];
  for (const s of slots) {
    let word = used.findIndex((bits) => bits + widths[s]! <= WORD_BITS);
    if (word < 0) word = used.push(0) - 1;
    place(places, s, word, used, widths[s]!);
  }
  return { ...places, wordCount: Math.max(1, used.length) };
}

/**
 * Grows one word after the other until it has its share of the bits, each time by the slot that has the
 * most to do with the slots of the word, and the least with those that are left (greedy graph growing, as
 * in Karypis and Kumar, A Fast and High Quality Multilevel Scheme for Partitioning Irregular Graphs, SIAM
 * Journal on Scientific Computing, 1998). Null if the last word has not enough room for the rest.
 */
function relatedWords(
  affinities: readonly Float64Array[],
  widths: readonly number[],
  slots: readonly number[],
  wordCount: number,
): Words | null {
  const places = newPlaces(widths.length);
  const used = new Array<number>(wordCount).fill(0);
  const left = new Set(slots);
  /** For each slot, its affinity to those of the word, less that to those that are left. */
  const gain = affinities.map((row) => slots.reduce((sum, s) => sum - row[s]!, 0));
  let bitsLeft = slots.reduce((sum, s) => sum + widths[s]!, 0);
  for (let word = 0; word < wordCount; word++) {
    const isLast = word === wordCount - 1;
    const share = bitsLeft / (wordCount - word);
    const inside: number[] = [];
    for (;;) {
      const fitting = [...left].filter((s) => used[word]! + widths[s]! <= WORD_BITS);
      const best = bestOf(fitting, gain);
      if (best === null || (!isLast && used[word]! + widths[best]! / 2 > share)) break;
      place(places, best, word, used, widths[best]!);
      left.delete(best);
      inside.push(best);
      for (const s of left) gain[s] = gain[s]! + 2 * affinities[best]![s]!;
    }
    bitsLeft -= used[word]!;
    for (const s of left) for (const other of inside) gain[s] = gain[s]! - affinities[other]![s]!;
  }
  return left.size === 0 ? { ...places, wordCount } : null;
}

/** The first of these slots with the greatest gain; null if there are none. */
function bestOf(slots: readonly number[], gain: readonly number[]): number | null {
  let best: number | null = null;
  for (const s of slots) if (best === null || gain[s]! > gain[best]!) best = s;
  return best;
}

/**
 * For each two slots, how many steps both take part in, divided by the geometric mean of what each of them
 * has in common with all others: who takes part in everything is related to nobody in particular.
 */
function affinitiesOf({ slots, steps }: Slots): readonly Float64Array[] {
  const common = slots.map(() => new Float64Array(slots.length));
  for (const step of steps) {
    for (const s of step.slots) {
      for (const other of step.slots) if (other !== s) common[s]![other] = common[s]![other]! + 1;
    }
  }
  const sums = common.map((row) => row.reduce((sum, count) => sum + count, 0));
  return common.map((row, s) =>
    row.map((count, other) => (count === 0 ? 0 : count / Math.sqrt(sums[s]! * sums[other]!))),
  );
}

function newPlaces(slotCount: number) {
  return { slotWord: new Int32Array(slotCount), slotShift: new Int32Array(slotCount) };
}

/** Places a slot behind the bits of a word that are used. */
function place(
  { slotWord, slotShift }: Omit<Words, 'wordCount'>,
  slot: number,
  word: number,
  used: number[],
  width: number,
): void {
  slotWord[slot] = word;
  slotShift[slot] = used[word]!;
  used[word] = used[word]! + width;
}
