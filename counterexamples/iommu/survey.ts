/**
 * What the survey of IOMMUs lists, and where each item is: defects (section 8) and invariants (9.1 and D.6). Rows whose id an entry bears, or names in its source, and invariants that a property
 * is called after, find their place by themselves; what is here is what they cannot know.
 */

/** A row of the survey: what it is about, what else shows it, and why it is not here. */
export interface SurveyRow {
  readonly what: string;
  /** Entries of the catalogue that show it under another name. */
  readonly entries?: readonly string[];
  /** Properties that state it under another name, as `family NAME`. */
  readonly properties?: readonly string[];
  /** Why it is not here, or what is missing. */
  readonly why?: string;
}

export type SurveyRows = Readonly<Record<string, SurveyRow>>;

/** Why some rows may have no place; it is said only as long as they have none. */
const physical =
  'flush queues and device TLBs of a physical IOMMU have no family of their own here';
const identity = 'identity mappings in a shared domain are in no family here';
const quirks = 'device IDs are not compared with lists of quirks in any family';
const nested = 'nested translation and mediated devices are in no family here';
const whole = 'asked of what is left behind: L-DESTROY and QUARANTINE of assignment';

/** Defects that a checker should reproduce. */
export const defectRows: SurveyRows = {
  F1: { what: 'device reset leaves attachments and mappings', entries: ['resetKeepsDomains'] },
  F2: { what: 'a move between domains opens the bypass view' },
  F3: { what: 'a rejected ATTACH detaches' },
  F4: { what: 'UNMAP of a part is not atomic' },
  F5: { what: 'lookup off by one' },
  F6: { what: 'a host that fails to unmap is not heard of', entries: ['hostMapFails'] },
  F7: { what: 'endpoints are counted before ATTACH' },
  F8: { what: 'unplug without DETACH', entries: ['unplugNoDetach'] },
  F9: { what: 'DETACH under default bypass is full access' },
  F10: { what: 'device reset restores bypass', entries: ['nonStickyBypass'] },
  F11: { what: 'system reset does not restore bypass', entries: ['noSystemRestore'] },
  F12: {
    what: 'firmware opens bypass for everybody',
    entries: ['virtualBridgeBme', 'bootBypass'],
  },
  F13: { what: 'tables or queues rewritten by DMA before they are enforced' },
  F14: { what: 'the IOMMU is reset before the devices' },
  F15: {
    what: 'after reset no mapping for firmware',
    entries: ['bypassOnlyIfNegotiated'],
  },
  F16: { what: 'map not split but unmap split' },
  F17: { what: 'stale cache of bus numbers' },
  F18: { what: 'the view is not switched again after migration or restore' },
  F19: { what: 'a late joiner misses mappings' },
  F20: { what: 'flags of a mapping are dropped' },
  F21: { what: 'merging N and I lets another endpoint into firmware memory', why: identity },
  F22: { what: 'a reserved region unknown when the machine was started' },
  F23: {
    what: 'DMA in flight lands in dom0 after deassign',
    entries: ['XSA-302', 'XSA-306', 'QUARANTINE_OFF'],
  },
  F24: { what: 'deassigning with RMRR cut short by an error code', entries: ['XSA-386'] },
  F25: {
    what: 'device cut off from its RMRR during reassignment',
    entries: ['XSA-400', 'XSA-400-ORDER', 'XSA-400-QUARANTINE'],
  },
  F26: {
    what: 'unity maps merged over gaps, removable, or left behind',
    entries: ['XSA-378-MERGED', 'XSA-378-REMOVABLE', 'XSA-378-JOIN'],
  },
  F27: { what: 'identity map failed half way', entries: ['XSA-460'] },
  F28: {
    what: 'phantom function stays with dom0',
    entries: ['XSA-449', 'XSA-449-ATOMIC', 'PHANTOM_PARTIAL'],
  },
  F29: { what: 'quarantine tables of wrong depth, or shared', entries: ['XSA-445', 'XSA-450'] },
  F30: { what: 'race for domain ids', entries: ['XSA-399'] },
  F31: { what: 'page freed before the deferred flush', entries: ['XSA-346', 'XSA-480'] },
  F32: { what: 'a flush that timed out counts as done', entries: ['XSA-373', 'XSA-373-MISREAD'] },
  F33: { what: 'entries updated piecewise', entries: ['XSA-347'] },
  F34: { what: 'context changed, TLB not flushed', entries: ['XSA-442'] },
  F35: { what: 'whether to flush ignores a change of permission', entries: ['XSA-275'] },
  F36: { what: 'the flag "don’t flush" left set on an error path', entries: ['XSA-80'] },
  F37: { what: 'device TLB flushed too early, or not at all', why: physical },
  F38: { what: 'device TLB skipped on reassignment', why: physical },
  F39: { what: 'the window of lazy unmapping', why: physical },
  F40: { what: 'a flush waits for ever on a dead device', why: physical },
  F41: { what: 'an invalidation during a function reset is ignored', why: physical },
  F42: { what: 'shared CPU tables freed without a flush', why: physical },
  F43: { what: 'forged messages, lax source check, shared table', entries: ['XSA-3'] },
  F44: { what: 'a device claims the IDs of one that has quirks', why: quirks },
  F45: { what: 'a group split between kernel and user driver' },
  F46: { what: 'a translation handed out and never revoked' },
  F47: { what: 'range check inverted: unity map over RAM', why: identity },
  F48: { what: 'both bypass bits offered, the old one accepted' },
  F49: { what: 'shutdown resets the virtual IOMMU while devices run' },
  F50: { what: 'DETACH with the wrong domain' },
};

