/**
 * A canonical text for any value a context may hold: equal values give equal texts, different values
 * give different texts.
 *
 * JSON would not do: it merges `undefined` with absence, `NaN` with `null`, `-0` with `0`, and every
 * Map and Set with `{}`; and it depends on the order in which keys were added. Whatever has no
 * identity of its own (functions, promises, class instances, actors) is refused with its path.
 */

/** Thrown for a value that cannot be compared; the tabulator turns it into a `ModelError`. */
export class NotCanonical extends Error {
  readonly path: string;
  readonly what: string;

  constructor(path: string, what: string) {
    super(`${path} is ${what}`);
    this.path = path;
    this.what = what;
  }
}

/** What to do with the texts of members whose order is no part of a value. */
type Arrange = (texts: string[]) => string[];

const sorted: Arrange = (texts) => texts.sort();
const asAdded: Arrange = (texts) => texts;

/** The canonical text of `value`. `path` names it in errors. Throws {@link NotCanonical}. */
export function canonical(value: unknown, path: string): string {
  return encode(value, path, [], sorted);
}

/** As {@link canonical}, but it also tells in which order keys and members were added. */
export function arrangement(value: unknown, path: string): string {
  return encode(value, path, [], asAdded);
}

function encode(value: unknown, path: string, above: readonly object[], arrange: Arrange): string {
  switch (typeof value) {
    case 'undefined':
      return 'u';
    case 'boolean':
      return value ? 't' : 'f';
    case 'number':
      return `n${Object.is(value, -0) ? '-0' : String(value)}`;
    case 'bigint':
      return `i${value}`;
    case 'string':
      return JSON.stringify(value);
    case 'object':
      return value === null ? '_' : encodeObject(value, path, above, arrange);
    default:
      throw new NotCanonical(path, `a ${typeof value}`);
  }
}

function encodeObject(
  value: object,
  path: string,
  above: readonly object[],
  arrange: Arrange,
): string {
  if (above.includes(value)) throw new NotCanonical(path, 'part of a cycle');
  const inner = (part: unknown, at: string): string => encode(part, at, [...above, value], arrange);
  if (Array.isArray(value)) {
    return `[${Array.from(value, (v, i) => inner(v, `${path}[${i}]`)).join(',')}]`;
  }
  if (value instanceof Map) {
    const entries = Array.from(value, ([k, v]) => {
      const key = inner(k, `${path} (a key)`);
      return `${key}=${inner(v, `${path}.get(${key})`)}`;
    });
    return `M{${arrange(entries).join(',')}}`;
  }
  if (value instanceof Set) {
    const members = Array.from(value, (v) => inner(v, `${path} (a member)`));
    return `S{${arrange(members).join(',')}}`;
  }
  if (value instanceof Date) return `D${value.getTime()}`;
  if (ArrayBuffer.isView(value) && !(value instanceof DataView)) {
    const numbers = Array.from(value as Uint8Array, (v, i) => inner(v, `${path}[${i}]`));
    return `${value.constructor.name}[${numbers.join(',')}]`;
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new NotCanonical(path, `an instance of ${value.constructor.name}`);
  }
  if (Object.getOwnPropertySymbols(value).length > 0) {
    throw new NotCanonical(path, 'an object with symbols as keys');
  }
  const fields = Object.entries(value).map(
    ([key, field]) => `${JSON.stringify(key)}:${inner(field, `${path}.${key}`)}`,
  );
  return `{${arrange(fields).join(',')}}`;
}

/** Freezes a context all the way down, so that an action that mutates it throws. */
export function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  if (ArrayBuffer.isView(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}
