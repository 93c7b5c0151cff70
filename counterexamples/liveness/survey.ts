/**
 * The requirements about the long run that the domain literature of this project names, and where each
 * of them is asked, or why it is not.
 */

/** A requirement of the survey. */
export interface LongRunRow {
  /** As it is called there. */
  readonly name: string;
  /** Note and section. */
  readonly where: string;
  /** Family and property, as they are called here; null where it is not judged on runs. */
  readonly asked: { readonly family: string; readonly property: string } | null;
  /** What is asked instead, or why nothing is. */
  readonly remark: string;
}

const vpci = 'vPCI 9.2';
const iommu = 'IOMMU 9.2';

/** All of them, in the order of the notes. */
export const longRunRows: readonly LongRunRow[] = [
  {
    name: 'L-NODEADLOCK',
    where: vpci,
    asked: null,
    remark: 'a circle of waiting shows in a single state: L-NODEADLOCK of vpci-locking',
  },
  {
    name: 'L-NOSELF',
    where: vpci,
    asked: null,
    remark: 'likewise: L-NOSELF of vpci-locking',
  },
  {
    name: 'L-PROGRESS',
    where: vpci,
    asked: { family: 'vpci-locking', property: 'L-PROGRESS' },
    remark: 'for each actor: whenever it is in the hypervisor, it leaves it',
  },
  {
    name: 'L-PEND',
    where: vpci,
    asked: { family: 'vpci-locking', property: 'L-PEND' },
    remark: 'the slot is emptied, by its work or by a cancel',
  },
  {
    name: 'NO-STARVE (locks)',
    where: 'vPCI 9.2, L-PROGRESS by lock',
    asked: { family: 'vpci-locking', property: 'NO-STARVE' },
    remark: 'with locks that are handed on in order',
  },
  {
    name: 'NO-STARVE (locks), unfair',
    where: 'vPCI 9.2, L-PROGRESS by lock',
    asked: { family: 'vpci-locking', property: 'NO-STARVE-UNFAIR' },
    remark:
      'with locks that go to whoever is quickest: no scheme has it, so each leans on fair locks',
  },
  {
    name: 'L-BOUNDED',
    where: vpci,
    asked: null,
    remark: 'a bound is a matter of single states: L-BOUNDED of vpci-mapping',
  },
  {
    name: 'L-UNSTUCK',
    where: vpci,
    asked: { family: 'vpci-mapping', property: 'L-RELEASABLE' },
    remark:
      'that something can be reached from every state: a livelock is where it cannot; L-UNSTUCK of vpci-mapping asks a safe part of it',
  },
  {
    name: 'L-DESTROY',
    where: vpci,
    asked: null,
    remark:
      'what is freed although destruction did not end shows in a state: L-DESTROY of assignment',
  },
  {
    name: 'EventuallyBoots',
    where: iommu,
    asked: { family: 'virtio-iommu', property: 'EventuallyBoots' },
    remark: 'up to the OS whose driver has taken over; its safe half is Boots',
  },
  {
    name: 'EventuallyCompleted',
    where: iommu,
    asked: { family: 'virtio-iommu', property: 'EventuallyCompleted' },
    remark: 'the model has no NEEDS_RESET: a request is answered',
  },
  {
    name: 'FlushTerminates',
    where: iommu,
    asked: { family: 'physical-iommu', property: 'FlushTerminates' },
    remark: 'noResetBlock delays a flush in the model and does not keep it, as a reset ends',
  },
  {
    name: 'EventuallyAttached',
    where: iommu,
    asked: { family: 'virtio-iommu', property: 'EventuallyAttached' },
    remark: 'endpoints that are unplugged meanwhile count as done',
  },
  {
    name: 'EventuallyQuiesced',
    where: iommu,
    asked: null,
    remark:
      'both ends are accepted, so only a device that leaves quarantine can violate it: QUARANTINE and QuarantineQuiet of physical-iommu are about single states',
  },
  {
    name: 'EventuallyFreed',
    where: iommu,
    asked: null,
    remark:
      'no family has the life of a page of a guest behind a refused UNMAP; UnmapMeansGone of virtio-iommu is the safe half',
  },
  {
    name: 'NoLostDoorbell',
    where: iommu,
    asked: null,
    remark:
      'a message is one step from its function to where it ends; a lost one shows in MSI-KEPT of guest-msi',
  },
  {
    name: 'EVENTUAL-RELEASE',
    where: 'backends B.5',
    asked: { family: 'grant-dma', property: 'EVENTUAL-RELEASE' },
    remark: 'given that nobody uses the reference from some point on',
  },
  {
    name: 'NO-STARVE (grants)',
    where: 'backends B.5',
    asked: { family: 'grant-dma', property: 'NO-STARVE' },
    remark: 'given that the frontend has done with flipping, and that the backend goes on asking',
  },
  {
    name: 'REQ-COMPLETES',
    where: 'backends C.8',
    asked: { family: 'ecam-ioreq', property: 'REQ-COMPLETES' },
    remark: 'scene `requests`; not asked of a device model that means harm, which need not answer',
  },
  {
    name: 'HOTADD-SETTLES',
    where: 'backends C.8',
    asked: null,
    remark: 'no family has the windows of bridges that a hot-added function has to fit into',
  },
  {
    name: 'NO-REBALANCE-LIVELOCK',
    where: 'backends C.8',
    asked: null,
    remark: 'likewise: nobody rebalances resources in any family',
  },
  {
    name: 'MSI-DELIVER',
    where: 'backends D.6',
    asked: null,
    remark: 'as NoLostDoorbell',
  },
  {
    name: 'HOTADD-DECIDES',
    where: 'backends D.6',
    asked: { family: 'reserved-regions', property: 'HOTADD-DECIDES' },
    remark: 'setup `vfio`: of devices and of RAM',
  },
  {
    name: 'MIG-PROGRESS',
    where: 'backends D.6',
    asked: null,
    remark: 'that it is possible is reachability: MIG-PROGRESS of reserved-regions and guest-msi',
  },
  {
    name: 'EVENTUALLY-PROBES',
    where: 'backends E.A',
    asked: { family: 'backend-ready', property: 'EVENTUALLY-PROBES' },
    remark: 'a device that is refused for want of grants counts as decided',
  },
  {
    name: 'RE-PROBES',
    where: 'backends E.A',
    asked: { family: 'backend-ready', property: 'RE-PROBES' },
    remark: 'the frontend has to talk to the incarnation that is there',
  },
  {
    name: 'NO-CROSS-BLOCK',
    where: 'backends E.A',
    asked: { family: 'backend-ready', property: 'NO-CROSS-BLOCK' },
    remark: 'for each pair of devices of different backends',
  },
  {
    name: 'XS-UP',
    where: 'backends E.A',
    asked: { family: 'late-xenstore', property: 'XS-UP' },
    remark: 'from the moment at which xenstored serves',
  },
];
