/** The defects that have no parameter of their own: what each is. */

export const defects = [
  'FLAGS_FIRST',
  'STATUS_PLAIN',
  'NO_RECHECK',
  'COPY_COUNTS_HOST',
  'COPY_PUTS_FIRST',
  'COPY_TRUSTS_ENTRY',
  'PARTIAL_COUNTS',
  'STATUS_UNLOCKED',
  'OPS_UNCOUNTED',
] as const;
export type Defect = (typeof defects)[number];

export const defectMeanings: Readonly<Record<Defect, string>> = {
  FLAGS_FIRST: 'the frontend writes the flags of an entry before its frame',
  STATUS_PLAIN: 'version 1: the status is set by a plain write instead of a compare-exchange',
  NO_RECHECK: 'version 2: flags are not looked at again after the status was set',
  COPY_COUNTS_HOST:
    'a copy looks at pins of CPUs only when it clears the status (before 6e2a4c7356)',
  COPY_PUTS_FIRST:
    'a copy puts its page before its pin, and does not look whether it got a reference (before e008f7619d)',
  COPY_TRUSTS_ENTRY:
    'a copy for writing does not compare what it read with what is latched (before 61b0a59ce2)',
  PARTIAL_COUNTS: 'every unmap counts as the last one of its handle (before 975a8fb45c)',
  STATUS_UNLOCKED:
    'the lock is dropped between finding a status frame and mapping it (before 02708d3b51)',
  OPS_UNCOUNTED:
    'a version is switched without regard for operations under way (before 96dfeb4177)',
};
