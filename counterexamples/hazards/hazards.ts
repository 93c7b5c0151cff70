/**
 * Which hazards each signalling variant of `backend-ready` is open to, found by runs.
 *
 * A cell is about one hazard and one variant. It is run in many settings: the variant as it is, with
 * each of its defect toggles, and with every two of them, in each environment of the row. `✗`: the
 * variant as it is violates the property of the row in every environment. `✓`: no setting violates it.
 * `c`, conditional: anything between. `–`: the property is not asked of the variant.
 */

import { breadthFirst, link } from '../../explorer/index.ts';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { backendReady } from '../../models/systems/backend-ready/index.ts';
import type { Defect } from '../../models/systems/backend-ready/parameters.ts';
import {
  deathsOnly,
  type Variant,
  variants,
  variantsOf,
} from '../../models/systems/backend-ready/variants.ts';

type Values = Parameters<typeof backendReady.with>[0] & object;

/** What is found of a hazard under a variant. */
export type Cell = '✓' | '✗' | 'c' | '–';

/** A cell, and what a conditional one depends on: settings, none of which contains another. */
export interface Found {
  readonly cell: Cell;
  readonly conditions: readonly string[];
}

/** A hazard: the property it is the failure of, and where it is looked for. */
export interface Hazard {
  readonly id: 'R1' | 'R2' | 'R3' | 'R4' | 'R5' | 'R6' | 'R13';
  readonly what: string;
  readonly property: string;
  readonly environments: readonly { readonly name: string; readonly values: Values }[];
}

const together = { name: '', values: { devices: 2, backends: 2, unmapped: 1 } };
const named = { name: '', values: { devices: 2, backends: 2, unmapped: 0 } };
const alone: Values = { devices: 1, backends: 1, unmapped: 0 };

export const hazards: readonly Hazard[] = [
  {
    id: 'R1',
    what: 'the frontend probes before the backend is ready',
    property: 'NO-EARLY-PROBE',
    environments: [together],
  },
  { id: 'R2', what: 'the signal is lost', property: 'NO-LOST-SIGNAL', environments: [together] },
  {
    id: 'R3',
    what: 'the backend dies after its signal, before the probe',
    property: 'NO-DEAD-PROBE',
    environments: [{ name: '', values: { ...alone, deaths: 'anytime' } }],
  },
  {
    id: 'R4',
    what: 'the backend comes back under another domain id',
    property: 'DOMID-CORRECT',
    environments: [
      { name: 'deaths=boot', values: { ...alone, deaths: 'boot', restart: 'newDomid' } },
      { name: 'deaths=anytime', values: { ...alone, deaths: 'anytime', restart: 'newDomid' } },
    ],
  },
  {
    id: 'R5',
    what: 'a wrong domain id for one device of a shared bridge',
    property: 'DOMID-CORRECT',
    environments: [named],
  },
  {
    id: 'R6',
    what: 'no backend named, so no grants, silently',
    property: 'NO-SILENT-BYPASS',
    environments: [together],
  },
  {
    id: 'R13',
    what: 'an expired time-out is taken for ready, or for absent for good',
    property: 'NO-FALSE-EXPIRY',
    environments: [together],
  },
];

/** The variants of the matrix: V0 is what they are held against, V6b came after it. */
export const judged: readonly Variant[] = variants.filter((v) => v !== 'V0' && v !== 'V6b');

/** A setting: which toggles are on, and all its parameters. */
type Setting = readonly [toggled: readonly string[], values: Values];

/** One toggle each: a defect, or another level to wait for. */
function toggles(variant: Variant, { deaths, devices, restart }: Values): readonly Setting[] {
  const belongs = (Object.keys(variantsOf) as Defect[]).filter(
    (defect) =>
      variantsOf[defect].includes(variant) &&
      (deaths !== undefined || !deathsOnly.includes(defect)) &&
      (restart === undefined || defect !== 'UNSEEN_DEATH'),
  );
  const waits = variant === 'V3' || variant === 'V12' ? (['any', 'all'] as const) : [];
  return [
    ...belongs.map((defect): Setting => [[defect], { defects: [defect] }]),
    ...(devices === 1
      ? []
      : waits.map((waitFor): Setting => [[`waitFor=${waitFor}`], { waitFor }])),
  ];
}

/** The variant as it is, with each toggle, and with every two that go together. */
function settingsOf(variant: Variant, environment: Values): readonly Setting[] {
  const single = toggles(variant, environment);
  const pairs = single.flatMap(([a, first], i) =>
    single
      .slice(i + 1)
      .filter(([, second]) => first.waitFor === undefined || second.waitFor === undefined)
      .map(
        ([b, second]): Setting => [
          [...a, ...b],
          { ...first, ...second, defects: [...(first.defects ?? []), ...(second.defects ?? [])] },
        ],
      ),
  );
  const none: Setting = [[], {}];
  return [none, ...single, ...pairs].map(([toggled, values]) => [
    toggled,
    { ...environment, ...values, variant },
  ]);
}

/** All cells of one variant, by hazard. */
export async function hazardsOf(variant: Variant): Promise<Readonly<Record<string, Found>>> {
  const kept = new Map<string, ReadonlyMap<string, boolean>>();
  const judge = async (values: Values): Promise<ReadonlyMap<string, boolean>> => {
    const key = JSON.stringify(values);
    const known = kept.get(key) ?? (await violations(backendReady.with(values)));
    kept.set(key, known);
    return known;
  };
  const cells: [string, Found][] = [];
  for (const { id, property, environments } of hazards) {
    const seen: Seen[] = [];
    for (const { name, values: environment } of environments) {
      for (const [toggled, values] of settingsOf(variant, environment)) {
        const violated = (await judge(values)).get(property);
        if (violated !== undefined) seen.push({ environment: name, toggled, violated });
      }
    }
    cells.push([id, found(seen)]);
  }
  return Object.fromEntries(cells);
}

/** What was seen in one setting. */
interface Seen {
  readonly environment: string;
  readonly toggled: readonly string[];
  readonly violated: boolean;
}

function found(seen: readonly Seen[]): Found {
  const designs = seen.filter(({ toggled }) => toggled.length === 0);
  const bad = seen.filter(({ violated }) => violated);
  if (designs.length === 0) return { cell: '–', conditions: [] };
  if (bad.length === 0) return { cell: '✓', conditions: [] };
  if (designs.every(({ violated }) => violated)) return { cell: '✗', conditions: [] };
  const smallest = bad.filter(
    (setting) => !bad.some((other) => other !== setting && isWithin(other, setting)),
  );
  return {
    cell: 'c',
    conditions: smallest.map(({ environment, toggled }) =>
      [...toggled, ...(environment === '' ? [] : [environment])].join(' and '),
    ),
  };
}

/** The toggles of one setting are some of those of the other, in the same environment. */
function isWithin(one: Seen, other: Seen): boolean {
  return (
    one.environment === other.environment &&
    one.toggled.length < other.toggled.length &&
    one.toggled.every((toggle) => other.toggled.includes(toggle))
  );
}

/** For each property that is asked, whether it is violated. A pass without its companion is none. */
async function violations(system: SystemDefinition): Promise<ReadonlyMap<string, boolean>> {
  const { properties } = await breadthFirst(link(system));
  return new Map(
    properties.map(({ name, verdict }) => {
      if (verdict !== 'violated' && verdict !== 'holds') {
        throw new Error(`${name} is ${verdict} in ${JSON.stringify(system.parameters)}`);
      }
      return [name, verdict === 'violated'];
    }),
  );
}
