import { describe, expect, it } from 'vitest';
import type { SystemDefinition } from '../../models/compose/index.ts';
import { trial } from '../../models/systems/trial.system.ts';
import { explain } from '../explain.ts';
import { replay } from '../replay/replay.ts';
import { traceFor } from '../testing/evidence.ts';
import { tinySystem } from '../testing/tiny.ts';
import type { Trace } from '../trace.ts';
import { renderLanes } from './lanes.ts';
import { renderMarkdown } from './markdown.ts';
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
      2           seePresent    →sawPresent
      3   rem     lock                          idle→haveWrite ═ writer=-1
      4           mark                          →marked ════════════════════ present→removed
      5           free                          →freed ═════════════════════ →freed  ✗
      5 quiet components hidden: cpu1, cpu2, p2m0, p2m1, p2m2

      violated because
        • cpu0 is at work [cpu0: sawPresent]
        • dev is freed [dev: freed]
      "
    `);
  });

  it('draws a list on a narrow terminal', () => {
    expect(lanes(race, 80)).toMatchInlineSnapshot(`
      "
      1 cpu0  acquireRead   cpu0 idle→haveRead
      2       seePresent    cpu0 →sawPresent
      3 rem   lock          rem idle→haveWrite, lock writer=-1
      4       mark          rem →marked, dev present→removed
      5       free          rem →freed, dev →freed  ✗
      5 quiet components hidden: cpu1, cpu2, p2m0, p2m1, p2m2

      violated because
        • cpu0 is at work [cpu0: sawPresent]
        • dev is freed [dev: freed]
      "
    `);
  });

  it('wraps what does not fit', () => {
    expect(lanes(race, 36)).toMatchInlineSnapshot(`
      "
      1 cpu0  acquireRead   cpu0
                      idle→haveRead
      2       seePresent    cpu0
                      →sawPresent
      3 rem   lock          rem
                      idle→haveWrite,
                      lock writer=-1
      4       mark          rem
                      →marked, dev
                      present→removed
      5       free          rem →freed,
                      dev →freed  ✗
      5 quiet components hidden: cpu1, cp…

      violated because
        • cpu0 is at work [cpu0:
          sawPresent]
        • dev is freed [dev: freed]
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
      1 ann  take left    ann idle→one, left owner=ann
      2 bob  take right   bob idle→one, right owner=bob  ✗
      1 quiet component hidden: bystander

      a cycle of waiting
        • ann waits for right, blocked by bob [right: owner=bob]
        • bob waits for left, blocked by ann [left: owner=ann]
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
        • not (ann is at idle) [ann: one]
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
      2           seePresent    →sawPresent
      3   <b>rem</b>     lock                          idle→haveWrite<i> ═ </i>writer=-1
      4           mark                          →marked<i> ════════════════════ </i>present→removed
      5           free                          →freed<i> ═════════════════════ </i>→freed  <red>✗</red>
      <i>5 quiet components hidden: cpu1, cpu2, p2m0, p2m1, p2m2</i>

      violated because
        • cpu0 is at work [cpu0: sawPresent]
        • dev is freed [dev: freed]
      "
    `);
  });
});

describe('renderMarkdown', () => {
  it('is a section with a table and a diagram', () => {
    expect(renderMarkdown(race.trace, race.explanation)).toMatchInlineSnapshot(`
      "### \`NO-USE-AFTER-FREE\` is violated

      > no vCPU is at work on a device that is freed

      System \`trial vcpus=3 pages=3 fault=true\`, 5 steps.

      Violated because:

      - cpu0 is at work \\[cpu0: sawPresent\\]
      - dev is freed \\[dev: freed\\]

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
