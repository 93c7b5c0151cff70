/** Combinations of parameters of `sriov` that make no sense. */

import { type DefectName, needsOf } from './defects.ts';
import { parameters, type Values } from './parameters.ts';
import { paths, type Scene, sceneOfPath } from './paths.ts';

/** The scenes that read a parameter; all of them where it is not named. */
const readBy: Partial<Readonly<Record<keyof Values, readonly Scene[]>>> = {
  pf: ['pf-vf'],
  vfs: ['pf-vf'],
  users: ['pf-vf'],
  guests: ['pf-vf'],
  ats: ['pf-vf'],
  container: ['mdev'],
  pages: ['mdev', 'nested'],
  msi: ['nested'],
};

type Setting = readonly [words: string, met: (values: Values) => boolean];

const ats: Setting = ['ats=true', (values) => values.ats];
const msi: Setting = ['msi=true', (values) => values.msi];
const twoPages: Setting = ['pages=2', (values) => values.pages > 1];

/** The setting a defect needs besides its scene and its code paths. */
const settingOf: Partial<Readonly<Record<DefectName, Setting>>> = {
  ATC_ASSUMED_EMPTY: ats,
  ATC_SKIPPED: ats,
  SHORT_UNPIN: twoPages,
  RANGE_SHORT: twoPages,
  DOORBELL_ONE_STAGE: msi,
  DOORBELL_UNTOLD: msi,
  DOORBELL_WIDE: msi,
};

/** Why a combination makes no sense, or undefined. */
export function refuse(values: Values): string | undefined {
  return refuseForeign(values) ?? refusePaths(values) ?? refuseDefects(values);
}

function refuseForeign(values: Values): string | undefined {
  for (const [name, scenes] of Object.entries(readBy)) {
    const key = name as keyof Values;
    const usual = parameters[key].default;
    if (scenes?.includes(values.scene) === false && String(values[key]) !== String(usual)) {
      return `${name} is ${String(values[key])}, but scene=${values.scene} does not read it; allowed is ${String(usual)}`;
    }
  }
  return undefined;
}

function refusePaths({ scene, paths: given }: Values): string | undefined {
  const own = paths.filter((code) => sceneOfPath(code) === scene);
  if (given.length === paths.length) return undefined;
  const foreign = given.find((code) => sceneOfPath(code) !== scene);
  if (foreign !== undefined) {
    return `path ${foreign} is of scene=${sceneOfPath(foreign)}, not of ${scene}; allowed are ${own.join(', ')}`;
  }
  if (given.length === 0) return `nothing happens; allowed paths are ${own.join(', ')}`;
  return undefined;
}

function refuseDefects(values: Values): string | undefined {
  for (const name of values.defects) {
    const { scene, paths: needed = [] } = needsOf(name);
    const setting = settingOf[name];
    if (scene !== values.scene)
      return `defect ${name} is of scene=${scene}, not of ${values.scene}`;
    const missing = needed.find((code) => !values.paths.includes(code));
    if (missing !== undefined) {
      return `defect ${name} is in code path ${missing}, which is left out`;
    }
    if (setting !== undefined && !setting[1](values)) {
      return `defect ${name} needs ${setting[0]}`;
    }
  }
  return undefined;
}
