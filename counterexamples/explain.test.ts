import { describe, expect, it } from 'vitest';
import type { SystemDefinition } from '../models/compose/index.ts';
import { trial } from '../models/systems/trial.system.ts';
import { type Explanation, explain } from './explain.ts';
import { replay } from './replay/replay.ts';
import { traceFor } from './testing/evidence.ts';
import { tellingSystem } from './testing/telling.ts';
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
                "component": "cpu0",
                "is": "sawPresent",
                "what": "cpu0",
              },
            ],
            "since": 2,
            "text": "cpu0 is at work",
            "when": "in the last state",
          },
          {
            "because": [
              {
                "component": "dev",
                "is": "freed",
                "what": "dev",
              },
            ],
            "since": 5,
            "text": "dev is freed",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
        "lastStep": null,
      }
    `);
  });

  it('says what the last step met, who had left it so, and since when its actor was away', async () => {
    expect(await explained(tellingSystem(), 'NO-UAF')).toMatchInlineSnapshot(`
      {
        "facts": [
          {
            "because": [
              {
                "component": "cpu",
                "is": "use-after-free",
                "what": "cpu",
              },
            ],
            "since": 5,
            "text": "cpu is at use-after-free",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
        "lastStep": {
          "actor": "cpu",
          "met": [
            {
              "component": "thing",
              "how": "looked at",
              "since": {
                "actor": "tool",
                "number": 4,
                "step": "tool: frees the thing",
              },
              "state": "freed",
            },
          ],
          "number": 5,
          "step": "cpu: uses the thing [freed]",
          "window": {
            "after": {
              "actor": "cpu",
              "number": 2,
              "step": "cpu: looks for the thing, without a lock",
            },
            "others": [
              "tool",
            ],
          },
        },
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
                "component": "left",
                "is": "null",
                "what": "left owner",
              },
              {
                "component": "right",
                "is": "bob",
                "what": "right owner",
              },
            ],
            "since": 1,
            "text": "not (both locks have one owner or right has none)",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
        "lastStep": null,
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
                "component": "ann",
                "is": "one",
                "what": "ann",
              },
            ],
            "since": 1,
            "text": "not (ann is at idle)",
            "when": "before the last step",
          },
          {
            "because": [
              {
                "component": "bob",
                "is": "one",
                "what": "bob",
              },
            ],
            "since": 2,
            "text": "not (bob is at idle)",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
        "lastStep": null,
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
                "component": "ann",
                "is": "one",
                "what": "ann",
              },
            ],
            "since": 1,
            "text": "not (ann is at idle)",
            "when": "in the last state",
          },
        ],
        "kind": "facts",
        "lastStep": null,
      }
    `);
  });
});
