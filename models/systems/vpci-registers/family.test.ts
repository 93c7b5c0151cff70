import { describe, expect, test } from 'vitest';
import { deadEnds } from '../../../conformance/dead-ends.ts';
import { breadthFirst, link } from '../../../explorer/index.ts';
import { refusalsOf } from '../../testing/refusals.ts';
import { handlersOf, mergedValue, passesGaps, readsFirst } from './handlers.ts';
import { vpciRegisters } from './index.ts';
import { accessesOf, registersOf, subsetsOf } from './layout.ts';
import {
  commandBits,
  defects,
  registerNames,
  schemes,
  schemesOf,
  type Values,
} from './parameters.ts';

const valuesOf = (given: Partial<Values>): Values =>
  vpciRegisters.with(given).parameters as unknown as Values;

const refusal = refusalsOf(vpciRegisters);

describe('the parameters of vpci-registers', () => {
  test('refuse what makes no sense', () => {
    const texts = [
      { registers: 'none' },
      { command: 'none' },
      { status: 'none' },
      { command: commandBits },
      { status: 'all' },
      { paths: 'HOST' },
      { widths: 'none' },
      { scheme: 'qemu', profile: 'hwdom' },
      { scheme: 'qemu' },
      { scheme: 'qemu', registers: 'vendor' },
    ].map(refusal);
    expect(texts.join('\n')).toMatchInlineSnapshot(`
      "USAGE-VALUE: system vpci-registers: registers is empty, so there is nothing to access
      USAGE-VALUE: system vpci-registers: command has no bits
      USAGE-VALUE: system vpci-registers: status has no bits
      USAGE-VALUE: system vpci-registers: command has 12 bits, but at most 4 are modelled together
      USAGE-VALUE: system vpci-registers: status has 5 bits, but at most 4 are modelled together
      USAGE-VALUE: system vpci-registers: paths has neither RD nor WR nor CAPS, so the domain does nothing
      USAGE-VALUE: system vpci-registers: widths is empty, but RD and WR need one
      USAGE-VALUE: system vpci-registers: scheme qemu emulates for a guest, so profile is domU
      USAGE-VALUE: system vpci-registers: register command is not modelled for scheme qemu, only msidata, msihole, vendor are
      USAGE-VALUE: system vpci-registers: path RD is not modelled for scheme qemu, only WR and HOST are"
    `);
  });

  test.each(defects)('let defect %s belong to its schemes only', (defect) => {
    const qemu = { registers: 'msidata', paths: 'WR' };
    const takes = schemes.filter(
      (scheme) =>
        refusal({ scheme, defects: [defect], ...(scheme === 'qemu' ? qemu : {}) }) ===
        'nothing was refused',
    );
    expect(takes).toEqual(schemesOf[defect]);
  });
});

describe('accesses', () => {
  const values = valuesOf({
    registers: ['command', 'status', 'vendor'],
    widths: ['byte', 'word', 'dword'],
  });
  const accesses = accessesOf(values, registersOf(values));

  test('are aligned, and cover what lies within them', () => {
    for (const { offset, size } of accesses) expect(offset % size).toBe(0);
    const dword = accesses.find(({ title }) => title === 'dword 0x04');
    expect(dword?.parts.map(({ register, whole }) => [register.name, whole])).toEqual([
      ['command', true],
      ['status', true],
    ]);
    const byte = accesses.find(({ title }) => title === 'byte 0x05');
    expect(byte?.parts).toMatchObject([{ mask: 0x0100, whole: false }]);
  });

  test('are all there', () => {
    expect(accesses.map(({ title }) => title)).toEqual([
      ...['byte 0x04', 'byte 0x05', 'byte 0x06', 'byte 0x07'],
      ...['byte 0x74', 'byte 0x75', 'byte 0x76', 'byte 0x77'],
      ...['word 0x04', 'word 0x06', 'word 0x74', 'word 0x76'],
      ...['dword 0x04', 'dword 0x74'],
    ]);
  });
});

