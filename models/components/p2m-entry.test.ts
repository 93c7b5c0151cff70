import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { guestCommand, showGuestCommand } from './guest-command.machine.ts';
import { iomemPermissionOf } from './iomem-permission.machine.ts';
import { p2mEntryOf, showP2mEntry } from './p2m-entry.machine.ts';

const entry = p2mEntryOf(null);

describe('an entry of the p2m', () => {
  test('is mapped where there is nothing, or the same already', () => {
    expect(drive(entry, { type: 'MAP', mfn: 2 }).context.leads).toBe(2);
    expect(drive(entry, { type: 'MAP', mfn: 2 }).can({ type: 'MAP', mfn: 2 })).toBe(true);
    expect(drive(entry, { type: 'MAP', mfn: 2 }).can({ type: 'MAP', mfn: 1 })).toBe(false);
    expect(drive(p2mEntryOf('ram')).can({ type: 'MAP', mfn: 1 })).toBe(false);
  });

  test('is replaced where there is something else', () => {
    expect(drive(entry).can({ type: 'REPLACE', mfn: 1 })).toBe(false);
    const replaced = drive(entry, { type: 'MAP', mfn: 2 }, { type: 'REPLACE', mfn: 1 });
    expect(replaced.context.leads).toBe(1);
    expect(replaced.can({ type: 'REPLACE', mfn: 1 })).toBe(false);
  });

  test('tells an unmapping that finds what it expects from one that does not', () => {
    const mapped = drive(entry, { type: 'MAP', mfn: 2 });
    expect(mapped.can({ type: 'UNMAP', mfn: 2 })).toBe(true);
    expect(mapped.can({ type: 'UNMAP', mfn: 1 })).toBe(false);
    expect(mapped.can({ type: 'UNMAP_OTHER', mfn: 1 })).toBe(true);
    expect(mapped.can({ type: 'UNMAP_OTHER', mfn: 2 })).toBe(false);
    expect(drive(p2mEntryOf('ram')).can({ type: 'UNMAP_OTHER', mfn: 1 })).toBe(false);
  });

  test('is shown by where it leads', () => {
    expect([
      showP2mEntry(drive(entry)),
      showP2mEntry(drive(p2mEntryOf('ram'))),
      showP2mEntry(drive(entry, { type: 'MAP', mfn: 0 })),
    ]).toEqual(['–', 'RAM', 'mfn 0']);
  });
});

describe('permission for a machine frame', () => {
  test('is granted and revoked, also twice', () => {
    const revoke = { type: 'REVOKE' } as const;
    expect(drive(iomemPermissionOf('granted'), revoke, revoke).value).toBe('denied');
    expect(drive(iomemPermissionOf('denied'), { type: 'GRANT' }).value).toBe('granted');
  });
});

describe("the guest's view of the command register", () => {
  const value = { memory: true, master: true, intxDisabled: false };

  test('is what it wrote last', () => {
    expect(drive(guestCommand, { type: 'WRITE', ...value }).context).toEqual(value);
    const forced = drive(guestCommand, { type: 'WRITE', ...value }, { type: 'DISABLE_INTX' });
    expect(showGuestCommand(forced)).toBe('MEM|MASTER|INTXD');
  });

  test('is made from what hardware has by assignment, without bits 0 to 5', () => {
    const written = { type: 'WRITE', ...value } as const;
    const assigned = { type: 'ASSIGNED', intxDisabled: true } as const;
    expect(drive(guestCommand, written, assigned).context).toEqual({
      memory: false,
      master: false,
      intxDisabled: true,
    });
  });
});
