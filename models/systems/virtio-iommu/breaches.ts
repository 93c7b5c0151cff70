/** What a driver does that the text forbids it: words of the parameter `breaks`. */

export const breaches = [
  'field',
  'short',
  'unknown',
  'attachReserved',
  'unmapReserved',
  'piece',
  'inputRange',
  'domainRange',
  'features',
  'smallBuffer',
] as const;
export type Breach = (typeof breaches)[number];

/** What each of them is. */
export const breachMeanings: Readonly<Record<Breach, string>> = {
  field: 'writes the field bypass without having accepted its bit, or a value other than 0 and 1',
  short: 'sends a request that is too short to be understood',
  unknown: 'sends a request of a type that there is not',
  attachReserved: 'sends ATTACH with something in its reserved field',
  unmapReserved: 'sends UNMAP with something in its reserved field',
  piece: 'maps a part of a page',
  inputRange: 'maps the last page of I/O virtual address space, which is outside input_range',
  domainRange: 'attaches to the last domain id, which is outside domain_range',
  features: 'sends requests and flags whose feature bits it has not accepted',
  smallBuffer: 'sends PROBE with less room for the answer than probe_size',
};
