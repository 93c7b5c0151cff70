import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { configRegister, registerCopy } from './config-register.machine.ts';

const status = configRegister({ rw: 0b0001, rw1c: 0b0110, host: 0b1001 }, 0b1000);
const write = (value: number, mask = 0b1111, asked = value) =>
  ({ type: 'WRITE', value, mask, asked }) as const;

describe('a register in hardware', () => {
  test('takes bits that are read-write, and keeps those that are read-only', () => {
    expect(drive(status, write(0b0001)).context.value).toBe(0b1001);
    expect(drive(status, write(0b0001), write(0b0000)).context.value).toBe(0b1000);
  });

  test('clears an error bit where a one is written', () => {
    const reported = { type: 'REPORT', bit: 0b0110 } as const;
    expect(drive(status, reported).context.value).toBe(0b1110);
    expect(drive(status, reported, write(0b0010)).context.value).toBe(0b1100);
  });

  test('leaves the bytes that are not written', () => {
    expect(drive(status, write(0b0001, 0b1110)).context.value).toBe(0b1000);
  });

  test('knows error bits that nobody asked to clear', () => {
    const reported = { type: 'REPORT', bit: 0b0110 } as const;
    expect(drive(status, reported, write(0b0110, 0b1111, 0b0010)).context.lost).toBe(0b0100);
    expect(drive(status, write(0b0110, 0b1111, 0)).context.lost).toBe(0);
  });

  test('remembers what the host left in its bits', () => {
    const host = { type: 'HOST_WRITE', value: 0b0001, mask: 0b1111 } as const;
    expect(drive(status).context.host).toBe(0b1000);
    expect(drive(status, host).context.host).toBe(0b1001);
    expect(drive(status, host, write(0)).context).toMatchObject({ value: 0b1000, host: 0b1001 });
  });

  test('loses by a reset what can be written', () => {
    const host = { type: 'HOST_WRITE', value: 0b0001, mask: 0b1111 } as const;
    const { value, host: left } = drive(status, host, { type: 'RESET' }).context;
    expect([value, left]).toEqual([0b1000, 0b1000]);
  });
});

describe('a copy in memory', () => {
  test('has what was stored last', () => {
    expect(drive(registerCopy()).context.value).toBe(0);
    const stored = { type: 'STORE', value: 0b101 } as const;
    expect(drive(registerCopy(), stored).context.value).toBe(0b101);
    expect(drive(registerCopy(), stored, { type: 'SET', bits: 0b110 }).context.value).toBe(0b111);
  });
});
