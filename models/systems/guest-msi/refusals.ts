/** Combinations of parameters of `guest-msi` that make no sense. */

import type { Defect, PathCode, Values } from './parameters.ts';

/** The setting each defect belongs to: its parameter, and the value that is needed. */
const settingOf: Partial<Readonly<Record<Defect, readonly [keyof Values, string]>>> = {
  ENABLE_FIRST: ['msiPath', 'translated'],
  DOORBELL_READABLE: ['msiPath', 'translated'],
  DOORBELL_WIDE: ['msiPath', 'translated'],
  TRAP_UNFILTERED: ['intremap', 'none'],
  GROUP_MISSES_MFD: ['groupPolicy', 'enforce'],
  GROUP_MISSES_RC: ['groupPolicy', 'enforce'],
  RDM_TEARDOWN: ['rdmPolicy', 'relaxed'],
};

/** The code path each defect is in. */
const pathOf: Partial<Readonly<Record<Defect, PathCode>>> = {
  MSI_UNOWNED: 'MSI',
  ENTRY_LEFT: 'DEA',
  ENTRY_LATE: 'DEA',
  ENABLE_FIRST: 'MSI',
  DOORBELL_READABLE: 'MSI',
  DOORBELL_WIDE: 'MSI',
  RDM_TEARDOWN: 'DEA',
};

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  const { doorbell, functions, senders, sends } = values;
  if (doorbell === 'x86' && values.msiPath === 'translated') {
    return 'msiPath=translated belongs to Arm (doorbell its or gicv2m), not to x86';
  }
  if (doorbell !== 'x86' && values.intremap !== 'SID') {
    return `intremap=${values.intremap} belongs to doorbell=x86, not to ${doorbell}`;
  }
  if (doorbell !== 'x86' && values.irteUpdate !== 'atomic') {
    return `irteUpdate=${values.irteUpdate} belongs to doorbell=x86, not to ${doorbell}`;
  }
  if (functions.length === 0 || values.guests.length === 0) {
    return 'there is nothing to assign, or nobody to assign it to';
  }
  if (senders.some((name) => functions.includes(name)) && sends.length === 0) {
    return 'sends is none, so nothing is sent; name no senders instead';
  }
  if (values.phantom !== 'none' && !functions.includes('f0')) {
    return `phantom is ${values.phantom}, but f0, which has the phantom function, is not there`;
  }
  if (functions.every((name) => values.dom0Has.includes(name))) {
    return 'dom0 has every function, so there is nothing to assign';
  }
  if (values.requesterIds === 'bridge' && values.phantom !== 'none') {
    return 'behind a bridge (requesterIds=bridge) there are no phantom functions';
  }
  if (!values.paths.includes('ASG')) return 'without ASG no guest ever has a function';
  return refuseDefect(values);
}

function refuseDefect(values: Values): string | undefined {
  for (const defect of values.defects) {
    const [parameter, wanted] = settingOf[defect] ?? [];
    if (parameter !== undefined && values[parameter] !== wanted) {
      return `defect ${defect} belongs to ${parameter}=${wanted}, not to ${String(values[parameter])}`;
    }
    const path = pathOf[defect];
    if (path !== undefined && !values.paths.includes(path)) {
      return `defect ${defect} is in code path ${path}, which is left out`;
    }
  }
  return undefined;
}
