import { describe, expect, test } from 'vitest';
import { drive } from '../kit/testing/actors.ts';
import {
  type CommandRegisterEvent,
  commandRegister,
  commandRegisterOf,
  msiEnable,
  msiEnableOn,
  showCommand,
} from './command-register.machine.ts';

const write = (intxDisabled: boolean): CommandRegisterEvent => ({
  type: 'GUEST_WRITE',
  intxDisabled,
});
const having = (...events: readonly CommandRegisterEvent[]) =>
  drive(commandRegister, ...events).context;

describe('the command register', () => {
  test('takes what the guest writes at once', () => {
    expect(having(write(true))).toEqual({
      memory: false,
      master: true,
      intxDisabled: true,
      stopped: false,
    });
  });

  test('loses BUS_MASTER to the fault handler, which writes back what it read of the rest', () => {
    const stopped = having(write(true), { type: 'FAULT_WRITE', intxDisabled: false });
    expect(stopped).toMatchObject({ master: false, intxDisabled: false, stopped: true });
  });

  test('is no longer stopped once the guest asks again, by either way', () => {
    const stop: CommandRegisterEvent = { type: 'FAULT_WRITE', intxDisabled: false };
    expect(having(stop, write(false)).stopped).toBe(false);
    expect(having(stop, { type: 'GUEST_ASKS' })).toMatchObject({ master: false, stopped: false });
  });

  test('tells a deferred write that brings BUS_MASTER back from one that was asked for', () => {
    const stop: CommandRegisterEvent = { type: 'FAULT_WRITE', intxDisabled: false };
    const deferred: CommandRegisterEvent = { type: 'DEFERRED_WRITE', intxDisabled: false };
    expect(having({ type: 'GUEST_ASKS' }, stop, deferred)).toMatchObject({
      master: true,
      stopped: true,
    });
    expect(having(stop, { type: 'GUEST_ASKS' }, deferred)).toMatchObject({
      master: true,
      stopped: false,
    });
  });

  test('has INTx switched on and off by Xen, whoever wrote it before', () => {
    expect(having(write(true), { type: 'ENABLE_INTX' }).intxDisabled).toBe(false);
    expect(having(write(false), { type: 'DISABLE_INTX' }).intxDisabled).toBe(true);
  });

  test('is cleared by assignment, save for INTX_DISABLE', () => {
    expect(having(write(true), { type: 'ASSIGNED' })).toEqual({
      memory: false,
      master: false,
      intxDisabled: true,
      stopped: false,
    });
  });

  test('takes decode along where a write names it, and leaves it where it does not', () => {
    const on: CommandRegisterEvent = { type: 'GUEST_WRITE', intxDisabled: false, memory: true };
    expect(having(on).memory).toBe(true);
    expect(having(on, write(false)).memory).toBe(true);
    expect(having(on, { type: 'ASSIGNED' }).memory).toBe(false);
    expect(having({ ...on, master: false })).toMatchObject({ memory: true, master: false });
  });

  test('is not stopped any less by a write without BUS_MASTER', () => {
    const stop: CommandRegisterEvent = { type: 'FAULT_WRITE', intxDisabled: false };
    const off: CommandRegisterEvent = { type: 'GUEST_WRITE', intxDisabled: false, master: false };
    expect(having(stop, off).stopped).toBe(true);
  });

  test('loses everything to a reset, save decode that is hard-wired', () => {
    const reset: CommandRegisterEvent = { type: 'RESET' };
    expect(drive(commandRegisterOf({ decode: 'on' }), write(true), reset).context).toEqual({
      memory: false,
      master: false,
      intxDisabled: false,
      stopped: false,
    });
    expect(drive(commandRegisterOf({ decode: 'hard-wired' }), reset).context.memory).toBe(true);
  });

  test('is shown by its bits', () => {
    expect([
      showCommand(drive(commandRegister)),
      showCommand(drive(commandRegister, write(true))),
      showCommand(drive(commandRegister, { type: 'FAULT_WRITE', intxDisabled: true })),
    ]).toEqual(['0', 'MASTER|INTXD', 'INTXD stopped']);
  });
});

describe('the MSI enable bit', () => {
  test('is written in either state', () => {
    expect(drive(msiEnable, { type: 'ENABLE' }, { type: 'ENABLE' }).value).toBe('on');
    expect(drive(msiEnable, { type: 'ENABLE' }, { type: 'DISABLE' }).value).toBe('off');
    expect(drive(msiEnable, { type: 'DISABLE' }).value).toBe('off');
    expect(drive(msiEnableOn).value).toBe('on');
  });
});
