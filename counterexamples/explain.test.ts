import { describe, expect, it } from 'vitest';
import type { SystemDefinition } from '../models/compose/index.ts';
import { trial } from '../models/systems/trial.system.ts';
import { type Explanation, explain } from './explain.ts';
import { replay } from './replay/replay.ts';
import { traceFor } from './testing/evidence.ts';
import { tinySystem } from './testing/tiny.ts';

async function explained(system: SystemDefinition, property: string): Promise<Explanation> {
  const run = replay(system, await traceFor(system, property));
  if (run.kind === 'mismatch') throw new Error(run.found);
  return explain(system, run);
}

describe('explain', () => {
  it('names the atoms that decide an invariant, and no others', async () => {
    const system = trial.with({ vcpus: 3, fault: true });
    expect(await explained(system, 'NO-USE-AFTER-FREE')).toMatchInlineSnapshot(`
      {
        "facts": [
          {
            "because": [
              {
                "is": "sawPresent",
                "what": "cpu0",
              },
            ],
            "text": "cpu0 is at work",
            "when": "in the last state",
          },
          {
            "because": [
              {
                "is": "freed",
                "what": "dev",
              },
            ],
            "text": "dev is freed",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
      }
    `);
  });

  it('shows the values a relation compares', async () => {
    expect(await explained(tinySystem(), 'LEFT-FIRST')).toMatchInlineSnapshot(`
      {
        "facts": [
          {
            "because": [
              {
                "is": "null",
                "what": "left owner",
              },
              {
                "is": "bob",
                "what": "right owner",
              },
            ],
            "text": "not (both locks have one owner or right has none)",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
      }
    `);
  });

  it('tells premise and consequence of a step invariant apart', async () => {
    expect(await explained(tinySystem(), 'ANN-ALONE')).toMatchInlineSnapshot(`
      {
        "facts": [
          {
            "because": [
              {
                "is": "one",
                "what": "ann",
              },
            ],
            "text": "not (ann is at idle)",
            "when": "before the last step",
          },
          {
            "because": [
              {
                "is": "one",
                "what": "bob",
              },
            ],
            "text": "not (bob is at idle)",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
      }
    `);
  });

  it('says for every actor which of its steps are blocked, and by whom', async () => {
    expect(await explained(tinySystem(), 'NO-DEADLOCK')).toMatchInlineSnapshot(`
      {
        "actors": [
          {
            "actor": "ann",
            "steps": [
              {
                "refusedBy": [
                  {
                    "component": "right",
                    "part": "TAKE by=ann",
                    "state": "owner=bob",
                  },
                ],
                "step": "ann: take right",
              },
            ],
          },
          {
            "actor": "bob",
            "steps": [
              {
                "refusedBy": [
                  {
                    "component": "left",
                    "part": "TAKE by=bob",
                    "state": "owner=ann",
                  },
                ],
                "step": "bob: take left",
              },
            ],
          },
        ],
        "kind": "deadlock",
      }
    `);
  });

  it('lists a cycle of waiting in order', async () => {
    expect(await explained(tinySystem(), 'NO-CYCLE')).toMatchInlineSnapshot(`
      {
        "kind": "waitCycle",
        "waits": [
          {
            "actor": "ann",
            "blockedBy": [
              "bob",
            ],
            "component": "right",
            "request": "right",
            "state": "owner=bob",
          },
          {
            "actor": "bob",
            "blockedBy": [
              "ann",
            ],
            "component": "left",
            "request": "left",
            "state": "owner=ann",
          },
        ],
      }
    `);
  });

  it('says why a goal is reached', async () => {
    expect(await explained(tinySystem(), 'BOB-HAS-BOTH')).toMatchInlineSnapshot(`
      {
        "facts": [
          {
            "because": [
              {
                "is": "one",
                "what": "ann",
              },
            ],
            "text": "not (ann is at idle)",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
      }
    `);
  });
});
