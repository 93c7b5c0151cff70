/**
 * Whether a formula counts steps that it does not speak of.
 *
 * A step is *silent* for a formula if it changes nothing that its atoms read and is none of the steps that
 * they name. How many silent steps a model takes is a matter of how finely it was cut, so a requirement
 * should not depend on it (Lamport, What good is temporal logic?, IFIP 1983). Formulas over states without
 * *next* do not, and say everything that can be said so (Peled and Wilke, Stutter-invariant temporal
 * properties are expressible without the next-time operator, IPL 63, 1997). Of an atom about steps it
 * depends on the place: that a step is taken at some time or never is the same with silent steps between,
 * that it is taken now is not.
 *
 * What is found here is found from the shape of the formula alone: where it says yes no number of silent
 * steps changes the verdict, where it says no one may.
 */

/** A formula as far as its shape goes. */
export type FormulaShape =
  | { readonly kind: 'state' | 'taken' }
  | { readonly kind: 'not' | 'next' | 'finally' | 'globally'; readonly of: FormulaShape }
  | { readonly kind: 'and' | 'or'; readonly of: readonly FormulaShape[] }
  | { readonly kind: 'until'; readonly left: FormulaShape; readonly right: FormulaShape };

/**
 * What a formula says where a silent step is taken: what it says after it, always no, always yes, or
 * nobody knows.
 */
type Silence = 'as after' | 'no' | 'yes' | 'unknown';

/** Whether silent steps are certain to change nothing. */
export function isStutterInvariant(formula: FormulaShape): boolean {
  return silenceOf(formula) === 'as after';
}

function silenceOf(formula: FormulaShape): Silence {
  switch (formula.kind) {
    case 'state':
      return 'as after';
    case 'taken':
      return 'no';
    case 'next':
      return 'unknown';
    case 'not':
      return negated(silenceOf(formula.of));
    case 'and':
    case 'or':
      return joined(formula.of.map(silenceOf), formula.kind === 'and' ? 'no' : 'yes');
    case 'finally':
      return untilOf('yes', silenceOf(formula.of));
    case 'globally':
      return negated(untilOf('yes', negated(silenceOf(formula.of))));
    case 'until':
      return untilOf(silenceOf(formula.left), silenceOf(formula.right));
  }
}

function negated(silence: Silence): Silence {
  if (silence === 'yes') return 'no';
  return silence === 'no' ? 'yes' : silence;
}

/** `decides` is what one part is enough for. */
function joined(parts: readonly Silence[], decides: 'no' | 'yes'): Silence {
  if (parts.includes(decides)) return decides;
  const [first = negated(decides), ...rest] = parts;
  return rest.every((part) => part === first) ? first : 'unknown';
}

/** On a silent step the left must not be what fails, unless the right says what it says after it. */
function untilOf(left: Silence, right: Silence): Silence {
  const isSure =
    (right === 'as after' && (left === 'as after' || left === 'yes')) ||
    (right === 'no' && left === 'yes');
  return isSure ? 'as after' : 'unknown';
}
