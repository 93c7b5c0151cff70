import { describe, expect, it } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { trial } from '../../models/systems/trial.system.ts';
import { explain } from '../explain.ts';
import { replay } from '../replay/replay.ts';
import { traceFor } from '../testing/evidence.ts';
import { tellingSystem } from '../testing/telling.ts';
import { tinySystem } from '../testing/tiny.ts';
import type { Trace } from '../trace.ts';
import { renderLanes } from './lanes.ts';
import { renderMarkdown } from './markdown.ts';
import { storyOf } from './story.ts';
import { tableLines } from './table.ts';
import type { Colors } from './text.ts';

const faulty = trial.with({ fault: true });
const race = await shown(faulty, 'NO-USE-AFTER-FREE');

async function shown(system: SystemDefinition, property: string) {
  const trace = await traceFor(system, property);
  const run = replay(system, trace);
  if (run.kind === 'mismatch') throw new Error(run.found);
  return { trace, explanation: explain(system, run) };
}

function lanes(
  { trace, explanation }: Awaited<ReturnType<typeof shown>>,
  width: number,
  color: Colors | null = null,
): string {
  return `\n${renderLanes(trace, explanation, { width, color })}\n`;
}

describe('renderLanes', () => {
  it('draws a lane for every component that changes', () => {
    expect(lanes(race, 120)).toMatchInlineSnapshot(`
      "
      #   actor   step          cpu0            rem              lock        dev
      ──────────────────────────────────────────────────────────────────────────────────────
      0           initially     idle            idle             readers=0   present
      1   cpu0    acquireRead   idle→haveRead
      2           seePresent    →sawPresent ════════════════════════════════ ·
      3   rem     lock                          idle→haveWrite ═ writer=-1
      4           mark                          →marked ════════════════════ present→removed
      5           free                          →freed ═════════════════════ →freed  ✗
      5 quiet components hidden: cpu1, cpu2, p2m0, p2m1, p2m2

      violated because
        • cpu0 is at work since step 2 [cpu0: sawPresent]
        • dev is freed since step 5 [dev: freed]
      "
    `);
  });

  it('draws a list on a narrow terminal', () => {
    expect(lanes(race, 80)).toMatchInlineSnapshot(`
      "
      1 cpu0  acquireRead  cpu0 idle→haveRead
      2       seePresent   cpu0 →sawPresent
      3 rem   lock         rem idle→haveWrite, lock writer=-1
      4       mark         rem →marked, dev present→removed
      5       free         rem →freed, dev →freed  ✗
      5 quiet components hidden: cpu1, cpu2, p2m0, p2m1, p2m2

      violated because
        • cpu0 is at work since step 2 [cpu0: sawPresent]
        • dev is freed since step 5 [dev: freed]
      "
    `);
  });

  it('wraps what does not fit', () => {
    expect(lanes(race, 36)).toMatchInlineSnapshot(`
      "
      1 cpu0  acquireRead
                  cpu0 idle→haveRead
      2       seePresent
                  cpu0 →sawPresent
      3 rem   lock
                  rem idle→haveWrite,
                  lock writer=-1
      4       mark
                  rem →marked, dev
                  present→removed
      5       free
                  rem →freed, dev
                  →freed  ✗
      5 quiet components hidden: cpu1, cp…

      violated because
        • cpu0 is at work since step 2
          [cpu0: sawPresent]
        • dev is freed since step 5 [dev:
          freed]
      "
    `);
  });

  it('tells a deadlock and a cycle of waiting', async () => {
    expect(lanes(await shown(tinySystem(), 'NO-DEADLOCK'), 100)).toMatchInlineSnapshot(`
      "
      #   actor   step         ann        bob        left        right
      ────────────────────────────────────────────────────────────────────
      0           initially    idle       idle       (empty)     (empty)
      1   ann     take left    idle→one ════════════ owner=ann
      2   bob     take right              idle→one ═════════════ owner=bob  ✗
      1 quiet component hidden: bystander

      nobody can go on
        • ann: take right is blocked: right refuses TAKE by=ann [owner=bob]
        • bob: take left is blocked: left refuses TAKE by=bob [owner=ann]
      "
    `);
    expect(lanes(await shown(tinySystem(), 'NO-CYCLE'), 60)).toMatchInlineSnapshot(`
      "
      1 ann  take left   ann idle→one, left owner=ann
      2 bob  take right  bob idle→one, right owner=bob  ✗
      1 quiet component hidden: bystander

      a cycle of waiting
        • ann waits for right, blocked by bob [right: owner=bob]
        • bob waits for left, blocked by ann [left: owner=ann]
      "
    `);
  });

  it('tells steps in the lanes of those who tell them', async () => {
    expect(lanes(await shown(tellingSystem(), 'NO-UAF'), 120)).toMatchInlineSnapshot(`
      "
      #   cpu                                        tool              mutex        thing
      ────────────────────────────────────────────────────────────────────────────────────────
      0   initially                                                    free         live
      1   starts to read
      2   looks for the thing, without a lock ═════════════════════════════════════ ·
      3                                              takes the lock ══ free→taken
      4                                              frees the thing ══════════════ live→freed
      5   uses the thing [freed]  → use-after-free ════════════════════════════════ ·  ✗

      violated because
        • cpu is at use-after-free since step 5 [cpu: use-after-free]
        • step 5 (cpu: uses the thing [freed]) looked at thing, which step 4 (tool: frees the thing) had changed to freed
        • cpu had acted last in step 2 (looks for the thing, without a lock); then came steps 3 and 4 of tool
      "
    `);
  });

  it('lets steps stand over empty lanes where there is little room', async () => {
    const story = storyOf((await shown(tellingSystem(), 'NO-UAF')).trace);
    const same = (text: string): string => text;
    const colors = { bold: same, dim: same, red: same, green: same };
    const table = (width: number) => `\n${tableLines(story, width, 40, colors)?.join('\n')}\n`;
    expect(table(70)).toMatchInlineSnapshot(`
      "
      #   cpu                              tool              mutex    thing
      ──────────────────────────────────────────────────────────────────────
      0   initially                                          free     live
      1   starts to read
      2   looks for the thing, without a lock ═══════════════════════ ·
      3                                    takes the lock ══ →taken
      4                                    frees the thing ══════════ →freed
      5   uses the thing [freed]  → use-after-free ══════════════════ ·
      "
    `);
    expect(table(60)).toMatchInlineSnapshot(`
      "
      #   cpu                    tool              mutex    thing
      ────────────────────────────────────────────────────────────
      0   initially                                free     live
      1   starts to read
      2   looks for the thing, without a lock ═════════════ ·
      3                          takes the lock ══ →taken
      4                          frees the thing ══════════ →freed
      5   uses the thing [freed]  → use-after-free ════════ ·
      "
    `);
    expect(tableLines(story, 50, 40, colors)).toBeNull();
  });

  it('lists steps with what they change beside or below them', async () => {
    const told = await shown(tellingSystem(), 'NO-UAF');
    expect(lanes(told, 70)).toMatchInlineSnapshot(`
      "
      1 cpu   starts to read
      2       looks for the thing, without a lock
      3 tool  takes the lock   mutex free→taken
      4       frees the thing  thing live→freed
      5 cpu   uses the thing [freed]  → use-after-free  ✗

      violated because
        • cpu is at use-after-free since step 5 [cpu: use-after-free]
        • step 5 (cpu: uses the thing [freed]) looked at thing, which step 4
          (tool: frees the thing) had changed to freed
        • cpu had acted last in step 2 (looks for the thing, without a
          lock); then came steps 3 and 4 of tool
      "
    `);
    expect(lanes(told, 40)).toMatchInlineSnapshot(`
      "
      1 cpu   starts to read
      2       looks for the thing, without
                  a lock
      3 tool  takes the lock
                  mutex free→taken
      4       frees the thing
                  thing live→freed
      5 cpu   uses the thing [freed]  →
                  use-after-free  ✗

      violated because
        • cpu is at use-after-free since step
          5 [cpu: use-after-free]
        • step 5 (cpu: uses the thing [freed])
          looked at thing, which step 4 (tool:
          frees the thing) had changed to
          freed
        • cpu had acted last in step 2 (looks
          for the thing, without a lock); then
          came steps 3 and 4 of tool
      "
    `);
  });

  it('keeps columns for actors that tell no steps', async () => {
    const { trace, explanation } = await shown(tellingSystem(), 'NO-UAF');
    const mixed = { trace: { ...trace, tellsSteps: ['cpu'] }, explanation };
    expect(lanes(mixed, 140)).toMatchInlineSnapshot(`
      "
      #   actor   step              cpu                                        tool                  mutex        thing
      ──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────
      0           initially                                                    outside               free         live
      1                             starts to read
      2                             looks for the thing, without a lock ═════════════════════════════════════════ ·
      3   tool    takes the lock                                               outside→remove:free ═ free→taken
      4           frees the thing                                              →remove:unlock ═══════════════════ live→freed
      5                             uses the thing [freed]  → use-after-free ════════════════════════════════════ ·  ✗

      violated because
        • cpu is at use-after-free since step 5 [cpu: use-after-free]
        • step 5 (cpu: uses the thing [freed]) looked at thing, which step 4 (tool: frees the thing) had changed to freed
        • cpu had acted last in step 2 (looks for the thing, without a lock); then came steps 3 and 4 of tool
      "
    `);
  });

  it('shows what others do to one who tells steps', async () => {
    const { trace } = await shown(tellingSystem(), 'NO-UAF');
    const steps = [
      { step: 'cpu: goes', actor: 'cpu', changed: {} },
      { step: 'tool: stops cpu', actor: 'tool', changed: { cpu: { from: 'guest', to: 'exit' } } },
      { step: 'tool: rests', actor: 'tool', changed: {}, with: ['cpu'] },
    ];
    const text = renderLanes({ ...trace, steps }, undefined, { width: 120, color: null });
    expect(`\n${text}\n`).toMatchInlineSnapshot(`
      "
      #   cpu          tool
      ──────────────────────────
      0   initially
      1   goes
      2   guest→exit ═ stops cpu
      3   · ══════════ rests  ✗
      2 quiet components hidden: mutex, thing
      "
    `);
  });

  it('ticks a goal that is reached', async () => {
    expect(lanes(await shown(tinySystem(), 'BOB-HAS-BOTH'), 100)).toMatchInlineSnapshot(`
      "
      #   actor   step        ann        left
      ────────────────────────────────────────────
      0           initially   idle       (empty)
      1   ann     take left   idle→one ═ owner=ann  ✓
      3 quiet components hidden: right, bob, bystander

      reached because
        • not (ann is at idle) since step 1 [ann: one]
      "
    `);
  });

  it('marks the initial state when nothing had to happen', () => {
    const trace = { ...race.trace, steps: [] };
    expect(renderLanes(trace, undefined, { width: 120, color: null })).toMatchInlineSnapshot(`
      "#   actor   step
      ─────────────────────
      0           initially  ✗
      9 quiet components hidden: cpu0, cpu1, cpu2, lock, rem, dev, p2m0, p2m1, p2m2"
    `);
    expect(renderLanes(trace, undefined, { width: 80, color: null })).toMatchInlineSnapshot(`
      "0 initially  ✗
      9 quiet components hidden: cpu0, cpu1, cpu2, lock, rem, dev, p2m0, p2m1, p2m2"
    `);
  });

  it('draws the header again when a trace is longer than the screen', () => {
    const text = renderLanes(race.trace, undefined, { width: 120, color: null, rows: 3 });
    expect(text.split('\n').filter((line) => line.startsWith('#'))).toHaveLength(2);
  });

  it('colours by the functions it is given', () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const tags = { bold: tag('b'), dim: tag('i'), red: tag('red'), green: tag('green') };
    expect(lanes(race, 120, tags)).toMatchInlineSnapshot(`
      "
      <b>#</b>   <b>actor</b>   <b>step</b>          <b>cpu0</b>            <b>rem</b>              <b>lock</b>        <b>dev</b>
      <i>──────────────────────────────────────────────────────────────────────────────────────</i>
      <i>0</i>           <i>initially</i>     <i>idle</i>            <i>idle</i>             <i>readers=0</i>   <i>present</i>
      1   <b>cpu0</b>    acquireRead   idle→haveRead
      2           seePresent    →sawPresent<i> ════════════════════════════════ </i><i>·</i>
      3   <b>rem</b>     lock                          idle→haveWrite<i> ═ </i>writer=-1
      4           mark                          →marked<i> ════════════════════ </i>present→removed
      5           free                          →freed<i> ═════════════════════ </i>→freed  <red>✗</red>
      <i>5 quiet components hidden: cpu1, cpu2, p2m0, p2m1, p2m2</i>

      violated because
        • cpu0 is at work since step 2 [cpu0: sawPresent]
        • dev is freed since step 5 [dev: freed]
      "
    `);
  });
});

