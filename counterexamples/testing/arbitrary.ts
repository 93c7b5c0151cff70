/** Traces of systems that do not exist, for laws about pictures. */

import fc from 'fast-check';
import { TRACE_VERSION, type Trace } from '../trace.ts';

const component = fc.constantFrom(
  'vcpu0',
  'vcpu1',
  'dom0',
  'pciLock',
  'iommu_context_of_dev0',
  'p2m',
);
const label = fc.oneof(
  fc.constantFrom('idle', 'rd0.test vpci=1', 'rd0.locked vpci=0', 'ring.full link.up'),
  fc.constantFrom('readers={vcpu0} waiting=dom0', 'readers={vcpu0 vcpu1} waiting=none', ''),
  fc.string({ maxLength: 12 }),
);
const stepName = fc.oneof(
  fc.constantFrom('vcpu0: RD(1) read_lock(d->pci_lock)', 'dom0: remove', 'unlock'),
  fc.string({ maxLength: 20 }),
);

/** A trace whose labels are consistent: every change begins where the last one ended. */
export const anyTrace: fc.Arbitrary<Trace> = fc
  .record({
    initial: fc.dictionary(component, label, { noNullPrototype: true }),
    steps: fc.array(
      fc.record({
        step: stepName,
        actor: component,
        changes: fc.dictionary(component, label, { maxKeys: 3, noNullPrototype: true }),
        seen: fc.uniqueArray(component, { maxLength: 2 }),
        source: fc.constantFrom(undefined, 'vpci_write in 8862c7b8b6', 'a `note` | 3.1\u0007'),
      }),
      { maxLength: 12 },
    ),
    tellers: fc.uniqueArray(component, { maxLength: 3 }),
    shows: fc.constantFrom('violation', 'witness'),
    statement: fc.string(),
    property: fc.string(),
    lasso: fc.constantFrom(null, { start: 0 }),
  })
  .map(({ steps, tellers, ...rest }) => {
    const now: Record<string, string> = { ...rest.initial };
    return {
      ...rest,
      interlock: 'trace',
      version: TRACE_VERSION,
      system: 'any',
      parameters: {},
      ...(tellers.length === 0 ? {} : { tellsSteps: tellers }),
      steps: steps.map(({ step, actor, changes, seen, source }) => ({
        step,
        actor,
        changed: Object.fromEntries(
          Object.entries(changes).flatMap(([name, to]) => {
            const from = now[name];
            if (from === undefined || from === to) return [];
            now[name] = to;
            return [[name, { from, to }]];
          }),
        ),
        ...(seen.length === 0 ? {} : { with: seen }),
        ...(source === undefined ? {} : { source }),
      })),
    };
  });
