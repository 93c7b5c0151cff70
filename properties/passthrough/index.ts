/** Requirements on passthrough, each stated once. */

export * from './assignment.ts';
export * from './interrupts.ts';
export * from './iommu.ts';
export * from './locks.ts';
export * from './mapping.ts';
export * from './memory.ts';
export * from './ownership.ts';
export * from './pending.ts';
export * from './registers.ts';
export * from './registers-access.ts';
export * from './residue.ts';
export type { Actor, DeviceParts, Subject } from './subject.ts';