/** Safety invariants of 9.1, in its order, then the short ones named below its table. */
export const invariantRows: SurveyRows = {
  HostContained: { what: 'what is reached belongs to the machine of the endpoint' },
  GuestContained: { what: 'not in bypass: what is mapped and not unmapped' },
  UntrustedNeverOpen: { what: 'an untrusted endpoint is never in bypass' },
  DetachedBlocked: { what: 'in no domain, no reach, once the OS has taken over' },
  DetachedUnreachable: { what: 'nothing of the domain after DETACH' },
  StickyBypass: { what: 'device reset leaves bypass' },
  RestoredBypass: { what: 'system reset restores bypass' },
  ResetDetachesAll: { what: 'device reset detaches everybody' },
  FreshDomainEmpty: { what: 'who makes a domain finds it empty' },
  RejectIsNoop: { what: 'what is rejected has changed nothing' },
  UnmapAtomic: { what: 'UNMAP removes all or nothing' },
  UnmapMeansGone: { what: 'unmapped: out of reach, caches and borrowers included' },
  NoTransientBypass: { what: 'a move from plain to plain is never in bypass' },
  MapExact: { what: 'translated exactly by the mapping that covers the address' },
  NoWriteWithoutW: { what: 'no write without WRITE' },
  DomainSharedByAll: { what: 'all endpoints of a domain see the same' },
  NoDmaToFreed: { what: 'a free page is in no entry and no cache', why: physical },
  StrictForUntrusted: { what: 'no lazy window for untrusted endpoints', why: physical },
  NoTornEntry: { what: 'no entry is read half written', why: physical },
  NoStaleContext: {
    what: 'nothing is translated by the old domain after reassignment',
    why: physical,
  },
  AtcAfterTlb: { what: 'device TLB after the main one', why: physical },
  NoStaleAtc: { what: 'what a device caches is of its domain' },
  FlushCompleteBeforeReturn: { what: 'unmap returns after its flush', why: physical },
  DomIdFresh: { what: 'no entry carries a domain id that is handed out', why: physical },
  Quarantine: {
    what: 'what left a guest reaches scratch and its RMRR only',
    properties: ['assignment QUARANTINE'],
  },
  RmrrAlwaysMapped: {
    what: 'a hard RMRR is mapped at every step',
    properties: ['assignment RMRR-MAPPED'],
  },
  AllAliasesMove: {
    what: 'every requester id of a device is in the same domain',
    properties: ['assignment IOMMU-MATCH'],
  },
  GroupSingleOwner: { what: 'a group has one owner', properties: ['guest-msi GROUP-ATOMIC'] },
  NoForeignIdentity: { what: 'nobody reaches an identity mapping of somebody else', why: identity },
  PlugRejectsConflict: {
    what: 'no plugged device has a region that meets RAM or mappings',
    properties: ['guest-msi RESV-DISJOINT'],
  },
  ControlNotReachable: { what: 'tables, queues and requests are out of reach' },
  MsiOwn: {
    what: 'an interrupt raised by a device is its own',
    properties: ['guest-msi MSI-CONFINE'],
  },
  ResetUnderBlock: { what: 'in reset: blocked, ATS off', why: physical },
  RidFreshOnPlug: { what: 'what is plugged starts unattached' },
  ViewMatchesState: { what: 'the view in force is the one called for' },
  AtsEnableOrder: { what: 'ATS: IOMMU side first on, last off', why: physical },
  FlushCoversUnmap: { what: 'the range flushed contains the range removed', why: physical },
  TableVisible: { what: 'no flush before the entry is in memory', why: physical },
  SharedTableFlush: { what: 'a change of a shared table is followed by a flush', why: physical },
  NestedFlushScope: { what: 'the flush reaches combined entries', why: nested },
  ShadowRefines: { what: 'the shadow is within stage 1 and stage 2', why: nested },
  ResetUnhooksStage1: { what: 'reset takes stage 1 away', why: nested },
  DoorbellOwn: { what: 'a doorbell of its own', why: nested },
  IrBeforeDma: { what: 'interrupts are torn down first', properties: ['guest-msi IR-BEFORE-DMA'] },
  NoUnpinnedMapping: { what: 'what is mapped is pinned', why: physical },
  PageExclusive: {
    what: 'an IOMMU or MMIO page serves one owner',
    why: 'pages are whole here; two BARs in one page are XSA-461 in vpci-mapping',
  },
  PfOwnerTrustedByVfs: { what: 'the owner of the PF is trusted by whoever has a VF' },
  VfOpenNeedsToken: { what: 'VFs of a PF in user space need its token' },
  MdevUnpinsOnUnmap: { what: 'a mediated device unpins when told', why: nested },
  ResetOrder: {
    what: 'the IOMMU is reset after the devices',
    properties: ['virtio-iommu NoIovaAsGpa'],
  },
  RidBindsRightDevice: { what: 'a requester id means the device that has it' },
  DeassignComplete: { what: 'deassigning is done in full, or the domain dies', why: whole },
  RollbackComplete: {
    what: 'what failed is undone in full',
    properties: ['assignment ASSIGN-ATOMIC'],
  },
  QuirkOnlyTrusted: { what: 'quirks are for trusted devices', why: quirks },
  BypassFieldDecides: { what: 'bypass = 0 and unattached: no reach' },
  NoIovaAsGpa: { what: 'who has I/O virtual addresses is never in identity' },
};

