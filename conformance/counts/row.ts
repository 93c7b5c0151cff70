/** One row of the pinned counts. */

/** Who counted the same states and transitions, and how. */
export const witnesses = {
  reference: 'the reference checker, on real XState machines; it counted the same depth too',
  SPIN: 'SPIN 6.5.2 on the Promela export, on 2026-11-21 (`npm run conformance`)',
  Rumur: 'Rumur 2022.08.20 on the Murphi export, on 2026-11-21 (`npm run conformance`)',
  TLC: 'TLC, built from revision cc6b616 of tlaplus/tlaplus, on the TLA+ export, on 2026-11-21; it counted the same depth too',
  C: '`bench/baseline/trial.c`, written by hand from the description of the trial system',
} as const;

export type Witness = keyof typeof witnesses;

/** Those who can count a large system too. */
export const OTHERS: readonly Witness[] = ['SPIN', 'Rumur'];
/** Those who count whatever is small. */
export const ALL: readonly Witness[] = ['reference', ...OTHERS];

export type Row = readonly [
  id: string,
  states: number,
  transitions: number,
  depth: number,
  confirmedBy: readonly Witness[],
];
