/**
 * What cpu0 does before anybody uses the IOMMU: INIT switches it on, IVMD reads what is to be mapped for
 * the device, PROBE chooses how a device that was found is translated.
 */

import type { Case, Program } from '../../../kit/program.ts';
import { bootCode, sources } from '../sources.ts';
import { translationOf, type World } from '../world.ts';
import { idle, places } from './marks.ts';

/** INIT: entries that nobody set up are made to block, where they would not, and translation goes on. */
export function switchOn(world: World, program: Program): void {
  const { values, device, translates, defect } = world;
  if (translates === null) return;
  const path = program.path('init').from(bootCode(values.iommu));
  const off = () => translates.when('is off', (s) => s.matches('off'));
  path.line(idle, 'INIT begins', [{ with: [off] }]);
  if (values.iommu === 'amd' && !defect('dteNotPrefilled')) {
    path.line('.prefill', 'INIT makes all entries of the device table valid and empty', [
      {
        with: device.rids.map(
          ({ context }) =>
            () =>
              context.on('CLEAR', { was: 'dom0' }),
        ),
      },
    ]);
  }
  if (values.iommu === 'smmu') {
    const bypass = translationOf('dom0');
    path.line(
      '.prefill',
      `INIT makes all stream table entries ${defect('steBypass') ? 'bypass' : 'abort'}`,
      [
        defect('steBypass')
          ? {
              with: device.rids.map(
                ({ context }) =>
                  () =>
                    context.on('WRITE', { was: null, ...bypass }),
              ),
            }
          : {},
      ],
    );
  }
  path
    .line('.enable', 'INIT switches translation on, once requests have arrived', [
      {
        with: [
          () => translates.on('SET'),
          () => device.dma.when('is idle', (s) => s.matches('idle')),
        ],
      },
    ])
    .end(idle);
}

/** IVMD: a range that is RAM is refused, one that is reserved is mapped to itself. */
export function readIvmd({ ramIdentity, defect }: World, program: Program): void {
  if (ramIdentity === null) return;
  const path = program.path('ivmd').from(sources.ivmd);
  const inverted = defect('ivmdInverted');
  const accepts: Case = { name: inverted ? 'RAM: accepts it' : 'reserved: accepts it' };
  const refuses: Case = {
    name: inverted ? 'reserved: refuses it' : 'RAM: refuses it',
    to: '.done',
  };
  path
    .line(idle, 'IVMD reads a range for dev0', [
      { name: 'reserved', set: { ram: 0 } },
      { name: 'RAM', set: { ram: 1 } },
    ])
    .line('.check', 'IVMD checks the memory type', [
      { ...accepts, where: { ram: inverted ? 1 : 0 } },
      { ...refuses, where: { ram: inverted ? 0 : 1 } },
    ])
    .line('.map', 'IVMD maps the range to itself in dom1', [
      { where: { ram: 0 }, name: 'reserved' },
      { where: { ram: 1 }, name: 'RAM', with: [() => ramIdentity.on('SET')] },
    ])
    .line('.done', 'IVMD goes on', [{}])
    .end(idle);
}

/** PROBE: a quirk waives translation for some IDs, of devices that are built in. */
export function probe(world: World, program: Program): void {
  const { device, values, owner, defect } = world;
  const path = program.path('probe').from(sources.probe);
  const write = (tables: 'dom0' | 'dom1'): Case => ({
    name: tables === 'dom0' ? 'none: to itself' : 'dom1',
    with: [
      ...device.rids.map(
        ({ context }) =>
          () =>
            context.on('WRITE', { was: null, ...translationOf(tables) }),
      ),
      () => owner.on('MOVE', { to: tables }),
    ],
    to: idle,
  });
  const waives = values.trusted || defect('quirkByIds');
  path
    .line(idle, 'PROBE dev0 reads its IDs', [
      { name: 'ordinary', set: { quirk: 0 }, with: [() => unowned(world)] },
      { name: 'those of a quirk', set: { quirk: 1 }, with: [() => unowned(world)] },
    ])
    .line(
      '.ask',
      'PROBE dev0 asks for quirks',
      [
        { name: 'none', where: { quirk: 0 }, to: '.translate' },
        {
          name: waives ? 'translation is waived' : 'not trusted',
          where: { quirk: 1 },
          to: waives ? '.waive' : '.translate',
        },
      ],
      values.trusted ? [] : [places.claims],
    )
    .line('.translate', 'PROBE dev0 sets its translation', [write('dom1')]);
  if (waives) path.line('.waive', 'PROBE dev0 sets its translation', [write('dom0')]);
  path.end(idle);
}

function unowned({ owner }: World) {
  return owner.when('is nobody’s', (s) => s.context.list === 'dom_io');
}
