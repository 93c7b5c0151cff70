import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import { attachNode, showAttachNode } from './attach-node.machine.ts';

const attach = { type: 'ATTACH', domid: 1, incarnation: 0 } as const;

describe('the directory of a device', () => {
  test('names its backend from commit to deletion', () => {
    expect(showAttachNode(drive(attachNode, attach))).toBe('initialising backend-id=1');
    expect(showAttachNode(drive(attachNode, attach, { type: 'DELETE' }))).toBe('deleted');
  });

  test('takes state 2 of its backend while it is there, and is kept after that', () => {
    const ready = drive(attachNode, attach, { type: 'INIT_WAIT' });
    expect(ready.can({ type: 'DELETE' })).toBe(false);
    expect(drive(attachNode).can({ type: 'INIT_WAIT' })).toBe(false);
    expect(drive(attachNode, attach, { type: 'DELETE' }).can({ type: 'INIT_WAIT' })).toBe(false);
  });
});
