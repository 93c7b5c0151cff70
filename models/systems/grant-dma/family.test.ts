import { describe, expect, test } from 'vitest';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { defects } from './defects.ts';
import { grantDma } from './index.ts';
import { needs } from './refuse.ts';

type Values = Parameters<typeof grantDma.with>[0] & object;

/** Each property that is asked, with `holds`, `vacuous`, or the length of the shortest violation. */
async function verdictsOf(values: Values): Promise<Readonly<Record<string, string | number>>> {
  const { complete, properties } = await breadthFirst(link(grantDma.with(values)));
  expect(complete).toBe(true);
  return Object.fromEntries(
    properties.map(({ name, verdict, path }) => [
      name,
      verdict === 'violated' ? (path?.length ?? -1) : verdict,
    ]),
  );
}

async function violatedIn(values: Values): Promise<readonly string[]> {
  const verdicts = Object.entries(await verdictsOf(values));
  return verdicts.filter(([, verdict]) => verdict !== 'holds').map(([name]) => name);
}

const small: Values = { attempts: 1, maps: ['r'], copies: [], grants: ['r'], paths: [] };

describe('the parameters of grant-dma', () => {
  const refusal = refusalsOf(grantDma);

  test('refuse what makes no sense', () => {
    const texts = [
      { maps: [], copies: [] },
      { grants: [] },
      { tableVer: '2', endAccess: 'v1cas' },
      { paths: ['PART'] },
      { paths: ['FRAME'] },
      { paths: [], domidReuse: 'afterDeath' },
      { tableVer: '2', defects: 'STATUS_PLAIN' },
      { defects: 'NO_RECHECK' },
      { copies: [], defects: 'COPY_COUNTS_HOST' },
      { buffer: 'part' },
      { scene: 'version', onBusy: 'freeAnyway' },
      { scene: 'ops', paths: ['GIVE'] },
      { scene: 'ops', bounce: false },
      { scene: 'ops', paths: [], mapFail: 'beExit' },
      { scene: 'ops', backendActs: 'asTold' },
      { defects: 'OPS_UNCOUNTED' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system grant-dma: maps and copies are empty, so nothing would be done with a grant; allowed are r, w or both in one of them
      USAGE-VALUE: system grant-dma: grants is empty; allowed are r, w or both
      USAGE-VALUE: system grant-dma: endAccess is v1cas, but in version 2 the status is not in the word; allowed are own, v2clearFirst and queryFirst
      USAGE-VALUE: system grant-dma: PART is among the paths, but without devices a mapping has one part; allowed is devices=true
      USAGE-VALUE: system grant-dma: FRAME is among the paths, but there is one page; allowed is pages=2
      USAGE-VALUE: system grant-dma: domidReuse is afterDeath, but no backend dies; allowed is never, or DIE among the paths
      USAGE-VALUE: system grant-dma: defect STATUS_PLAIN needs tableVer=1
      USAGE-VALUE: system grant-dma: defect NO_RECHECK needs tableVer=2
      USAGE-VALUE: system grant-dma: defect COPY_COUNTS_HOST needs r or w among copies
      USAGE-VALUE: system grant-dma: buffer belongs to scene ops, not to table
      USAGE-VALUE: system grant-dma: onBusy belongs to scene table or ops, not to version
      USAGE-VALUE: system grant-dma: FRAME and GIVE among the paths belong to scene table, not to ops
      USAGE-VALUE: system grant-dma: bounce is false, but the buffer is whole; allowed is buffer=part
      USAGE-VALUE: system grant-dma: mapFail is beExit, but the backend maps what it was not told to; allowed is backendActs=asTold
      USAGE-VALUE: system grant-dma: backendActs is asTold, and DIE is among the paths; allowed is backendActs=anything
      USAGE-VALUE: system grant-dma: defect OPS_UNCOUNTED needs scene=version, TRANS among races"
    `);
  });

  const whole: Values = {
    pages: 2,
    devices: true,
    paths: ['PART', 'FLIP', 'FRAME', 'GIVE', 'DIE'],
  };

  test.each(defects)('let defect %s change something', (defect) => {
    const { what } = needs[defect];
    const setting: Values = what.startsWith('scene=version')
      ? { scene: 'version' }
      : { ...whole, tableVer: what === 'tableVer=2' ? '2' : '1' };
    const steps = (some: readonly (typeof defect)[]): string =>
      JSON.stringify(grantDma.with({ ...setting, defects: some }).steps);
    expect(steps([defect])).not.toBe(steps([]));
  });
});

describe('the verdicts that the survey expects', () => {
  test.each(['1', '2'] as const)('version %s holds, reading and writing', async (tableVer) => {
    expect(await violatedIn({ tableVer, copies: [], paths: ['DIE'] })).toEqual([]);
  });

  test('two pins are needed to be told too early', async () => {
    const split = { ...small, unmapAtomic: false };
    expect(await violatedIn({ ...split, cpus: 2 })).toContain('GRANT-NO-REUSE');
    expect(await violatedIn(split)).not.toContain('GRANT-NO-REUSE');
  });

  test('a page that goes from hand to hand is needed for a stale frame', async () => {
    const early: Values = { ...small, defects: ['FLAGS_FIRST'] };
    expect(await violatedIn({ ...early, pages: 2 })).toEqual(['GRANT-NO-REUSE', 'GRANT-EXACT']);
    expect(await violatedIn(early)).toEqual([]);
  });

  test('a frontend that changes its mind is not starved, nor does it starve a backend', async () => {
    const flipping: Values = { ...small, maps: ['r', 'w'], grants: ['r', 'w'], paths: ['FLIP'] };
    expect(await violatedIn({ ...flipping, attempts: 5 })).toEqual([]);
  });

  test('a device that broke is not used again, and coherent memory is kept', async () => {
    const broken: Values = { ...small, scene: 'ops', onBusy: 'markBrokenReuse' };
    expect(await violatedIn(broken)).toContain('GRANT-NO-REUSE');
    expect(await violatedIn({ ...broken, coherent: true })).not.toContain('GRANT-NO-REUSE');
  });

  test('a stale entry opens a device, or leads to freed memory', async () => {
    const stale: Values = { ...small, scene: 'ops', xarrayErase: false };
    expect(await violatedIn(stale)).toEqual(['POLICY', 'NO-FAIL-OPEN']);
    expect(await violatedIn({ ...stale, unbind: 'keeps' })).toEqual(['NO-UAF']);
    expect(await violatedIn({ ...stale, xarrayErase: true, unbind: 'keeps' })).toEqual([]);
  });

  test('a device model that maps what it was told never fails to', async () => {
    const told: Values = { ...small, scene: 'ops', backendActs: 'asTold', mapFail: 'beExit' };
    expect(await violatedIn({ ...told, buffer: 'crossing' })).toEqual([]);
  });
});