/** Invariants of D.6. */
export const messageRows: SurveyRows = {
  'MSI-CONFINE': { what: 'an interrupt was bound for the function that raises it' },
  'DMA-CONFINE': {
    what: 'a write ends in pages of the owner',
    properties: ['guest-msi DMA-CONFINED', 'assignment DMA-CONFINED'],
  },
  'P2P-NO-BYPASS': { what: 'nobody else’s function is reached past the IOMMU' },
  'GROUP-ATOMIC': { what: 'a group has one owner' },
  'RESV-DISJOINT': { what: 'RAM and reserved regions do not meet' },
  'DOORBELL-MAPPED': { what: 'the doorbell is mapped, and nothing else beside it' },
  'SELF-P2P': { what: 'siblings of different domains do not reach each other' },
  'HOTADD-CHECKED': { what: 'what is attached was checked in that step' },
  'REVOKE-BEFORE-REASSIGN': { what: 'old translations and interrupts go first' },
  'MSI-DELIVER': {
    what: 'an unmasked interrupt is delivered',
    why: 'a message is one step; a lost one shows in MSI-KEPT',
  },
  'HOTADD-DECIDES': {
    what: 'every hot-add is decided',
    why: 'about the long run: see [liveness](liveness.md)',
  },
  'MIG-PROGRESS': { what: 'a compatible target can be migrated to' },
};
