import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type DeviceListEvent, deviceList, showDeviceList } from './device-list.machine.ts';

const having = (...events: readonly DeviceListEvent[]) => drive(deviceList('dom0'), ...events);
const unlink = { type: 'UNLINK', from: 'dom0' } as const;
const name = { type: 'NAME', domain: 'dom1' } as const;

describe('the list a device is on', () => {
  test('changes in three statements', () => {
    expect(showDeviceList(having())).toBe('dom0');
    expect(showDeviceList(having(unlink))).toBe('on no list, names dom0');
    expect(showDeviceList(having(unlink, name))).toBe('on no list, names dom1');
    expect(showDeviceList(having(unlink, name, { type: 'LINK', to: 'dom1' }))).toBe('dom1');
  });

  test('can be another than that of the domain it names', () => {
    expect(showDeviceList(having(unlink, { type: 'LINK', to: 'dom1' }))).toBe(
      'on the list of dom1, names dom0',
    );
  });

  test('changes at once where there is one pointer', () => {
    expect(showDeviceList(having({ type: 'MOVE', to: 'dom1' }))).toBe('dom1');
    expect(having(unlink).can({ type: 'MOVE', to: 'dom1' })).toBe(false);
  });

  test('is left only by who is on it', () => {
    expect(having().can({ type: 'UNLINK', from: 'dom1' })).toBe(false);
    expect(having().can(name)).toBe(false);
    expect(having(unlink).can(unlink)).toBe(false);
  });
});
