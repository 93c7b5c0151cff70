import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  deviceModelLoop,
  ioRange,
  ioreqServer,
  showLoop,
  showRange,
  showServer,
} from './ioreq-server.machine.ts';

describe('what makes a device ready', () => {
  test('an ioreq server is created disabled, and can be enabled only then', () => {
    expect(drive(ioreqServer).can({ type: 'ENABLE' })).toBe(false);
    expect(showServer(drive(ioreqServer, { type: 'CREATE', by: 0 }))).toBe('#0 disabled');
    const enabled = drive(ioreqServer, { type: 'CREATE', by: 0 }, { type: 'ENABLE' });
    expect(showServer(enabled)).toBe('#0 enabled');
  });

  test('a second server begins disabled, whatever the first one was', () => {
    const second = drive(
      ioreqServer,
      { type: 'CREATE', by: 0 },
      { type: 'ENABLE' },
      { type: 'CREATE', by: 1 },
    );
    expect(showServer(second)).toBe('#1 disabled');
    expect(showServer(drive(ioreqServer, { type: 'CREATE', by: 0 }, { type: 'DESTROY' }))).toBe(
      'absent',
    );
  });

  test('a range goes to the server that mapped it last', () => {
    expect(showRange(drive(ioRange))).toBe('unclaimed');
    expect(showRange(drive(ioRange, { type: 'MAP', by: 0 }, { type: 'MAP', by: 1 }))).toBe('to #1');
    expect(showRange(drive(ioRange, { type: 'MAP', by: 0 }, { type: 'UNMAP' }))).toBe('unclaimed');
  });

  test('a loop runs for one device model, and stops with it', () => {
    expect(showLoop(drive(deviceModelLoop, { type: 'RUN', by: 0 }))).toBe('#0 runs');
    expect(showLoop(drive(deviceModelLoop, { type: 'RUN', by: 0 }, { type: 'STOP' }))).toBe(
      'stopped',
    );
  });
});
