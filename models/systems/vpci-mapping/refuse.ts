/** Combinations of parameters that make no sense. */

import { flipsEarly, isLegacy, type PathCode, type Values } from './parameters.ts';

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { devices, guests, bars, pages, frames, profile, order } = values;
  const has = (code: PathCode): boolean => values.paths.includes(code);
  if (frames < pages) return `frames is ${frames}, but a BAR has ${pages} pages`;
  if (frames % pages !== 0) {
    return `frames is ${frames}, but a BAR of ${pages} pages begins in a multiple of ${pages}`;
  }
  if (guests > devices) return `guests is ${guests}, but there are only ${devices} devices`;
  if (guests > 1 && profile === 'hwdom') return 'there is one hardware domain: guests must be 1';
  if (values.width === '64' && frames < 4) {
    return `frames is ${frames}, but the halves of a 64-bit BAR count 4 frames together`;
  }
  if (values.subpage && pages > 1) return `subpage is set, but BARs have ${pages} pages`;
  if (values.shared && (!values.subpage || devices < 2)) {
    return 'shared needs subpage=true and two devices: only BARs smaller than a page share one';
  }
  if (values.msix && bars * pages < 2) {
    return 'msix needs two pages of BARs: one for the table, one to map';
  }
  if (values.paths.length === 0 || (values.vcpus === 0 && !managesOnly(values))) {
    return 'there is nobody to do anything';
  }
  const legacy = refuseLegacy(values);
  if (legacy !== undefined) return legacy;
  const wrong = refuseHwdom(values);
  if (wrong !== undefined) return wrong;
  if (flipsEarly(values) && order === 'always-on') {
    return 'PEND_EARLYFLIP is about when decode changes, which order=always-on never does';
  }
  if (values.defects.includes('PEND_EARLYFLIP') && values.scheme === 'S5') {
    return 'defect PEND_EARLYFLIP belongs to scheme S1, S3v8 or S4, not to S5';
  }
  if (values.defects.includes('PERM_TRUNC') && !has('XL')) {
    return 'defect PERM_TRUNC is of libxl: it needs path XL';
  }
  if (values.defects.includes('TABLE_TRUST') && !values.msix) {
    return 'defect TABLE_TRUST needs msix=true';
  }
  return undefined;
}

/** Whether dom0 has something to do by itself. */
function managesOnly({ paths: chosen }: Values): boolean {
  return chosen.some((path) => ['ADD', 'RST', 'DEA', 'ASG', 'XL', 'FLR', 'REVOKE'].includes(path));
}

/** What schemes from before vPCI have, and what only they have. */
function refuseLegacy(values: Values): string | undefined {
  const { scheme, order } = values;
  const only = values.paths.find((path) => !['CMD', 'PTE', 'TOUCH'].includes(path));
  const defect = values.defects[0];
  if (values.paths.includes('PTE') && scheme !== 'pciback') {
    return `path PTE belongs to scheme pciback, not to ${scheme}`;
  }
  if (!isLegacy(scheme)) return undefined;
  if (only !== undefined) return `scheme ${scheme} has paths CMD, PTE and TOUCH only, not ${only}`;
  if (defect !== undefined) return `defect ${defect} does not belong to scheme ${scheme}`;
  if (order !== 'as-is' && order !== 'always-on') {
    return `scheme ${scheme} has order as-is or always-on, not ${order}`;
  }
  if (values.vcpus > 1 || values.devices > 1 || values.msix || values.profile === 'hwdom') {
    return `scheme ${scheme} is modelled for a guest with one vCPU and one device, without MSI-X`;
  }
  return undefined;
}

/** Paths that only the hardware domain has. */
function refuseHwdom({ paths: chosen, profile, scheme, msix }: Values) {
  const has = (code: PathCode): boolean => chosen.includes(code);
  for (const code of ['ROM', 'ADD'] as const) {
    if (has(code) && profile !== 'hwdom') return `path ${code} needs profile=hwdom`;
    if (has(code) && scheme !== 'S4') return `path ${code} needs scheme S4, not ${scheme}`;
  }
  if (has('ADD') && !msix) return 'path ADD needs msix=true: it is about the hole for the table';
  return undefined;
}
