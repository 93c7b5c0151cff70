/**
 * What is different between two local states, in few words.
 *
 * A label is a phrase and fields: `rd0.test vpci=1 readers={cpu0 cpu1}`. Fields are compared one by
 * one. The phrase counts as one thing, unless it lists regions of a parallel state (`ring.full
 * link.up`): these are compared one by one too.
 */

/** What a local state is called that has nothing to tell. */
const EMPTY = '(empty)';

/** A change, told twice. */
export interface Change {
  /** `→working vpci=1→0`, and `idle→working vpci=1→0` when it is the component's first. */
  readonly full: string;
  /** `→working vpci→0`: where there is no room. */
  readonly short: string;
}

/** The change from one label to another; `first` if the reader has not seen this component change. */
export function changeBetween(from: string, to: string, first: boolean): Change {
  const [before, after] = [partsOf(from), partsOf(to)];
  const names = new Set([...before.keys(), ...after.keys()]);
  const pieces = [...names]
    .filter((name) => before.get(name) !== after.get(name))
    .map((name) => piece(name, before.get(name), after.get(name), first));
  if (pieces.length === 0) pieces.push(piece('', from, to, first));
  return {
    full: pieces.map(({ full }) => full).join(' '),
    short: pieces.map(({ short }) => short).join(' '),
  };
}

/** The change of one part, named as {@link partsOf} names it. */
function piece(
  name: string,
  from: string | undefined,
  to: string | undefined,
  first: boolean,
): Change {
  if (name.endsWith('=')) {
    const field = name.slice(0, -1);
    if (to === undefined) return same(`no ${field}`);
    if (from === undefined) return same(`${field}=${to}`);
    return { full: `${field}=${from}→${to}`, short: `${field}→${to}` };
  }
  const short = `→${to || '–'}`;
  return { full: first ? `${from ?? ''}${short}` : short, short };
}

function same(text: string): Change {
  return { full: text, short: text };
}

/** Parts of a label by name: `''` for the phrase, `ring.` for a region, `vpci=` for a field. */
function partsOf(label: string): ReadonlyMap<string, string> {
  if (label === EMPTY) return new Map();
  const fields = new Map<string, string>();
  const words: string[] = [];
  for (const word of wordsOf(label)) {
    const [, name, value] = /^([^\s=([{]+=)(.*)$/su.exec(word) ?? [];
    if (name === undefined || value === undefined) words.push(word);
    else fields.set(name, fields.has(name) ? `${fields.get(name)} ${value}` : value);
  }
  return new Map([...phraseOf(words), ...fields]);
}

/** The words that are no fields, by region where they list regions. */
function phraseOf(words: readonly string[]): ReadonlyMap<string, string> {
  const regions = new Map(words.map((word) => [word.slice(0, word.indexOf('.') + 1), word]));
  if (words.length > 1 && regions.size === words.length && !regions.has('')) return regions;
  return words.length === 0 ? new Map() : new Map([['', words.join(' ')]]);
}

/** Words of a label; spaces in brackets do not separate. */
function wordsOf(label: string): readonly string[] {
  const words: string[] = [];
  let word = '';
  let depth = 0;
  for (const character of label) {
    if ('([{'.includes(character)) depth++;
    if (')]}'.includes(character)) depth = Math.max(0, depth - 1);
    if (character === ' ' && depth === 0) {
      if (word !== '') words.push(word);
      word = '';
    } else word += character;
  }
  return word === '' ? words : [...words, word];
}
