/**
 * What a device compares before it works on a request: whether the request is one, whether its feature was
 * accepted, and whether it is within bounds.
 *
 * Where the text gives no status there is a parameter. The order of these comparisons is this project's.
 */

import type { CodePath, Effect } from '../../../kit/program.ts';
import type { Command } from '../commands.ts';
import type { Defect } from '../defects.ts';
import type { Feature } from '../parameters.ts';
import type { World } from '../world.ts';
import { answered, idle, type Status } from './answers.ts';
import { sources } from './parts.ts';
import { givesUp } from './registers.ts';

/** Something that a device has to reject, or may. */
interface Rule {
  readonly words: string;
  readonly status: Status;
  /** The deviation in which nobody looks. */
  readonly unless?: Defect;
  /** The bit without which it is rejected; otherwise it always is. */
  readonly without?: Feature;
  /** The text does not say so: the device may as well go on. */
  readonly open?: boolean;
}

/** The feature bits that a request and its flag need, where a driver may send it without. */
export function neededBits(command: Command): readonly Feature[] {
  switch (command.op) {
    case 'MAP':
      return command.flags.startsWith('mmio') ? ['MAP_UNMAP', 'MMIO'] : ['MAP_UNMAP'];
    case 'UNMAP':
      return ['MAP_UNMAP'];
    case 'PROBE':
      return ['PROBE'];
    case 'ATTACH':
      return command.kind === 'bypass' ? ['BYPASS_CONFIG'] : [];
    default:
      return [];
  }
}

/** The rules that a command breaks, or may break. */
function rulesFor({ values, offers, breaks }: World, command: Command): readonly Rule[] {
  const featureRules = neededBits(command).flatMap((bit): readonly Rule[] => {
    const chosen = bit === 'BYPASS_CONFIG';
    const asked = chosen ? values.bypassFlag === 'rejected' : breaks('features');
    if (!asked) return [];
    const status = chosen || bit === 'MMIO' ? 'INVAL' : 'nothing';
    const unless = chosen ? {} : { unless: 'featuresUnchecked' as const };
    return [{ words: `is ${bit} accepted?`, status, without: bit, open: chosen, ...unless }];
  });
  return [...featureRules, ...boundsFor(command)];

  function boundsFor(of: Command): readonly Rule[] {
    const { outside, domainOutside, unmapReserved } = values;
    const flaw = 'flaw' in of ? of.flaw : undefined;
    switch (of.op) {
      case 'ATTACH':
        return [
          ...(flaw === 'reserved'
            ? [
                {
                  words: 'is reserved zero?',
                  status: 'INVAL',
                  unless: 'reservedUnchecked',
                } as const,
              ]
            : []),
          ...(breaks('domainRange') &&
          offers('DOMAIN_RANGE') &&
          domainOutside === 'rejected' &&
          of.domain === values.domains - 1
            ? [{ words: 'is the domain in range?', status: outside, open: true } as const]
            : []),
        ];
      case 'UNMAP':
        return flaw === 'reserved' && unmapReserved === 'rejected'
          ? [{ words: 'is reserved zero?', status: 'INVAL', open: true }]
          : [];
      case 'MAP':
        return [
          ...(flaw === 'piece'
            ? [{ words: 'are these pages?', status: 'RANGE', unless: 'mapUnchecked' } as const]
            : []),
          ...(breaks('inputRange') && offers('INPUT_RANGE') && of.iova + of.length === values.iovas
            ? [{ words: 'is it in range?', status: outside, unless: 'mapUnchecked' } as const]
            : []),
        ];
      case 'PROBE':
        return flaw === undefined ? [] : [{ words: 'is there room?', status: 'INVAL' }];
      default:
        return [];
    }
  }
}

/** When the text has this command rejected: always, or where one of these bits was not accepted. */
export function mustReject(world: World, command: Command): readonly ('always' | Feature)[] {
  return rulesFor(world, command)
    .filter(({ open }) => open !== true)
    .map(({ without }) => (without === undefined || !world.offers(without) ? 'always' : without));
}

/**
 * Adds the lines that come first to a path that is complete otherwise, and says where it begins.
 *
 * @param then its first line otherwise
 */
export function checkFirst(
  path: CodePath,
  world: World,
  command: Command,
  does: string,
  then: string,
): string {
  const rules = rulesFor(world, command);
  path.from(sources.request);
  rules.forEach(({ words, status, unless, without }, i) => {
    const next = i + 1 < rules.length ? `.rule-${i + 1}` : `.${then}`;
    const refused = `.refused-${i}`;
    const looks = unless === undefined || !world.defect(unless);
    path.line(`.rule-${i}`, `${does} (0) ${words}`, [
      ...(!looks
        ? [{ name: 'nobody looks', to: next }]
        : without === undefined
          ? [{ name: 'no', to: refused }]
          : [
              { name: 'yes', with: [accepted(world, without, true)], to: next },
              { name: 'no', with: [accepted(world, without, false)], to: refused },
            ]),
    ]);
    if (looks) answered(world, path, `${does} (0${i === 0 ? '' : `.${i}`})`, refused, status);
  });
  if (rules.length === 0) return then;
  path.end(idle);
  return 'rule-0';
}

/** Whether a bit was accepted. */
function accepted({ status, offers }: World, bit: Feature, is: boolean): Effect {
  return () =>
    status.when(is ? `has ${bit} accepted` : `has ${bit} not accepted`, (s) => {
      const { config, declined } = s.context;
      const has =
        bit === 'BYPASS_CONFIG'
          ? config
          : s.matches('running') && offers(bit) && !declined.includes(bit);
      return has === is;
    });
}

/** The lines of something that is no request: it is returned unwritten. */
export function noRequest(
  path: CodePath,
  world: World,
  op: 'SHORT' | 'UNKNOWN',
  does: string,
): void {
  const broken = op === 'SHORT' && world.defect('shortBreaks');
  const status = op === 'UNKNOWN' && world.defect('unknownAnswered') ? 'UNSUPP' : 'nothing';
  path
    .from(sources.request)
    .line('.read', `${does} (1) is not understood`, broken ? givesUp(world) : [{}]);
  answered(world, path, does, '.returned', status);
}
