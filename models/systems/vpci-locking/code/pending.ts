/** Instructions on pending slots: filling, looking, emptying, cancelling. */

import { repeat } from '../../../compose/index.ts';
import { named } from '../../../kit/case-code.ts';
import type { Case, CodePath, Effect, Program } from '../../../kit/program.ts';
import { codeOf } from '../sources.ts';
import type { Device, World } from '../world.ts';
import { defersInDom0, marks, nameOf } from './marks.ts';
import { shown } from './seen.ts';

/**
 * Fills the actor's pending slot with the device in its registers, overwriting what is in it. The
 * command value that is stored has INTX_DISABLE forced on while MSI is enabled; with `atOnce` it is
 * written to hardware too.
 */
export function fillSlot(world: World, device: Device, atOnce = false): readonly Case[] {
  const generations = device.managed ? world.generations : 1;
  return repeat(generations, (vpci) => repeat(generations, (pdev) => ({ pdev, vpci })))
    .flat()
    .flatMap(({ pdev, vpci }) =>
      storedCommands(device, atOnce).map(
        ({ intxDisabled, name, effects }): Case => ({
          ...named(generations > 1 ? `pdev#${pdev} vpci#${vpci}` : undefined, name),
          where: device.managed ? { pdev, vpci } : {},
          ...(atOnce ? { observable: shown.command } : {}),
          with: [
            (actor) =>
              world.slotOf(actor).on('FILL', { device: device.index, pdev, vpci, intxDisabled }),
            ...effects,
          ],
        }),
      ),
    );
}

/** The command values a guest may ask for: BUS_MASTER on, INTx on unless MSI forbids it. */
function storedCommands(
  device: Device,
  atOnce: boolean,
): readonly {
  readonly intxDisabled: boolean;
  readonly name: string | undefined;
  readonly effects: readonly Effect[];
}[] {
  const { command, msi } = device;
  if (command === null || msi === null) {
    return [{ intxDisabled: false, name: undefined, effects: [] }];
  }
  const asks =
    (intxDisabled: boolean): Effect =>
    () =>
      atOnce ? command.on('GUEST_WRITE', { intxDisabled }) : command.on('GUEST_ASKS');
  return [
    {
      intxDisabled: false,
      name: 'INTx on',
      effects: [asks(false), () => msi.when('is off', (s) => s.matches('off'))],
    },
    {
      intxDisabled: true,
      name: 'INTx forced off',
      effects: [asks(true), () => msi.when('is on', (s) => s.matches('on'))],
    },
  ];
}

/** Reads the actor's slot: empty, or which device it names; the pointer goes into `pdev`. */
export function readSlot(
  world: World,
  empty: string,
  filled: (device: Device) => string,
): readonly Case[] {
  const slotIs = (label: string, test: (s: SlotSnapshot) => boolean): Effect => {
    return (actor) => world.slotOf(actor).when(label, test);
  };
  return [
    {
      name: 'slot empty',
      with: [slotIs('is empty', (s) => s.context.request === null)],
      to: empty,
    },
    ...world.devices.flatMap((device) =>
      repeat(
        device.managed ? world.generations : 1,
        (g): Case => ({
          name: `slot has dev${device.index}${device.managed && world.generations > 1 ? ` pdev#${g}` : ''}`,
          with: [
            slotIs(`names dev${device.index} pdev#${g}`, ({ context: { request } }) => {
              return request?.device === device.index && request.pdev === g;
            }),
          ],
          set: { pdev: device.managed ? g : null },
          to: filled(device),
        }),
      ),
    ),
  ];
}

/** Empties the actor's own slot. */
export function clearSlot(world: World): readonly Case[] {
  return [{ with: [(actor) => world.slotOf(actor).on('CLEAR')] }];
}

/** The line in which PEND looks at its slot and finds out whether there is work. */
export function lineCheckSlot(world: World, program: Program, cases: readonly Case[]): void {
  program.landmark(marks.exit, ['interruptible']);
  program
    .path('pend')
    .from(codeOf(world, 'PEND'))
    .line(marks.exit, 'PEND (1) looks at its slot', cases)
    .end(marks.guest);
}

/** Empties the slot and keeps the command value it held. */
export function takeFromSlot(world: World, device: Device): readonly Case[] {
  if (device.command === null) return clearSlot(world);
  return [false, true].map(
    (intxDisabled): Case => ({
      name: intxDisabled ? 'INTx off' : 'INTx on',
      with: [(actor) => world.slotOf(actor).on('TAKE', { intxDisabled })],
      set: { intx: intxDisabled ? 1 : 0 },
    }),
  );
}

/**
 * Fills the slot of a CPU that has just given a device its vPCI state; or not, if memory decode was
 * off.
 */
export function deferForNew(world: World, device: Device): readonly Case[] {
  const { pdev, vpci } = device;
  const combinations = repeat(world.generations, (p) =>
    repeat(world.generations, (v) => ({ p, v })),
  ).flat();
  return [
    { name: 'decode off' },
    ...combinations.map(
      ({ p, v }): Case => ({
        name: `decode on, pdev#${p} vpci#${v}`,
        tags: ['defers'],
        ...(world.scheme === 'S5' ? { observable: shown.command } : {}),
        with: [
          () => pdev.when(`is generation ${p}`, (s) => s.context.generation === p),
          () => vpci.when(`is generation ${v}`, (s) => s.context.generation === v),
          (actor) =>
            world
              .slotOf(actor)
              .on('FILL', { device: device.index, pdev: p, vpci: v, intxDisabled: false }),
        ],
      }),
    ),
  ];
}

/** Empties pending slots that name the device: those of all vCPUs, or only that of this CPU. */
export function linesCancel(
  path: CodePath,
  world: World,
  device: Device,
  does: string,
  whose: 'all' | 'own' = 'all',
): void {
  const lookAt = (label: string, slotOf: (actor: string) => SlotComponent): void => {
    path.line(label, `${does} looks at a slot${whose === 'all' ? ` (${label.slice(1)})` : ''}`, [
      {
        name: 'cancels',
        with: [(actor) => slotOf(actor).on('CANCEL', { device: device.index })],
      },
      {
        name: 'not this device',
        with: [
          (actor) =>
            slotOf(actor).when(
              `does not name ${nameOf(device)}`,
              (s) => s.context.request?.device !== device.index,
            ),
        ],
      },
    ]);
  };
  if (whose === 'all') {
    for (const owner of world.slotOwners) lookAt(`.cancel-${owner}`, () => world.slotOf(owner));
  } else if (defersInDom0(world)) {
    lookAt('.cancel-own', (actor) => world.slotOf(actor));
  }
}

type SlotComponent = ReturnType<World['slotOf']>;

/** PEND with one slot per vCPU, and code for each device it may name. */
export function pendSlots(world: World, program: Program, codeFor: (device: Device) => void): void {
  lineCheckSlot(
    world,
    program,
    readSlot(world, marks.guest, (d) => `pend${d.index}:lock`),
  );
  for (const device of world.devices) codeFor(device);
}

type SlotSnapshot = Parameters<Parameters<SlotComponent['when']>[1]>[0];
