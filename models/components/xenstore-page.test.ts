import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  hvmParameter,
  showPage,
  showParameter,
  xenstoreClient,
  xenstorePage,
} from './xenstore-page.machine.ts';

describe('a parameter of a domain', () => {
  test('reads as zero until it is set', () => {
    expect(showParameter(drive(hvmParameter))).toBe('0');
    expect(showParameter(drive(hvmParameter, { type: 'SET', value: 'allOnes' }))).toBe('~0');
  });
});

describe('the page of the ring', () => {
  test('reads as connected when it was only cleared', () => {
    expect(showPage(drive(xenstorePage, { type: 'POPULATE', port: 'zero' }))).toBe(
      'CONNECTED port=zero',
    );
  });

  test('says that it is to be waited for until xenstored connects', () => {
    const waits = drive(
      xenstorePage,
      { type: 'POPULATE', port: 'zero' },
      { type: 'PORT', port: 'valid' },
      { type: 'RECONNECT' },
    );
    expect(showPage(waits)).toBe('RECONNECT port=valid');
    expect(waits.can({ type: 'CONNECT' })).toBe(true);
    const cleared = drive(xenstorePage, { type: 'POPULATE', port: 'zero' });
    expect(cleared.can({ type: 'CONNECT' })).toBe(false);
    expect(cleared.can({ type: 'WRITE_CONNECTED' })).toBe(true);
  });

  test('is put into a domain once', () => {
    const there = drive(xenstorePage, { type: 'POPULATE', port: 'garbage' });
    expect(there.can({ type: 'POPULATE', port: 'zero' })).toBe(false);
  });
});

describe('a client of xenstored', () => {
  test('is introduced once, and loses its watches when it is reset', () => {
    const watching = drive(xenstoreClient, { type: 'INTRODUCE' }, { type: 'WATCH' });
    expect(watching.value).toBe('watching');
    expect(watching.can({ type: 'INTRODUCE' })).toBe(false);
    expect(
      drive(xenstoreClient, { type: 'INTRODUCE' }, { type: 'WATCH' }, { type: 'RESET' }).value,
    ).toBe('introduced');
  });
});
