/** Requirements on passthrough, each stated once. */

export * from './assigned-device.ts';
export * from './assignment.ts';
export * from './backend.ts';
export * from './backend-identity.ts';
export * from './hot-add.ts';
export * from './interrupts.ts';
export * from './iommu.ts';
export * from './locks.ts';
export * from './mapping.ts';
export * from './memory.ts';
export * from './message-delivery.ts';
export * from './msix.ts';
export * from './ownership.ts';
export * from './passed-function.ts';
export * from './peer-to-peer.ts';
export * from './pending.ts';
export * from './registers.ts';
export * from './registers-access.ts';
export * from './residue.ts';
export type { Actor, DeviceParts, Subject } from './subject.ts';
export * from './viommu-boot.ts';
export * from './viommu-reach.ts';
export * from './viommu-requests.ts';
export * from './viommu-resets.ts';
export type { ViommuSubject } from './viommu-subject.ts';