describe('the masks of a handler', () => {
  const handler = {
    reads: 'hardware',
    writes: 'hardware',
    ro: 1,
    rw1c: 2,
    rsvdp: 4,
    rsvdz: 8,
  } as const;
  const merged = (data: number, current: number) =>
    mergedValue(handler, true, 0b11111, data, current, false);

  test('keep what is read-only or reserved and preserved', () => {
    for (const data of subsetsOf(0b11111)) expect(merged(data, 0b101) & 0b101).toBe(0b101);
    for (const data of subsetsOf(0b11111)) expect(merged(data, 0) & 0b101).toBe(0);
  });

  test('clear an error only where a one is asked for, and write zeros where that is asked', () => {
    for (const current of subsetsOf(0b11111)) {
      expect(merged(0, current) & 0b1010).toBe(0);
      expect(merged(0b01010, current) & 0b1010).toBe(0b0010);
    }
  });

  test('are what makes a whole write read first', () => {
    expect(readsFirst(handler, true)).toBe(true);
    expect(readsFirst({ ...handler, ro: 0, rsvdp: 0 }, true)).toBe(false);
    expect(readsFirst({ ...handler, ro: 0, rsvdp: 0 }, false)).toBe(true);
  });
});

describe('the allow-lists', () => {
  const listed = (given: Partial<Values>) => {
    const handlers = handlersOf(valuesOf(given));
    return registerNames.filter((name) => handlers[name] !== undefined);
  };

  test('name what each domain gets through a handler, then and now', () => {
    expect(listed({ scheme: 'S1', profile: 'hwdom' })).toEqual(['command', 'rom', 'msidata']);
    expect(listed({ scheme: 'S4', profile: 'hwdom' })).toEqual([
      ...['command', 'rom', 'capptr', 'msidata', 'ext'],
    ]);
    expect(listed({ scheme: 'S1' })).toEqual(['command', 'iobar', 'rom', 'msidata']);
    expect(listed({ scheme: 'S4' })).toEqual([
      ...['command', 'status', 'iobar', 'rom', 'capptr', 'msidata', 'ext'],
    ]);
  });

  test('let only a guest of today stop at a gap', () => {
    const passing = schemes
      .slice(0, 2)
      .flatMap((scheme) => (['hwdom', 'domU'] as const).map((profile) => ({ scheme, profile })))
      .filter((given) => passesGaps(valuesOf(given)));
    expect(passing).toEqual([
      { scheme: 'S1', profile: 'hwdom' },
      { scheme: 'S1', profile: 'domU' },
      { scheme: 'S4', profile: 'hwdom' },
    ]);
  });
});

describe('the code of vpci-registers', () => {
  test.each([
    { scheme: 'S4', paths: ['RD', 'WR', 'MSI', 'CAPS', 'ASG', 'DEA', 'RST', 'HOST', 'FLR'] },
    {
      scheme: 'S4',
      profile: 'hwdom',
      command: ['MEMORY', 'MASTER'],
      registers: registerNames.slice(0, 7),
    },
    { scheme: 'S1', capability: 'none', paths: ['RD', 'WR', 'CAPS', 'ASG', 'DEA', 'RST'] },
    { scheme: 'S1', command: ['MEMORY', 'SERR'], paths: ['RD', 'WR', 'MSI'] },
    {
      scheme: 'qemu',
      registers: ['msidata', 'msihole'],
      paths: ['WR', 'HOST'],
      defects: ['WHOLE_ACCESS'],
    },
  ] as const)('gets nobody stuck for want of a case: %o', (given) => {
    const small = { command: ['MASTER'], registers: ['command'], widths: ['word'] } as const;
    const system = vpciRegisters.with({ ...small, ...given });
    expect(deadEnds(system)).toEqual([]);
  });

  test('has names of its own for every step, with everything in it', () => {
    const names = vpciRegisters
      .with({ registers: registerNames, widths: ['byte', 'word', 'dword'], vcpus: 2 })
      .steps.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe('positive controls', () => {
  const verdicts = async (given: Partial<Values>) => {
    const { complete, properties } = await breadthFirst(link(vpciRegisters.with(given)));
    expect(complete).toBe(true);
    return properties.map(({ name, verdict, companion }) => `${name} ${verdict} ${companion}`);
  };

  test('S4: no gap reaches hardware, errors stay, the view is true, byte by byte', async () => {
    const widths = ['byte', 'word', 'dword'] as const;
    expect(await verdicts({ widths, paths: ['RD', 'WR', 'REPORT'], vcpus: 1 })).toEqual([
      'REG-ALLOW holds met',
      'REG-HOST holds met',
      'REG-RW1C holds met',
      'VIEW holds met',
    ]);
  });

  test('S4: forced INTX_DISABLE is in the view of the guest', async () => {
    const given = { registers: ['command'], command: ['MASTER', 'INTX_DISABLE'] } as const;
    expect(await verdicts({ ...given, paths: ['WR', 'MSI', 'ASG', 'DEA'] })).toEqual([
      'REG-ALLOW holds met',
      'VIEW holds met',
    ]);
  });
});
