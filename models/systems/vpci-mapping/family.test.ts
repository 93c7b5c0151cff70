import { describe, expect, test } from 'vitest';
import { UsageError } from '../../../base/errors.ts';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { vpciMapping } from './index.ts';

type Given = Parameters<typeof vpciMapping.with>[0];

/** What a configuration violates, and whether every pass means something. */
async function judge(values: Given) {
  const { properties, complete } = await breadthFirst(link(vpciMapping.with(values)));
  return {
    complete,
    violated: properties.filter(({ verdict }) => verdict === 'violated').map(({ name }) => name),
    vacuous: properties.filter(({ verdict }) => verdict === 'vacuous').map(({ name }) => name),
  };
}

const holds = { complete: true, violated: [], vacuous: [] };
const smallest = { frames: 1, bits: [], paths: ['CMD'] } as const;

describe('the parameters of vpci-mapping', () => {
  const refusal = (given: Record<string, unknown>): string => {
    try {
      vpciMapping.instantiate(given);
    } catch (error) {
      if (error instanceof UsageError) return error.text;
      throw error;
    }
    return 'nothing was refused';
  };

  test('refuse what makes no sense', () => {
    const texts = [
      { pages: 2, frames: 1 },
      { pages: 2, frames: 3 },
      { guests: 2 },
      { guests: 2, devices: 2, profile: 'hwdom' },
      { width: '64' },
      { subpage: true, pages: 2 },
      { shared: true },
      { msix: true },
      { paths: 'none' },
      { vcpus: 0 },
      { paths: 'ROM' },
      { defects: 'PEND_EARLYFLIP', order: 'always-on' },
      { defects: 'PEND_EARLYFLIP', scheme: 'S5' },
      { defects: 'PERM_TRUNC' },
      { defects: 'TABLE_TRUST' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system vpci-mapping: frames is 1, but a BAR has 2 pages
      USAGE-VALUE: system vpci-mapping: frames is 3, but a BAR of 2 pages begins in a multiple of 2
      USAGE-VALUE: system vpci-mapping: guests is 2, but there are only 1 devices
      USAGE-VALUE: system vpci-mapping: there is one hardware domain: guests must be 1
      USAGE-VALUE: system vpci-mapping: frames is 2, but the halves of a 64-bit BAR count 4 frames together
      USAGE-VALUE: system vpci-mapping: subpage is set, but BARs have 2 pages
      USAGE-VALUE: system vpci-mapping: shared needs subpage=true and two devices: only BARs smaller than a page share one
      USAGE-VALUE: system vpci-mapping: msix needs two pages of BARs: one for the table, one to map
      USAGE-VALUE: system vpci-mapping: there is nobody to do anything
      USAGE-VALUE: system vpci-mapping: there is nobody to do anything
      USAGE-VALUE: system vpci-mapping: path ROM needs profile=hwdom: a guest has no ROM
      USAGE-VALUE: system vpci-mapping: PEND_EARLYFLIP is about when decode changes, which order=always-on never does
      USAGE-VALUE: system vpci-mapping: defect PEND_EARLYFLIP belongs to scheme S1, S3v8 or S4, not to S5
      USAGE-VALUE: system vpci-mapping: defect PERM_TRUNC is of libxl: it needs path XL
      USAGE-VALUE: system vpci-mapping: defect TABLE_TRUST needs msix=true"
    `);
  });
});

describe('orders', () => {
  test('that change hardware on one side only leave a window in which a BAR does not answer', async () => {
    for (const order of ['p2m-first', 'reg-first'] as const) {
      const { violated, vacuous } = await judge({ order });
      expect(violated, order).toEqual(['HW-DECODE', 'NO-UR']);
      expect(vacuous, order).toEqual([]);
    }
  });

  test.each(['split', 'always-on'] as const)('%s: everything holds', async (order) => {
    expect(await judge({ order })).toEqual(holds);
    expect(await judge({ ...smallest, order })).toEqual(holds);
  });

  test.each(['split', 'always-on'] as const)(
    '%s: everything holds with two vCPUs that wait for each other’s work',
    async (order) => {
      expect(await judge({ order, vcpus: 2, repairs: ['EXCLUSIVE'] })).toEqual(holds);
    },
  );
});
