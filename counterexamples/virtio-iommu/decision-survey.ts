/**
 * Section 2.3 of the survey as data: one line for each combination, with what may be so. Where the text leaves
 * a choice there is more than one, or a line for each value of the parameter that makes the choice.
 */
export const decisionSurvey: readonly string[] = `
D1 | – | not yet | any | none | any | block
D1 | – | – | any | none | any | block
D2 | BYPASS | not yet, or not since a reset | any | none | any | block
D2 | BYPASS | – | any | none | any | block
D3 | BYPASS | BYPASS | any | none | any | allow, identity
D4 | both | BYPASS | 0 | none | any | allow, identity
D5 | BYPASS_CONFIG | not yet | 1 | none | any | allow, identity
D6 | BYPASS_CONFIG | not yet | 0 | none | any | block
D7 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | none | any | allow, identity
D8 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | none | any | block
D9 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | bypass domain | any | allow, identity
D9 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | bypass domain | any | allow, identity
D10 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | no mapping | block
D10 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | no mapping | block
D11 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: READ | read: allow; write: block
D11 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: READ | read: allow; write: block
D12 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: WRITE | read: block; write: allow / allow
D12 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: WRITE | read: block; write: allow / allow
D13 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: READ, WRITE | allow
D13 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: READ, WRITE | allow
D14 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: no flag | block
D14 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: no flag | block
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: MMIO, READ | read: allow; write: block
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: MMIO, WRITE | read: block; write: allow
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: MMIO, READ, WRITE | allow
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | plain domain | mapped: MMIO | block
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: MMIO, READ | read: allow; write: block
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: MMIO, WRITE | read: block; write: allow
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: MMIO, READ, WRITE | allow
D15 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | plain domain | mapped: MMIO | block
D16 | any | PROBE | any | none | region R | block
D16 | BYPASS_CONFIG | PROBE | 0 | none | region R | block
D17 | any | any | any | plain domain | region R, not mapped, path=translated | block
D17 | any | any | any | plain domain | region R, not mapped, path=blocked | block
D18 | any | any | any | plain domain | region R, mapped by a lax device; the test for regions comes first | block
D18 | any | any | any | plain domain | region R, mapped by a lax device; the host refuses, and nobody is told | block
D18 | any | any | any | plain domain | region R, mapped by a lax device, and by the host | allow
D19 | any | any | any | plain domain | region M, not mapped, path=translated | read: block; write: doorbell
D19 | any | any | any | plain domain | region M, not mapped, path=blocked | read: block; write: doorbell
D19 | any | any | any | plain domain | region M, mapped by a lax device, and by the host | read: allow; write: doorbell
D20 | BYPASS_CONFIG | any | 0 | none | region M, unattachedMsi=message | read: block; write: doorbell
D20 | BYPASS_CONFIG | any | 0 | none | region M, unattachedMsi=fault | block
D20 | BYPASS_CONFIG | any | 0 | none | region M, unattachedMsi=onceAttached, never attached | block
D20 | BYPASS_CONFIG | any | 0 | none | region M, unattachedMsi=onceAttached, attached once | read: block; write: doorbell
D21 | BYPASS_CONFIG | any | 1 | none | region R, inBypass=regions | block
D21 | BYPASS_CONFIG | any | 1 | none | region R, inBypass=everything | allow, identity
D21 | BYPASS_CONFIG | any | 1 | none | region M, inBypass=regions | read: block; write: doorbell
D21 | BYPASS_CONFIG | any | 1 | none | region M, inBypass=everything | allow, identity
D21 | BYPASS_CONFIG | any | 0 | bypass domain | region R, inBypass=regions | block
D21 | BYPASS_CONFIG | any | 0 | bypass domain | region R, inBypass=everything | allow, identity
D21 | BYPASS_CONFIG | any | 0 | bypass domain | region M, inBypass=regions | read: block; write: doorbell
D21 | BYPASS_CONFIG | any | 0 | bypass domain | region M, inBypass=everything | allow, identity
D22 | BYPASS_CONFIG | any | 1 | none | BUS_MASTER off, heeded | block
D22 | BYPASS_CONFIG | any | any | plain domain | mapped: READ, WRITE; BUS_MASTER off, heeded | block
D23 | BYPASS_CONFIG | any | 1 | none | BUS_MASTER off, ignored | allow, identity
D23 | BYPASS_CONFIG | any | any | plain domain | mapped: READ, WRITE; BUS_MASTER off, ignored | allow
D24 | BYPASS_CONFIG | any | 1 | none | on a bus that bypasses the IOMMU | allow, identity
D24 | BYPASS_CONFIG | any | 0 | none | on a bus that bypasses the IOMMU | allow, identity
D24a | BYPASS_CONFIG | any | 1 | none | emulated, asks for no translation | allow, identity
D24a | BYPASS_CONFIG | any | 0 | none | emulated, asks for no translation | allow, identity
D24a | BYPASS_CONFIG | any | any | plain domain | no mapping; emulated, asks for no translation | allow, identity
D25 | BYPASS_CONFIG | any | 1 | alias: none | behind a PCIe-to-PCI bridge | allow, identity
D25 | BYPASS_CONFIG | any | 0 | alias: none | behind a PCIe-to-PCI bridge | block
D25 | BYPASS_CONFIG | any | any | alias: bypass domain | any; behind a PCIe-to-PCI bridge | allow, identity
D25 | BYPASS_CONFIG | any | any | alias: plain domain | no mapping; behind a PCIe-to-PCI bridge | block
D25 | BYPASS_CONFIG | any | any | alias: plain domain | mapped: READ, WRITE; behind a PCIe-to-PCI bridge | allow
D26 | BYPASS_CONFIG | any | 1 | none | device reset has just been completed | allow, identity
D26 | BYPASS_CONFIG | any | 0 | none | device reset has just been completed | block
D26 | BYPASS_CONFIG | any | any | plain domain | the same, resetKeepsDomains; mapped: READ, WRITE | allow
D27 | BYPASS_CONFIG | any | 1 initially | none | system reset has just been completed | allow, identity
D27 | BYPASS_CONFIG | any | 0 initially | none | system reset has just been completed | block
D28 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | none | just detached | allow, identity
D29 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | from plain to plain | being moved, move=literal | allow, identity
D29 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | from plain to plain | being moved, move=atomic | block
D30 | BYPASS_CONFIG | BYPASS_CONFIG | 1 | none | ATTACH about to be rejected for its kind, attachRejectDetaches | allow, identity
D30 | BYPASS_CONFIG | BYPASS_CONFIG | 0 | none | ATTACH about to be rejected for its kind, attachRejectDetaches | block
D31 | BYPASS_CONFIG | any | 1 | none | NEEDS_RESET | allow, identity
D31 | BYPASS_CONFIG | any | 0 | none | NEEDS_RESET | block
D31 | BYPASS_CONFIG | any | any | bypass domain | NEEDS_RESET | allow, identity
D31 | BYPASS_CONFIG | any | any | plain domain | no mapping; NEEDS_RESET | block
D31 | BYPASS_CONFIG | any | any | plain domain | mapped: READ, WRITE; NEEDS_RESET | allow
D32 | BYPASS_CONFIG | any | 1 | none | BUS_MASTER of the IOMMU off | allow, identity
D32 | BYPASS_CONFIG | any | 0 | none | BUS_MASTER of the IOMMU off | block
D32 | BYPASS_CONFIG | any | any | bypass domain | BUS_MASTER of the IOMMU off | allow, identity
D32 | BYPASS_CONFIG | any | any | plain domain | no mapping; BUS_MASTER of the IOMMU off | block
D32 | BYPASS_CONFIG | any | any | plain domain | mapped: READ, WRITE; BUS_MASTER of the IOMMU off | allow
`
  .trim()
  .split('\n');
