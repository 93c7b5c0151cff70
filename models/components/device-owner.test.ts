import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { type DeviceOwnerEvent, deviceOwner } from './device-owner.machine.ts';

const having = (starts: 'here' | 'elsewhere', ...types: readonly DeviceOwnerEvent['type'][]) =>
  drive(deviceOwner[starts], ...types.map((type) => ({ type }))).value;

describe('the owner of a device', () => {
  test('changes between the domain under study and the others', () => {
    expect(having('here', 'TO_ELSEWHERE')).toBe('elsewhere');
    expect(having('elsewhere', 'TO_HERE')).toBe('here');
  });

  test('is still named by a pdev that was taken off its list', () => {
    expect(having('here', 'UNLINK')).toBe('unlinked');
    expect(having('here', 'UNLINK', 'DISOWN')).toBe('unowned');
    expect(having('elsewhere', 'UNLINK')).toBe('unowned');
  });

  test('is set anew when the device is reported again', () => {
    expect(having('here', 'UNLINK', 'DISOWN', 'TO_HERE')).toBe('here');
    expect(having('here', 'UNLINK', 'DISOWN', 'DISOWN', 'TO_ELSEWHERE')).toBe('elsewhere');
  });

  test('does not come to a domain that has the device', () => {
    expect(drive(deviceOwner.here).can({ type: 'TO_HERE' })).toBe(false);
    expect(drive(deviceOwner.elsewhere).can({ type: 'TO_ELSEWHERE' })).toBe(false);
  });
});
