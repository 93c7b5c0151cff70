/**
 * Types of reserved regions, and what a driver takes a page for that has several of them.
 *
 * Sources: virtio-dev, 2017-09-06 and 2017-09-20, "[RFC] virtio-iommu version 0.4", which has the
 * table; the text that came of it has types R and M only.
 */

/** N: none; R: reserved; M: hardware doorbell; I: identity; S: where a host maps a software doorbell. */
export const regions = ['N', 'R', 'M', 'I', 'S'] as const;
export type Region = (typeof regions)[number];

/** What a guest can be told of a page. */
export const told = ['N', 'R', 'M', 'I'] as const;
export type Told = (typeof told)[number];

/** The table of the mail; `?` is its open cell. It is symmetric. */
export const seedTable: Readonly<Record<string, Told | '?'>> = {
  NN: 'N',
  NR: 'R',
  NM: 'M',
  NI: '?',
  RR: 'R',
  RM: 'R',
  RI: 'I',
  MM: 'M',
  MI: 'I',
  II: 'I',
};

/** What the table has for two types, in any order. */
export function seedCell(a: Told, b: Told): Told | '?' {
  return seedTable[`${a}${b}`] ?? seedTable[`${b}${a}`] ?? '?';
}

/** What a driver that goes by the table takes the page for; if it has to decide the open cell, for I. */
export function merged(types: readonly Told[]): Told {
  return types.reduce<Told>((so, type) => {
    const cell = seedCell(so, type);
    return cell === '?' ? 'I' : cell;
  }, 'N');
}

/** What the guest is told of a region of its host: a window for software doorbells is reserved. */
export function asTold(region: Region): Told {
  return region === 'S' ? 'R' : region;
}

/** Two regions of one domain of which one must be mapped to itself, and the other must not. */
export function identityMeetsOther(a: Region, b: Region): boolean {
  return (a === 'I') !== (b === 'I');
}