describe('renderMarkdown', () => {
  it('tells no places in code', async () => {
    const { trace, explanation } = await shown(tellingSystem(), 'NO-UAF');
    expect(renderMarkdown(trace, explanation)).toMatchInlineSnapshot(`
      "### \`NO-UAF\` is violated

      > the reader uses nothing that is freed

      System \`telling\`, 5 steps.

      Violated because:

      - cpu is at use-after-free since step 5 \\[cpu: use-after-free\\]
      - step 5 (cpu: uses the thing \\[freed\\]) looked at thing, which step 4 (tool: frees the thing) had changed to freed
      - cpu had acted last in step 2 (looks for the thing, without a lock); then came steps 3 and 4 of tool

      | # | actor | step | what changes |
      | ---: | --- | --- | --- |
      | 1 | \`cpu\` | \`starts to read\` |  |
      | 2 |  | \`looks for the thing, without a lock\` |  |
      | 3 | \`tool\` | \`takes the lock\` | \`mutex free→taken\` |
      | 4 |  | \`frees the thing\` | \`thing live→freed\` |
      | 5 | \`cpu\` | \`uses the thing [freed]  → use-after-free\` |  |

      \`\`\`mermaid
      sequenceDiagram
        participant p0 as cpu
        participant p1 as tool
        participant p2 as mutex
        participant p3 as thing
        p0->>p0: 1 starts to read
        p0->>p0: 2 looks for the thing, without a lock
        p1->>p2: 3 takes the lock: free→taken
        p1->>p3: 4 frees the thing: live→freed
        p0->>p0: 5 uses the thing [freed]  → use-after-free
        Note over p0,p3: NO-UAF violated
      \`\`\`
      "
    `);
  });

  it('is a section with a table and a diagram', () => {
    expect(renderMarkdown(race.trace, race.explanation)).toMatchInlineSnapshot(`
      "### \`NO-USE-AFTER-FREE\` is violated

      > no vCPU is at work on a device that is freed

      System \`trial vcpus=3 pages=3 fault=true\`, 5 steps.

      Violated because:

      - cpu0 is at work since step 2 \\[cpu0: sawPresent\\]
      - dev is freed since step 5 \\[dev: freed\\]

      | # | actor | step | what changes |
      | ---: | --- | --- | --- |
      | 1 | \`cpu0\` | \`acquireRead\` | \`cpu0 idle→haveRead\` |
      | 2 |  | \`seePresent\` | \`cpu0 →sawPresent\` |
      | 3 | \`rem\` | \`lock\` | \`rem idle→haveWrite, lock writer=-1\` |
      | 4 |  | \`mark\` | \`rem →marked, dev present→removed\` |
      | 5 |  | \`free\` | \`rem →freed, dev →freed\` |

      \`\`\`mermaid
      sequenceDiagram
        participant p0 as cpu0
        participant p1 as rem
        participant p2 as lock
        participant p3 as dev
        p0->>p0: 1 acquireRead (idle→haveRead)
        p0->>p0: 2 seePresent (→sawPresent)
        p1->>p2: 3 lock (idle→haveWrite): writer=-1
        p1->>p3: 4 mark (→marked): present→removed
        p1->>p3: 5 free (→freed): →freed
        Note over p0,p3: NO-USE-AFTER-FREE violated
      \`\`\`
      "
    `);
  });

  it('draws the last sixty steps', () => {
    const steps = Array.from({ length: 20 }, () => race.trace.steps).flat();
    const text = renderMarkdown({ ...race.trace, steps });
    expect(text.match(/->>/g)).toHaveLength(60);
    expect(text).toContain('steps 1 to 40 are left out');
  });

  it('takes no text for markup', () => {
    const step = { step: 'a; b#1 | `c` <d> %% end', actor: 'x', changed: {} };
    const trace: Trace = { ...race.trace, property: '*P*', statement: '<i>', steps: [step] };
    expect(renderMarkdown(trace)).toMatchInlineSnapshot(`
      "### \`*P*\` is violated

      > \\<i\\>

      System \`trial vcpus=3 pages=3 fault=true\`, 1 step.

      | # | actor | step | what changes |
      | ---: | --- | --- | --- |
      | 1 | \`x\` | \`\`a; b#1 \\| \`c\` <d> %% end\`\` |  |

      \`\`\`mermaid
      sequenceDiagram
        participant p0 as x
        p0->>p0: 1 a#59; b#35;1 | #96;c#96; #60;d#62; #37;#37; end
        Note over p0: *P* violated
      \`\`\`
      "
    `);
  });
});
